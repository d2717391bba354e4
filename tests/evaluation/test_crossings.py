"""What was crossed and what was not, on courses whose stretches are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from clamber.assets.course import SegmentKind
from clamber.courses.course import Segment
from clamber.evaluation.crossings import crossing_rows, crossings
from clamber.evaluation.episodes import UNSEEN_SEEDS, Brain, live_episodes
from clamber.evaluation.evaluate import evaluate
from clamber.tasks.environment import ClamberVectorEnv


class TwoLanes:
    """Seed 1: level ground, a gap, hurdles. Seed 2: a gap alone."""

    def course(self, seed: int, difficulty: float) -> Any:
        """The lane of a seed."""
        assert difficulty == 0.5
        gap = Segment(SegmentKind.GAPS, 2.0, 4.0, difficulty, 1)
        lanes = {
            1: (
                Segment(SegmentKind.FLAT, 0.0, 2.0, 0.0, 0), gap, Segment(SegmentKind.HURDLES, 5.0, 9.0, difficulty, 2),
            ),
            2: (gap,),
        }
        return SimpleNamespace(segments=lanes[seed])


def lived(*rows: tuple[int, float, bool]) -> dict[str, Any]:
    seeds, distances, successes = zip(*rows, strict=True)
    return {
        "course_seed": np.array(seeds), "difficulty": np.full(len(rows), 0.5), "distance": np.array(distances),
        "success": np.array(successes),
    }  # fmt: skip


def test_a_stretch_is_crossed_where_its_end_was_reached() -> None:
    told = crossings(TwoLanes(), lived((1, 1.9, False), (1, 3.9, False), (1, 6.0, False), (2, 4.0, False)))  # type: ignore[arg-type]
    assert [(one["kind"], one["crossed"], one["entered"]) for one in told] == [("hurdles", 0, 1), ("gaps", 2, 3)]
    assert told[1]["share"] == pytest.approx(2 / 3)
    assert told[1]["low"] < 2 / 3 < told[1]["high"]


def test_who_finishes_has_crossed_what_he_had_begun() -> None:
    told = crossings(TwoLanes(), lived((1, 8.9, True)))  # type: ignore[arg-type]
    assert all(one["crossed"] == one["entered"] == 1 for one in told)


def test_rows_stand_side_by_side() -> None:
    first = {"crossings": [{"kind": "gaps", "entered": 4, "crossed": 3, "share": 0.75}]}
    second = {"crossings": [{"kind": "narrow_bridge", "entered": 2, "crossed": 1, "share": 0.5}]}
    assert list(crossing_rows([first, second])) == [
        ("gaps", ["75% of 4", "-"]), ("narrow bridge", ["-", "50% of 2"])
    ]  # fmt: skip
    assert list(crossing_rows([{}])) == []


def test_an_episode_tells_the_course_it_was_lived_on(make_brain: Callable[..., Path]) -> None:
    """Who stands still beside the start has entered only what begins there; courses are those of the seeds told."""
    env = ClamberVectorEnv("PlanarHurdles", 3, seed=0, course_seeds=UNSEEN_SEEDS)
    try:
        space = env.single_observation_space
        sizes = tuple(int(np.prod(space[name].shape)) for name in ("proprioception", "terrain"))  # type: ignore[index]
        path = make_brain(sizes, env.measures.actions, value=1.0)
        met: dict[tuple[int, int], int] = {}
        reset, restart = env.reset, env.courses.place

        def noted(agents: Any) -> None:
            restart(agents)
            for agent in agents.tolist():
                met[agent, sum(key[0] == agent for key in met)] = int(env.courses.seed[agent])

        env.courses.place = noted  # type: ignore[method-assign]
        env.reset = lambda **told: (met.clear(), reset(**told))[1]  # type: ignore[method-assign, assignment]
        episodes = live_episodes(env, Brain(path, sizes, env.measures.actions), 2, 0)  # type: ignore[arg-type]
    finally:
        env.close()
    for agent, episode, seed in zip(
        episodes["agent"].tolist(), episodes["episode"].tolist(), episodes["course_seed"].tolist(), strict=True
    ):
        assert seed == met[agent, episode]
    assert len(set(episodes["course_seed"].tolist())) == 6


def test_level_ground_has_nothing_to_cross(make_brain: Callable[..., Path]) -> None:
    env = ClamberVectorEnv("QuadrupedFlat", 1, seed=0)
    space = env.single_observation_space
    sizes = tuple(int(np.prod(space[name].shape)) for name in ("proprioception", "terrain"))  # type: ignore[index]
    actions = env.measures.actions
    env.close()
    assert evaluate(make_brain(sizes, actions), "QuadrupedFlat", episodes=1)["crossings"] == []
