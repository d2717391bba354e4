"""The shared vectors are what this code computes: a change of the rules shows here and in the C# suite."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """What the script makes now."""
    contents: dict[str, Any] = runpy.run_path(str(VECTORS / "make_tasks.py"))["vectors"]()
    return contents


def test_stamina_is_reproduced() -> None:
    """The same of the energy budget, which has a script of its own; every case of the rule comes up."""
    now = json.loads(json.dumps(runpy.run_path(str(VECTORS / "make_stamina.py"))["vectors"]()))
    kept = json.loads((VECTORS / "stamina.json").read_text(encoding="utf-8"))
    _compare(now, kept, "stamina.json")
    for episode in kept["episodes"]:
        decisions = episode["decisions"]
        assert any(one["told"] != one["control"] for one in decisions)
        assert any(one["left"] < 0.2 for one in decisions)
    assert {episode["mode"] for episode in kept["episodes"]} == {0, 1, 2}


@pytest.mark.parametrize("file", ["senses.json", "rewards.json", "endings.json"])
def test_file_is_reproduced(made: dict[str, Any], file: str) -> None:
    """Every number of the file to 1e-5, everything else exactly."""
    kept = json.loads((VECTORS / file).read_text(encoding="utf-8"))
    _compare(json.loads(json.dumps(made[file])), kept, file)


def _compare(now: Any, kept: Any, place: str) -> None:
    assert type(now) is type(kept), place
    if isinstance(kept, dict):
        assert now.keys() == kept.keys(), place
        for name in kept:
            _compare(now[name], kept[name], f"{place}.{name}")
    elif isinstance(kept, list):
        assert len(now) == len(kept), place
        for index, pair in enumerate(zip(now, kept, strict=True)):
            _compare(*pair, f"{place}[{index}]")
    elif isinstance(kept, float):
        assert now == pytest.approx(kept, rel=1e-5, abs=1e-5), place
    else:
        assert now == kept, place


def test_endings_meet_every_case(made: dict[str, Any]) -> None:
    """The episodes hold at least one of every ending, so that none goes untried."""
    seen = {name for episode in made["endings.json"]["episodes"] for row in episode["causes"] for name in row}
    assert seen == {"fell_over", "fatal_contact", "out_of_bounds", "stuck", "finished", "time_out"}
