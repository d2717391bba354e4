"""What a rollout in this process hands over to the learner."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from clamber.learning.collector import SENSORS, Collector
from clamber.learning.learner import Learner
from clamber.learning.lessons import Lessons
from clamber.learning.settings import Hyperparameters, TrainerSettings
from clamber.tasks.content import on_course
from clamber.tasks.environment import ClamberVectorEnv
from numpy.typing import NDArray

AGENTS = 6

Seen = dict[str, NDArray[np.float32]]


def begun(strength: float = 1.0, course: str = "") -> Collector:
    """Two groups at the start of a task whose episodes last 0.1 s, which is 5 of a rollout's 12 decisions."""
    environment = ClamberVectorEnv("QuadrupedFlat", 1, threads=1)
    task = dataclasses.replace(
        environment.task, endings=dataclasses.replace(environment.task.endings, time_limit=0.1)
    )
    environment.close()
    task = on_course(task, course)
    environments = [ClamberVectorEnv(task, AGENTS // 2, threads=1) for _ in range(2)]
    small = Hyperparameters(proprioception_units=(12,), terrain_units=(6,), trunk_units=(10,), symmetry="none")
    settings = TrainerSettings("QuadrupedFlat", small, normalize=True, strength=strength, time_horizon=12)
    learner = Learner(settings, {"obs_0": 54, "obs_1": 78}, 12, AGENTS, 1)
    collector = Collector(environments, learner)
    collector.begin(1, 0, Lessons({}), None)
    return collector


def test_what_time_cut_off_is_told_with_what_was_seen_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """When, whose by the columns of all groups, and what it saw at its end: not what it sees as it begins again."""
    collector = begun()
    ended: dict[tuple[int, int], Seen] = {}
    begins: dict[tuple[int, int], Seen] = {}

    def watch(environment: ClamberVectorEnv, first: int) -> None:
        """Notes what an environment tells, whose agents are those from ``first`` on."""
        step, times = environment.step, iter(range(100))

        def watched(actions: NDArray[np.float32]) -> Any:
            happened = step(actions)
            time = next(times)
            for agent in np.flatnonzero(happened[3]).tolist():
                key, final = (time, first + agent), environment.final_observations
                ended[key] = {name: final[SENSORS[name]][agent].copy() for name in SENSORS}
                begins[key] = {name: happened[0][SENSORS[name]][agent].copy() for name in SENSORS}
            return happened

        monkeypatch.setattr(environment, "step", watched)

    for index, group in enumerate(collector.groups):
        watch(group.environment, index * AGENTS // 2)
    cut = collector.collect()
    collector.close()
    told = list(zip(cut.time.tolist(), cut.agent.tolist(), strict=True))
    assert sorted(told) == sorted(ended) == [(time, agent) for time in (4, 9) for agent in range(AGENTS)]
    for index, key in enumerate(told):
        for name, seen in cut.observations.items():
            np.testing.assert_array_equal(seen[index], ended[key][name])
        assert (ended[key]["obs_0"] != begins[key]["obs_0"]).any()


@pytest.mark.parametrize(("course", "goes_on"), [("Flat", True), ("Hurdles", False)])
def test_lives_go_on_only_where_they_were(course: str, goes_on: bool) -> None:
    """Not in the middle of another course."""
    first, other = begun(), begun(course=course)
    first.collect()
    assert other.load_state(first.state(), 1, 0, Lessons({})) == goes_on
    first.close()
    other.close()


def test_rewards_are_as_strong_as_they_are_told_to_be() -> None:
    """The same lives, paid for once as the task says and once tenfold."""
    paid = []
    for strength in (1.0, 10.0):
        collector = begun(strength)
        collector.collect()
        collector.close()
        paid.append(collector.learner.storage.rewards.clone())
    assert (paid[0] != 0.0).any(dim=0).all()
    torch.testing.assert_close(paid[1], 10.0 * paid[0], rtol=1e-6, atol=0.0)
