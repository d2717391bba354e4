"""What the catalog knows while files and pages come and go."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from clamber.assets.content import content_folder
from clamber.evaluation.brain import BrainError
from clamber.game import catalog as catalogs
from clamber.game.catalog import BrainFile, Catalog


def test_a_file_that_goes_while_it_is_looked_at_spoils_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Bodies", "Courses", "Tasks", "Brains"):
        (tmp_path / name).mkdir()
    shutil.copy(content_folder() / "Bodies" / "Quadruped.asset", tmp_path / "Bodies")
    monkeypatch.setenv("CLAMBER_CONTENT", str(tmp_path))
    # A link that leads nowhere is listed and cannot be looked at: as a file that went in between.
    (tmp_path / "Courses" / "Gone.meta").symlink_to(tmp_path / "nowhere")
    catalog = Catalog()
    told = catalog.content_json()
    assert [body["name"] for body in told["bodies"]] == ["Quadruped"]
    # What is being written is none of the content: nothing is read anew for it.
    (tmp_path / "Courses" / ".x7k.tmp").write_text("half")
    assert catalog.content_json() is told


def test_brains_of_one_name_are_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "MOST_BRAINS", 6)
    catalog = Catalog()

    def add(name: str) -> str:
        return catalog.add_brain(BrainFile(name, tmp_path / f"{name}.onnx", "QuadrupedFlat")).name

    with ThreadPoolExecutor(5) as threads:
        assert sorted(threads.map(add, ["mine"] * 5)) == ["mine", "mine 2", "mine 3", "mine 4", "mine 5"]
    # A brain of the content keeps its name to itself.
    assert add("QuadrupedFlat") == "QuadrupedFlat 2"
    assert catalog.brain("QuadrupedFlat").path == content_folder() / "Brains" / "QuadrupedFlat.onnx"
    with pytest.raises(BrainError, match=r"one\.onnx: 6 brains have been dropped already; start the game anew"):
        add("one")
    assert [brain.name for brain in catalog.brains() if brain.dropped][-1] == "QuadrupedFlat 2"
