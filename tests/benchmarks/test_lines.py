"""What the page of speeds says is what was measured."""

from __future__ import annotations

import json

from benchmarks import bridge
from benchmarks.__main__ import DOCS
from benchmarks.lines import lines, page_of_lines


def test_cores_at_work_worked_out_by_hand() -> None:
    """5,000 steps a second of 300 µs of processor time each: 1.5 s of it in a second."""
    learning = {"agent_steps_per_second": 5000.0, "ratio": 0.5, "processor_microseconds_per_step": 300.0}
    told = {what.strip(): measured for what, measured, _ in lines({"machine": "x, 2 cores, y", "learning": learning})}
    assert told["cores at work on average, learning in this process"] == "1.50 of 2 cores"


def test_the_page_is_of_the_results_beside_it() -> None:
    results, faster = (json.loads((DOCS / name).read_text()) for name in ("benchmarks.json", "benchmarks_faster.json"))
    page = page_of_lines(results, bridge.on_compiled_protobuf(), faster)
    assert (DOCS / "benchmarks.md").read_text() == page
