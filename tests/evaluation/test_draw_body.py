"""The drawing of a body: every body of the content becomes a picture in which something is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from clamber.assets.content import names
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_body
from clamber.evaluation.draw_body import body_tables, draw_body, inspect_body
from rich.console import Console


@pytest.mark.parametrize("name", names("Bodies"))
def test_every_link_and_axis_is_listed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    inspect_body(name)
    body = load_body(name)
    printed = capsys.readouterr().out
    for part in (*body.links, *body.axes):
        assert part.name in printed


def test_names_are_written_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets too, which Rich would take for its own."""
    body = load_body("Quadruped")
    body = replace(
        body, links=[replace(link, name=f"{link.name}[/b]", parent=link.parent and f"{link.parent}[/b]")
                     for link in body.links],
        axes=[replace(axis, name=f"{axis.name}[x]", link=f"{axis.link}[/b]") for axis in body.axes],
    )  # fmt: skip
    for table in body_tables(body):
        Console(width=200).print(table)
    printed = capsys.readouterr().out
    assert all(part.name in printed for part in (*body.links, *body.axes))


@pytest.mark.parametrize("name", ["Humanoid", "PlanarWalker"])
def test_a_body_is_seen_from_all_three_sides(name: str, tmp_path: Path) -> None:
    draw_body(load_body(name), name, tmp_path / "body.png")
    picture = matplotlib.image.imread(tmp_path / "body.png")
    assert picture.shape[0] > 300
    coloured = np.ptp(picture[..., :3], axis=2) > 0.2
    thirds = np.array_split(coloured, 3, axis=1)
    assert all(third.mean() > 0.01 for third in thirds), "each of the three views shows the body"


def test_a_picture_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AssetError, match="cannot be written"):
        draw_body(load_body("Quadruped"), "Quadruped", tmp_path / "file" / "x.png")
