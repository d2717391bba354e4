"""A run's folder, which a person may look after too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
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
