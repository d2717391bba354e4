"""How episodes end in the environment, and what is told of them, on an engine that does what the test says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.task import RewardTerm
from gymnasium.vector import AutoresetMode

from tests.tasks.examples import ENDLESS, FakeEngine, a_task, ended, fake_environment, still


def lay_down(engine: FakeEngine, agent: int) -> None:
    """Turns a body upside down."""
    engine.state.root_quaternion[agent] = [0.0, 1.0, 0.0, 0.0]


def test_an_agent_that_falls_starts_over_in_the_same_step() -> None:
    """Terminated, not truncated; the old episode's last observation in the infos, the new one's first returned."""
    env, engine = fake_environment(a_task(endings=replace(ENDLESS, fell_over_tilt_deg=60.0)), agents=3)
    assert env.metadata["autoreset_mode"] == AutoresetMode.SAME_STEP
    first = env.step(still(env))[0]["proprioception"][1]
    engine.script = lambda e: lay_down(e, 1)
    observations, _, terminated, truncated, infos = env.step(still(env))
    assert ended(terminated) == [1]
    assert ended(truncated) == []
    assert ended(infos["_final_obs"]) == ended(infos["_totals"]) == ended(infos["_final_info"]) == [1]
    final = infos["final_obs"][1]
    assert infos["final_obs"][0] is None
    assert final["proprioception"][2] == 1.0, "gravity points up the back of a body upside down"
    assert (env.final_observations["proprioception"][1] == final["proprioception"]).all()
    assert observations["proprioception"][1] == pytest.approx(first)
    assert infos["totals"]["fell"][1] and infos["totals"]["fell_over"][1]
    assert not infos["totals"]["success"][1]
    assert infos["final_info"]["totals"] is infos["totals"]
    engine.script = lambda e: None
    assert "totals" not in env.step(still(env))[4]


def test_time_out_truncates() -> None:
    """After 0.1 s, 5 decisions, again and again; the reward of the last decision is paid."""
    env, _ = fake_environment(a_task(endings=replace(ENDLESS, time_limit=0.1), rewards=[RewardTerm("alive", 1.0)]))
    for decision in range(1, 16):
        _, rewards, terminated, truncated, infos = env.step(still(env))
        assert not terminated.any()
        assert truncated.all() == truncated.any() == (decision % 5 == 0)
        assert rewards == pytest.approx(0.02)
        if truncated.any():
            assert infos["totals"]["time_out"].all()
            assert infos["totals"]["length"].tolist() == [5, 5]
            assert infos["totals"]["return"] == pytest.approx(0.1)


def test_a_fall_at_the_time_limit_is_a_fall() -> None:
    """Terminated only: there is nothing to bootstrap."""
    env, engine = fake_environment(a_task(endings=replace(ENDLESS, time_limit=0.04, fell_over_tilt_deg=60.0)))
    env.step(still(env))
    engine.script = lambda e: lay_down(e, 0)
    _, _, terminated, truncated, infos = env.step(still(env))
    assert (ended(terminated), ended(truncated)) == ([0], [1])
    assert infos["totals"]["time_out"].tolist() == [False, True]


def test_a_finish_is_a_success() -> None:
    """Beyond the course's length."""
    env, engine = fake_environment(a_task())
    length = float(env.courses.length[0])

    def run(e: FakeEngine) -> None:
        e.state.root_position[1, 0] = length

    engine.script = run
    _, _, terminated, truncated, infos = env.step(still(env))
    assert (ended(terminated), ended(truncated)) == ([1], [])
    assert infos["totals"]["success"].tolist() == [False, True]
    assert infos["totals"]["distance"][1] == pytest.approx(length)
    assert not infos["totals"]["fell"][1]


@pytest.mark.parametrize("field", ["root_position", "root_quaternion", "joint_velocity", "joint_energy"])
def test_a_broken_agent_is_reset_and_counted_and_never_sent(field: str) -> None:
    """Truncated, paid nothing, with the last good observation; the others go on."""
    env, engine = fake_environment(a_task(endings=replace(ENDLESS, fell_over_tilt_deg=60.0)), agents=3)
    good = env.step(still(env))[0]

    def break_it(e: FakeEngine) -> None:
        getattr(e.state, field)[2] = np.nan
        e.state.finite[2] = False

    engine.script = break_it
    observations, rewards, terminated, truncated, infos = env.step(still(env))
    engine.script = lambda e: None
    assert (ended(terminated), ended(truncated)) == ([], [2])
    assert rewards[2] == 0.0
    assert env.broken == 1
    assert infos["totals"]["broken"].tolist() == [False, False, True]
    assert not infos["totals"]["fell"][2]
    assert (infos["final_obs"][2]["proprioception"] == good["proprioception"][2]).all()
    assert (infos["final_obs"][2]["terrain"] == good["terrain"][2]).all()
    assert engine.resets[-1] == [2]
    for name in infos["totals"]:
        assert np.isfinite(infos["totals"][name]).all(), name
    for _ in range(3):
        for value in (*observations.values(), rewards):
            assert np.isfinite(value).all()
        observations, rewards, terminated, truncated, _ = env.step(still(env))
        assert not (terminated | truncated).any()


def test_totals_of_an_episode() -> None:
    """0.5 m in 10 decisions of 20 ms at 2 J each: 2.5 m/s, 20 J over 0.5 m, 40 J/m, cost 40 / (m g)."""
    task = a_task(rewards=[RewardTerm("forward_progress", 2.0)], endings=replace(ENDLESS, time_limit=0.2))
    env, engine = fake_environment(task)

    def walk(e: FakeEngine) -> None:
        e.state.root_position[0, 0] += 0.05
        e.state.joint_energy[0] = 2.0 / 12.0

    engine.script = walk
    for _ in range(9):
        env.step(still(env))
    _, _, _, _, infos = env.step(still(env))
    episode = {name: value[0] for name, value in infos["totals"].items()}
    assert episode["distance"] == pytest.approx(0.5)
    assert episode["return"] == pytest.approx(1.0)
    assert episode["speed"] == pytest.approx(2.5)
    assert episode["energy_per_metre"] == pytest.approx(40.0)
    assert episode["cost_of_transport"] == pytest.approx(40.0 / (env.measures.mass * 9.81))
    assert infos["totals"]["cost_of_transport"][1] == 0.0
    assert infos["totals"]["distance"][1] == 0.0


def test_stuck_agents_end() -> None:
    """Standing for 0.1 s."""
    env, _ = fake_environment(a_task(endings=replace(ENDLESS, stuck_seconds=0.1)))
    for _ in range(4):
        assert not env.step(still(env))[2].any()
    _, _, terminated, _, infos = env.step(still(env))
    assert terminated.all()
    assert infos["totals"]["stuck"].all()
