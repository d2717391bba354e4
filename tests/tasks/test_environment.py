"""The vector environment on an engine without physics: resets, actions, settings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_task
from clamber.assets.task import RewardTerm
from clamber.tasks.environment import ClamberVectorEnv

from tests.tasks.examples import ENDLESS, FakeEngine, a_task, fake_engine, fake_environment, still


def test_returned_observations_are_not_overwritten() -> None:
    """A learner may keep them."""
    env, engine = fake_environment(a_task())
    kept = env.step(still(env))[0]
    before = {name: value.copy() for name, value in kept.items()}
    engine.script = lambda e: e.state.joint_position.__iadd__(0.1)
    env.step(still(env))
    env.reset()
    assert all((kept[name] == before[name]).all() for name in kept)


def test_reset_with_a_seed_begins_again() -> None:
    """The same seed gives the same episodes, another seed others, no seed the next ones."""
    env, _ = fake_environment(load_task("Quadruped"))
    first = env.reset(seed=5)[0]
    env.step(still(env))
    following = env.reset()[0]
    again = env.reset(seed=5)[0]
    other = env.reset(seed=6)[0]
    assert all((first[name] == again[name]).all() for name in first)
    assert (first["proprioception"] != following["proprioception"]).any()
    assert (first["proprioception"] != other["proprioception"]).any()


def test_reset_of_some() -> None:
    """``reset_mask`` starts only those over."""
    env, engine = fake_environment(a_task(), 3)
    engine.script = lambda e: e.state.root_position.__iadd__(0.1)
    env.step(still(env))
    env.reset(options={"reset_mask": np.array([False, True, False])})
    assert engine.resets[-1] == [1]
    assert engine.state.root_position[:, 0] == pytest.approx([0.1, 0.0, 0.1])


def test_wrong_actions_are_refused_before_anything_moves() -> None:
    """One line that says what and where."""
    env, engine = fake_environment(a_task())
    actions = still(env)
    actions[1, 3] = np.nan
    with pytest.raises(ValueError, match="actions: agent 1, action 3: nan is not allowed"):
        env.step(actions)
    with pytest.raises(ValueError, match="shape"):
        env.step(actions[:, 1:])
    assert engine.steps == 0


def test_actions_are_held_within_their_range() -> None:
    """Beyond 1 is 1."""
    env, engine = fake_environment(a_task())
    env.step(still(env) + 1.0)
    env.step(still(env) + 5.0)
    assert (engine.controls[0] == engine.controls[1]).all()


def test_wrong_settings_are_refused_in_one_line() -> None:
    """No agents, an unknown task, an unknown engine, a layout that is not the body's, an unknown reward."""
    task = load_task("QuadrupedFlat")
    for wrong, error in (
        (lambda: ClamberVectorEnv(task, 0), "num_envs: 0 is not allowed; at least 1"),
        (lambda: ClamberVectorEnv("Quadrupde"), "Quadrupde"),
        (lambda: ClamberVectorEnv(task, engine="ode"), "engine 'ode': unknown"),
        (lambda: ClamberVectorEnv(replace(task, observations=[])), r"m_Observations\[0\]: nothing is not allowed"),
        (lambda: ClamberVectorEnv(replace(task, rewards=[RewardTerm("joy", 1.0)])), r"m_Rewards\[0\].m_Name: 'joy'"),
    ):
        with pytest.raises(ValueError, match=error) as raised:
            wrong()
        assert "\n" not in str(raised.value)
    assert issubclass(AssetError, ValueError)


def test_courses_are_drawn_from_all_that_training_may_see() -> None:
    """Unless other seeds are asked for: below 500 000, where those of evaluation begin, and all over that range."""
    task = a_task(endings=replace(ENDLESS, time_limit=0.04))
    env, _ = fake_environment(task, 8)
    assert env.dt == pytest.approx(0.02)
    lived = []
    for _ in range(40):
        lived.append(env.courses.seed.copy())
        ended = env.step(still(env))[3]
    assert ended.all()
    seeds = np.unique(lived)
    assert len(seeds) > 150  # of 8 agents, each with a new one at every other step; a few may be drawn twice
    assert seeds.min() >= 0
    assert seeds.max() < 500_000
    # By chance a tenth of the range is missed once in 2 million.
    assert len(np.unique(seeds // 50_000)) == 10


def test_close_frees_the_engine() -> None:
    """Once."""
    env = ClamberVectorEnv(a_task(), 1, engine=fake_engine)
    engine = env.engine
    assert isinstance(engine, FakeEngine)
    env.close()
    env.close()
    assert engine.closed
