"""Which hurdles were cleared, on lanes whose hurdles are known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from clamber.assets.course import SegmentKind
from clamber.courses.course import Segment
from clamber.evaluation.hurdle_heights import all_heights, hurdle_heights, hurdle_rows
from clamber.tasks.environment import ClamberVectorEnv

SCALE = 0.5


class Lanes:
    """Seed 1: hurdles of 0.15 and 0.75 leg lengths. Seed 2: the same and a gap."""

    def course(self, seed: int, difficulty: float) -> Any:
        """The lane of a seed."""
        boxes = [(x, 0.0, 0.25 * height, 0.1, 1.0, 0.25 * height) for x, height in ((4.0, 0.15), (8.0, 0.75))]
        kinds = [SegmentKind.FLAT, SegmentKind.HURDLES, *([SegmentKind.GAPS] if seed == 2 else [])]
        return SimpleNamespace(
            segments=[Segment(kind, 0.0, 1.0, difficulty, entry) for entry, kind in enumerate(kinds)], scale=SCALE,
            boxes=np.array(boxes), box_kinds=np.array([SegmentKind.HURDLES] * 2),
        )  # fmt: skip


def told(*rows: tuple[int, float, bool]) -> list[dict[str, Any]]:
    seeds, distances, successes = zip(*rows, strict=True)
    episodes = {
        "course_seed": np.array(seeds), "difficulty": np.full(len(rows), 0.5), "distance": np.array(distances),
        "success": np.array(successes),
    }  # fmt: skip
    return hurdle_heights(Lanes(), episodes)  # type: ignore[arg-type]


def test_a_hurdle_is_met_before_it_and_cleared_beyond_it() -> None:
    """Fronts at 3.9 and 7.9 m, backs at 4.1 and 8.1 m; a leg is 0.5 m: met from 3.4 and 7.4 m, cleared from 4.35 m."""
    distances = (3.3, 3.5, 4.3, 4.4, 7.5)
    low, high = told(*((1, distance, False) for distance in distances), (1, 8.3, True))
    assert (low["from"], low["to"], low["met"], low["cleared"]) == (0.1, 0.2, 5, 3)
    assert (high["from"], high["to"], high["met"], high["cleared"]) == (0.7, 0.8, 2, 1)
    assert low["share"] == 0.6
    assert low["low"] < 0.6 < low["high"]
    together = all_heights([low, high])["cleared"]
    assert together["share"] == pytest.approx(4 / 7)
    assert together["low"] < 4 / 7 < together["high"]
    assert all_heights([]) == {}


def test_courses_of_more_than_hurdles_are_not_told() -> None:
    assert told((2, 9.0, True)) == []


def test_rows_stand_side_by_side() -> None:
    row = {"from": 0.7, "to": 0.8, "met": 40, "share": 0.9}
    assert list(hurdle_rows([{"hurdles": [row]}, {}])) == [
        ("hurdles of 0.7 to 0.8 leg lengths cleared", ["90% of 40", "-"])
    ]


def test_the_real_course_has_hurdles_of_the_heights_its_asset_tells() -> None:
    """Who finishes every lane has cleared all hurdles: at most 0.8 leg lengths high, and some of 0.7 and more."""
    env = ClamberVectorEnv("PlanarHurdles", 1, seed=0)
    try:
        found = {"course_seed": np.arange(20), "difficulty": np.ones(20), "distance": np.full(20, 100.0)}
        rows = hurdle_heights(env.courses, {**found, "success": np.ones(20, bool)})
    finally:
        env.close()
    assert rows[-1]["to"] == pytest.approx(0.8)
    assert rows[-1]["met"] >= 10
    assert all(row["cleared"] == row["met"] for row in rows)
