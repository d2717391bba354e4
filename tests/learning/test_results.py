"""A run's folder, which a person may look after too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clamber.assets.fields import AssetError
from clamber.learning.results import RunFolder


@pytest.mark.parametrize("behavior", ["Walker", "Walker[2]", "Walker-2"])
def test_a_persons_own_files_are_left_alone(behavior: str, tmp_path: Path) -> None:
    """Such as a checkpoint under another name; of the numbered ones the newest stay, whatever a behavior is called."""
    folder = RunFolder(tmp_path, "run", behavior)
    folder.begin(resume=False)
    own = [f"{behavior}-best.pt", f"{behavior}-7.pt.bak", f"{behavior}-best-3.pt", "Walker-x-1.pt", "notes.txt"]
    for name in own:
        (folder.path / behavior / name).write_text("mine")
    for steps in (5, 10, 90, 100):
        folder.save({"lessons": {"current": {}}}, b"brain", steps, keep=2)
    for name in own:
        assert (folder.path / behavior / name).read_text() == "mine"
    left = {path.name for path in (folder.path / behavior).iterdir()} - set(own)
    numbered = {f"{behavior}-{steps}.{kind}" for steps in (90, 100) for kind in ("pt", "onnx")}
    assert left == {"checkpoint.pt", *numbered}
    status = json.loads((folder.path / "run_logs/training_status.json").read_text())
    assert [entry["steps"] for entry in status[behavior]["checkpoints"]] == [90, 100]


def test_a_run_that_is_under_way_is_not_taken_away(tmp_path: Path) -> None:
    """Not by another that found nothing there when it looked, nor by force, nor is it taken up twice."""
    first, second = (RunFolder(tmp_path, "run", "Walker") for _ in range(2))
    first.check(resume=False, force=False)
    second.check(resume=False, force=False)
    first.begin(resume=False)
    first.save({"lessons": {"current": {}}}, b"brain", 5, keep=2)
    for resume, force in ((False, False), (True, False), (False, True)):
        with pytest.raises(AssetError, match="run: a training is under way there; wait for it, or name another"):
            second.begin(resume, force)
    assert first.checkpoint_path.is_file()
    first.end()
    with pytest.raises(AssetError, match="there is a run of this name"):
        second.begin(resume=False)
    second.begin(resume=True)
    assert first.checkpoint_path.is_file()
    second.end()
    first.begin(resume=False, force=True)
    assert not first.checkpoint_path.is_file()
    first.end()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_force_removes_no_folder_that_is_no_run(tmp_path: Path) -> None:
    """Such as results/studies, which holds many."""
    (tmp_path / "studies/deepsense").mkdir(parents=True)
    folder = RunFolder(tmp_path, "studies", "Walker")
    with pytest.raises(AssetError, match="studies: --force is not allowed; this is no run"):
        folder.check(resume=False, force=True)


@pytest.mark.parametrize(("run_id", "behavior", "named"), [("a/b", "Walker", "--run-id"), ("a", "Robots/Dog", "behav")])
def test_names_have_to_be_names_of_folders(run_id: str, behavior: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=f"{named}.* is not allowed; a name for a folder"):
        RunFolder(tmp_path, run_id, behavior)
