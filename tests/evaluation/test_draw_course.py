"""``clamber inspect course`` draws what was generated."""

from __future__ import annotations

from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.evaluation.draw_course import inspect_course


def test_picture_and_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A PNG with a picture in it, nothing else in the folder, and the segments listed."""
    out = tmp_path / "new" / "course.png"
    inspect_course("Gauntlet", 7, 0.8, out)
    image = matplotlib.image.imread(out)
    assert image.shape[0] > 500
    assert image.shape[1] > 1000
    assert np.std(image[..., :3]) > 0.1
    assert [path.name for path in out.parent.iterdir()] == ["course.png"]
    printed = capsys.readouterr().out
    assert "SteppingStones" in printed
    assert "boxes (never more than" in printed


def test_another_seed_is_another_picture(tmp_path: Path) -> None:
    """What is drawn depends on the seed, beyond the title."""
    pictures = []
    for seed in (1, 2):
        inspect_course("Boulders", seed, 1.0, tmp_path / str(seed))
        pictures.append(matplotlib.image.imread(tmp_path / str(seed), format="png"))
    below_the_title = pictures[0].shape[0] // 10
    assert not np.array_equal(pictures[0][below_the_title:], pictures[1][below_the_title:])


@pytest.mark.parametrize(
    ("seed", "difficulty", "message"),
    [
        (0, 1.5, "difficulty: 1.5 is not allowed; 0 to 1"),
        (-1, 0.5, "seed: -1 is not allowed; 0 to 2^64 - 1"),
    ],
)
def test_arguments_out_of_range(tmp_path: Path, seed: int, difficulty: float, message: str) -> None:
    """One line, and no picture."""
    with pytest.raises(AssetError) as error:
        inspect_course("Flat", seed, difficulty, tmp_path / "x.png")
    assert str(error.value) == message
    assert not list(tmp_path.iterdir())


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    """One line that names the picture."""
    (tmp_path / "file").write_text("")
    with pytest.raises(AssetError, match=r"x\.png: cannot be written: "):
        inspect_course("Flat", 0, 0.5, tmp_path / "file" / "x.png")
