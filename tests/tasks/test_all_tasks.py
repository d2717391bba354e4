"""Every task of the content on real engines: Gymnasium's checker, finite numbers, the same bits every time."""

from __future__ import annotations

import importlib.util
import re
import warnings
from dataclasses import replace
from typing import Any

import clamber.tasks
import gymnasium
import numpy as np
import pytest
from clamber.assets.content import names
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task
from clamber.tasks.environment import ClamberVectorEnv
from gymnasium.utils.env_checker import check_env

TASKS = names("Tasks")


def run(env: ClamberVectorEnv, steps: int, seed: int = 0, spread: float = 1.0) -> list[Any]:
    """Everything an environment returns under random actions."""
    chance = np.random.default_rng(seed)
    observations, _ = env.reset(seed=9)
    seen = [*observations.values()]
    for _ in range(steps):
        actions = chance.uniform(-spread, spread, (env.num_envs, env.measures.actions)).astype(np.float32)
        observations, rewards, terminated, truncated, infos = env.step(actions)
        seen += [*observations.values(), rewards, terminated, truncated]
        if "totals" in infos:
            seen += [*infos["totals"].values(), infos["_totals"]]
            seen += [final[infos["_totals"]] for final in env.final_observations.values()]
    return seen


def test_the_five_tasks_are_there() -> None:
    """Those that the trainer configurations run."""
    assert {"Walker", "Quadruped", "QuadrupedFlat", "PlanarHurdles", "Bittle"} <= set(TASKS)


@pytest.mark.parametrize("engine", ["mujoco", "physx"])
@pytest.mark.parametrize("task", TASKS)
def test_random_actions_give_finite_numbers(task: str, engine: str) -> None:
    """A thousand decisions of two agents under the widest actions, at full difficulty; no body explodes meanwhile."""
    if engine == "physx" and importlib.util.find_spec("sapien") is None:
        pytest.skip("sapien is not installed")
    env = ClamberVectorEnv(task, 2, engine=engine, seed=1, threads=1, difficulty=1.0)
    chance = np.random.default_rng(0)
    episodes = 0
    env.reset()
    for _ in range(1000):
        actions = chance.uniform(-1, 1, (2, env.measures.actions)).astype(np.float32)
        observations, rewards, _, _, infos = env.step(actions)
        assert all(np.isfinite(value).all() for value in observations.values())
        assert np.isfinite(rewards).all()
        if "totals" in infos:
            ended = infos["_totals"]
            episodes += int(ended.sum())
            assert all(np.isfinite(value[ended]).all() for value in infos["totals"].values())
            assert all(np.isfinite(value[ended]).all() for value in env.final_observations.values())
    env.close()
    assert episodes > 0
    assert env.broken == 0  # one that explodes is reset before anything of it is returned


