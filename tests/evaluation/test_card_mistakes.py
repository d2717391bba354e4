"""What is no card, no report or no film is told in one line that names it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clamber.assets.content import content_folder
from clamber.cli import main
from clamber.evaluation import card
from clamber.evaluation.film import MOST_COURSE_SEED

CARDS = Path(__file__).resolve().parents[2] / "docs" / "brains"


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The one line that a command ends with."""

    def tell(*command: str) -> str:
        monkeypatch.setattr(sys, "argv", ["clamber", *command])
        with pytest.raises(SystemExit, match="2"):
            main()
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        return told

    return tell


def test_a_file_that_is_no_card_is_named(tmp_path: Path, refusal: Callable[..., str]) -> None:
    path = tmp_path / "Quadruped.json"
    shutil.copy(CARDS / "fresh_seed" / "Quadruped.json", path)
    measure = ("card", "--name", "Quadruped", "--docs", str(tmp_path))
    assert f"{path}: not the figures of a brain card" in refusal(*measure)
    path.write_text("[1, 2")
    assert f"{path}: not JSON: " in refusal(*measure)


def test_a_report_without_what_was_asked_makes_no_card(tmp_path: Path, refusal: Callable[..., str]) -> None:
    """Nor does one that is to be measured otherwise than it was."""
    report = json.loads((CARDS / "fresh_seed" / "Quadruped.json").read_text())
    del report["asked"]
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report))
    brain = content_folder() / "Brains" / "Quadruped.onnx"
    with pytest.raises(ValueError, match=r"report\.json: not a report of"):
        card._read_report(path, brain, "Quadruped")
    made = ("card", str(tmp_path), "--name", "Other", "--evaluation", str(path))
    for option, value in (("--episodes", "3"), ("--seed", "0"), ("--difficulties", "0.5")):
        assert f"{option}: not allowed with --evaluation" in refusal(*made, option, value)


def test_a_brain_is_measured_again_as_its_card_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    class Measured:
        def __init__(self, *_: Any, **told: Any) -> None:
            asked.update(told)

        def run(self) -> dict[str, Any]:
            raise KeyboardInterrupt

    monkeypatch.setattr(card, "Evaluation", Measured)
    for episodes, wanted in ((0, 32), (7, 7)):
        with pytest.raises(KeyboardInterrupt):
            card.measure_again(CARDS, "QuadrupedFlat", episodes)
        assert asked["episodes"] == wanted


@pytest.mark.parametrize("seed", [-1, MOST_COURSE_SEED + 1, 2**64 - 1])
def test_a_film_of_no_course_or_into_a_folder_is_refused(
    seed: int, make_brain: Callable[..., Path], tmp_path: Path, refusal: Callable[..., str]
) -> None:
    made = ("film", str(make_brain((54, 78), 12)), "--task", "QuadrupedFlat", "--out")
    told = refusal(*made, str(tmp_path / "a.gif"), "--course-seed", str(seed))
    assert f"--course-seed: {seed} is not allowed; 0 to {MOST_COURSE_SEED}" in told
    (tmp_path / "dir.gif").mkdir(exist_ok=True)
    assert "dir.gif: a folder, and not a film's file" in refusal(*made, str(tmp_path / "dir.gif"))
