"""What seeds learned from nothing, as a card tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from clamber.evaluation.beginnings import beginnings_text, read_beginnings
from clamber.evaluation.evaluate import Evaluation


def test_a_card_tells_seeds_from_nothing_and_their_median(tmp_path: Path) -> None:
    """Seeds of one command are one table; another task's reports, and those without a command, are left out."""
    (tmp_path / "from_nothing").mkdir()

    def write(file: str, command: str, speed: float) -> None:
        share = {"share": speed / 10.0, "low": 0.0, "high": 1.0}
        summary = {"difficulty": 0.5, "episodes": 64, "success": share, "fell": share}
        summary |= {"distance": {"mean": 10.0 * speed, "std": 0.0}, "speed": {"mean": speed, "std": 0.0}}
        report = {"mujoco": [summary], **({"training": {"command": command}} if command else {})}
        (tmp_path / "from_nothing" / file).write_text(json.dumps(report))

    for seed, speed in ((1, 3.0), (2, 1.0), (3, 2.5)):
        write(f"Hopper-seed-{seed}.json", f"clamber train h.yaml --seed {seed} --max-seconds 60", speed)
    write("Hopper-short.json", "clamber train h.yaml --seed 1 --max-seconds 30", 0.5)
    write("Hopper-unknown.json", "", 9.0)
    write("HopperTall-seed-1.json", "clamber train t.yaml --seed 1", 8.0)
    lines = beginnings_text(read_beginnings(tmp_path, "Hopper"))
    rows = [line for line in lines if line.startswith(("| [seed", "| median"))]
    assert [row.split(" | ")[4] for row in rows] == ["3.00", "1.00", "2.50", "2.50", "0.50"]
    assert rows[3] == "| median of 3 | 0.5 | 25.0% | 25.0 | 2.50 | 25.0% |  |"
    assert lines.count("clamber train h.yaml --seed N --max-seconds 60") == 1
    assert beginnings_text(read_beginnings(tmp_path, "Nobody")) == []


def test_a_report_tells_how_its_brain_was_trained(make_faller: Callable[..., Path]) -> None:
    told = {"task": "PlanarHurdles", "training_command": "clamber train x.yaml --seed 4", "steps": "20"}
    report = Evaluation(make_faller(metadata=told), "PlanarHurdles", episodes=1).run()
    assert report["training"] == {"command": "clamber train x.yaml --seed 4", "steps": 20}
    assert "training" not in Evaluation(make_faller(metadata={}), "PlanarHurdles", episodes=1).run()
