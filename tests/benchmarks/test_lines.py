"""What the page of speeds says is what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import bridge, from_nothing
from benchmarks.__main__ import DOCS
from benchmarks.lines import lines, page_of_lines


def test_cores_at_work_worked_out_by_hand() -> None:
    """5,000 steps a second of 300 µs of processor time each: 1.5 s of it in a second."""
    learning = {"agent_steps_per_second": 5000.0, "ratio": 0.5, "processor_microseconds_per_step": 300.0}
    told = {what.strip(): measured for what, measured, _ in lines({"machine": "x, 2 cores, y", "learning": learning})}
    assert told["cores at work on average, learning in this process"] == "1.50 of 2 cores"


def test_seeds_from_nothing_are_told_by_their_median(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three trainings, each with its seed; medians of figures made up here."""
    found = {1: (1.5, 0.02), 2: (0.5, 0.30), 3: (1.25, 0.0)}
    asked: list[list[str]] = []

    def train(command: list[str], **_settings: Any) -> None:
        asked.append(command)
        run = Path(command[command.index("--results-dir") + 1]) / "run"
        run.mkdir()
        (run / "QuadrupedFlat.onnx").write_text(command[command.index("--seed") + 1])

    def look(_learner: str, brain: Path, _episodes: int, _task: str) -> dict[str, float]:
        speed, falls = found[int(brain.read_text())]
        return {"speed": speed, "falls": falls}

    monkeypatch.setattr(from_nothing.subprocess, "run", train)
    monkeypatch.setattr(from_nothing, "evaluate", look)
    monkeypatch.setattr(from_nothing, "brain_metadata", lambda brain: {"steps": 1000 * int(brain.read_text())})
    row = from_nothing.learn(from_nothing.Beginning("QuadrupedFlat", "quadruped_flat", 60.0), 3, 100)
    assert [words[words.index("--max-seconds") + 1] for words in asked] == ["60"] * 3
    told = lines({"from_nothing": [row]})
    assert [(measured, aim) for _, measured, aim in told] == [
        ("1.25 (1.50, 0.50, 1.25)", "1"), ("2% (2%, 30%, 0%)", "under 5%"), ("1,000 or more", ""),
    ]  # fmt: skip


def test_the_page_is_of_the_results_beside_it() -> None:
    results = json.loads((DOCS / "benchmarks.json").read_text())
    assert (DOCS / "benchmarks.md").read_text() == page_of_lines(results, bridge.on_compiled_protobuf())
