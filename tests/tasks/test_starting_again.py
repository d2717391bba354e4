"""Resets: with a seed everything is as the first time, and what is refused leaves the environment as it was."""

from __future__ import annotations

import importlib.util
from typing import Any

import clamber.tasks
import gymnasium
import numpy as np
import pytest
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.second_chances import SecondChances
from clamber.tasks.single import ClamberEnv
from gymnasium.wrappers import RecordEpisodeStatistics
from gymnasium.wrappers.vector import RecordEpisodeStatistics as RecordVectorEpisodeStatistics

assert clamber.tasks  # registers the tasks


def lived(env: ClamberVectorEnv, seed: Any, steps: int) -> list[Any]:
    """What some decisions under random actions, the same every time, give after a reset with a seed."""
    chance = np.random.default_rng(0)
    told = [*env.reset(seed=seed)[0].values()]
    for _ in range(steps):
        actions = chance.uniform(-1, 1, (env.num_envs, env.measures.actions)).astype(np.float32)
        observations, rewards, terminated, _, _ = env.step(actions)
        told += [*observations.values(), rewards, terminated]
    return told


@pytest.mark.parametrize("engine", ["mujoco", "physx"])
@pytest.mark.parametrize("task", ["QuadrupedFlat", "Walker", "WalkerGauntlet", "RunnerFlat"])
def test_a_seed_gives_the_same_bits_in_an_environment_that_was_used(task: str, engine: str) -> None:
    if engine == "physx" and importlib.util.find_spec("sapien") is None:
        pytest.skip("sapien is not installed")
    env = ClamberVectorEnv(task, 3, engine=engine, seed=1, threads=1)
    first = lived(env, 1, 40)
    other = lived(env, 2, 15)
    again = lived(env, 1, 40)
    env.close()
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_a_seed_may_be_a_whole_number_of_numpy() -> None:
    env = ClamberVectorEnv("QuadrupedFlat", 2, seed=np.int64(3), threads=1)  # type: ignore[arg-type]
    one, two = lived(env, np.int64(5), 3), lived(env, 5, 3)
    env.close()
    assert all(np.array_equal(*both) for both in zip(one, two, strict=True))


def test_a_refused_difficulty_changes_nothing() -> None:
    """One number counts for all, also for a single agent."""
    env = ClamberVectorEnv("Quadruped", 2, seed=1, threads=1)
    env.reset(options={"difficulty": 0.5})
    assert env.courses.own_difficulty.tolist() == [0.5, 0.5]
    for wrong in (2.0, [0.5, 2.0], [0.5, np.nan], [0.5, 0.5, 0.5]):
        with pytest.raises(ValueError, match=r"^difficulty: .* is not allowed; 0 to 1, one for all or one each$"):
            env.reset(seed=7, options={"difficulty": wrong})
    env.reset()
    assert env.courses.own_difficulty.tolist() == [0.5, 0.5]
    env.close()
    single = ClamberEnv("Quadruped", seed=1, threads=1)
    single.reset(options={"difficulty": 0.25})
    assert single.vector.courses.difficulty.tolist() == [0.25]
    single.close()


def test_second_chances_of_agents_that_live_on_are_forgotten_with_the_others() -> None:
    """What is kept lies at places counted from the reset, of them too."""
    env = ClamberVectorEnv("QuadrupedFlat", 2, seed=1, threads=1)
    env.set_parameters(second_chances=1.0)
    env.reset(seed=1)
    chance = np.random.default_rng(0)

    def live(decisions: int) -> None:
        for _ in range(decisions):
            env.step(chance.uniform(-1, 1, (2, env.measures.actions)).astype(np.float32))

    live(100)
    env.reset(seed=2, options={"reset_mask": np.array([True, False])})
    chances = env.second_chances
    assert isinstance(chances, SecondChances)
    arrays = chances.arrays()
    assert arrays["held"].tolist() == [0, 0] and arrays["next"].tolist() == [-1, -1]
    live(400)
    filled = min(int(arrays["counts"][1]), len(arrays["pool.._physics"]))
    assert filled > 0
    assert (arrays["pool.._physics"][:filled, 1] > 0.0).all()  # masses: nobody was kept who never was
    env.close()


def test_gymnasiums_own_statistics_stand_beside_ours() -> None:
    """Its wrappers tell by the key "episode", and refuse an environment that does."""
    single = RecordEpisodeStatistics(gymnasium.make("clamber/QuadrupedFlat-v0", threads=1))
    single.reset(seed=1)
    done, info = False, {}
    while not done:
        _, _, terminated, truncated, info = single.step(single.action_space.sample())
        done = terminated or truncated
    assert info["episode"]["l"] == info["totals"]["length"]
    assert info["episode"]["r"] == pytest.approx(info["totals"]["return"], rel=1e-4, abs=1e-4)
    single.close()

    many = RecordVectorEpisodeStatistics(ClamberVectorEnv("QuadrupedFlat", 4, seed=1, threads=1))
    many.reset(seed=1)
    infos: dict[str, Any] = {}
    chance = np.random.default_rng(0)
    while "episode" not in infos:
        infos = many.step(chance.uniform(-1, 1, many.action_space.shape).astype(np.float32))[4]
    ended = infos["_episode"]
    assert (ended == infos["_totals"]).all()
    assert infos["episode"]["l"][ended].tolist() == infos["totals"]["length"][ended].tolist()
    many.close()