@pytest.mark.parametrize("task", TASKS)
def test_single_environments_pass_gymnasiums_checker(task: str) -> None:
    """Without a warning but the one that says that observations have no bounds."""
    env = gymnasium.make(f"clamber/{task}-v0", threads=1)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        check_env(env.unwrapped, skip_render_check=True)
    env.close()
    assert [str(told.message) for told in heard if "infinity" not in str(told.message)] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"num_envs": 0}, "num_envs: 0 is not allowed; at least 1"),
        ({"threads": -1}, "threads: -1 is not allowed; at least 1, or 0"),
        ({"course_seeds": (5, 1)}, "course_seeds: (5, 1) is not allowed"),
    ],
)
def test_what_is_asked_wrongly_is_told_before_anything_is_made(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        ClamberVectorEnv("QuadrupedFlat", **asked)


def test_registration_is_of_every_task() -> None:
    """Once, however often it is asked for."""
    ids = clamber.tasks.register_tasks()
    assert ids == [f"clamber/{name}-v0" for name in TASKS]
    assert all(name in gymnasium.registry for name in ids)


def test_single_environment_ends_and_goes_on() -> None:
    """Its last observation is the old episode's, and reset gives the next one's first."""
    env = gymnasium.make("clamber/QuadrupedFlat-v0", threads=1)
    first, _ = env.reset(seed=4)
    shape = env.action_space.shape
    chance = np.random.default_rng(0)
    steps = 0
    while steps < 2000:
        steps += 1
        action = chance.uniform(-1, 1, shape).astype(np.float32)
        last, _, terminated, truncated, info = env.step(action)
        if terminated or truncated:
            break
    assert info["totals"]["length"] == steps
    upright = next(iter(first.values()))[2]
    assert upright < -0.9
    following, _ = env.reset()
    assert following["proprioception"][2] < -0.9
    assert (following["proprioception"] != last["proprioception"]).any()
    again, _ = env.reset(seed=4)
    assert all((again[name] == first[name]).all() for name in first)
    env.close()


def test_single_environment_heeds_options() -> None:
    """Also where the next episode has begun already."""
    env = gymnasium.make("clamber/Quadruped-v0", threads=1)
    env.reset(seed=4)
    courses = env.unwrapped.vector.courses  # type: ignore[attr-defined]
    for difficulty in (0.7, 0.2):
        env.reset(options={"difficulty": [difficulty]})
        assert courses.difficulty[0] == difficulty
    env.close()


def test_make_vec() -> None:
    """The vector environment through Gymnasium, with its settings."""
    env = gymnasium.make_vec("clamber/QuadrupedFlat-v0", 3, vectorization_mode="vector_entry_point", threads=1)
    observations, _ = env.reset(seed=1)
    assert env.observation_space.contains(observations)
    observations, rewards, terminated, truncated, _ = env.step(env.action_space.sample())
    assert env.observation_space.contains(observations)
    assert rewards.shape == terminated.shape == truncated.shape == (3,)
    env.close()


@pytest.mark.parametrize("task", ["Quadruped", "PlanarHurdles"])
def test_same_bits_whatever_the_threads(task: str) -> None:
    """One thread, two, three: all that comes back is equal, episodes' ends included."""
    spec = load_task(task)
    chance = replace(spec.randomisation, push_speed=0.5, push_interval=0.3, action_delay=Vector2(0, 2))
    spec = replace(spec, randomisation=chance, endings=replace(spec.endings, time_limit=1.2))
    seen = []
    for settings in ({"threads": 1}, {"threads": 2}, {"threads": 3}):
        env = ClamberVectorEnv(spec, 7, **settings)
        seen.append(run(env, 90))
        env.close()
    for other in seen[1:]:
        assert len(other) == len(seen[0])
        for one, two in zip(seen[0], other, strict=True):
            assert one.dtype == two.dtype
            np.testing.assert_array_equal(one, two)
    assert sum(value.any() for value in seen[0] if value.dtype == np.bool_) > 0


def test_an_exploding_body_is_reset_and_counted() -> None:
    """A lane that turns to infinities in a real engine; nothing of it is sent, and it stands again at once."""
    env = ClamberVectorEnv("QuadrupedFlat", 4, seed=2, threads=1)
    env.reset()
    engine = env.engine
    step = engine.step

    def wreck(control: np.ndarray, steps: int, beside: Any = None) -> None:
        step(control, steps, beside)
        if wreck.armed:  # type: ignore[attr-defined]
            engine.state.root_linear_velocity[1] = np.inf
            engine.state.joint_position[1] = np.nan
            engine.state.finite[1] = False
            wreck.armed = False  # type: ignore[attr-defined]

    wreck.armed = True  # type: ignore[attr-defined]
    engine.step = wreck  # type: ignore[method-assign]
    still = np.zeros((4, env.measures.actions), np.float32)
    for decision in range(20):
        observations, rewards, terminated, truncated, infos = env.step(still)
        assert all(np.isfinite(value).all() for value in observations.values())
        assert np.isfinite(rewards).all()
        assert truncated.tolist() == [False, decision == 0, False, False]
        assert not terminated.any()
        if decision == 0:
            assert infos["totals"]["broken"].tolist() == [False, True, False, False]
    assert env.broken == 1
    env.close()
