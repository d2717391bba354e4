"""An environment taken up again lives on as the one it was taken from, to the bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_task
from clamber.assets.task import Curriculum, CurriculumMode, TaskSpec
from clamber.tasks.changing import can_be_kept
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.snapshot import restore, snapshot
from numpy.typing import NDArray

from tests.tasks.examples import a_task, fake_environment

AGENTS = 5


def eventful(name: str) -> TaskSpec:
    """A task with everything that an environment can have in its memory, and with short episodes."""
    task = load_task(name)
    return replace(
        task,
        endings=replace(task.endings, time_limit=0.5, stuck_seconds=0.3),
        curriculum=Curriculum(CurriculumMode.PER_AGENT, difficulty=0.5, step=0.1, promote=0.5, demote=0.25),
        command=replace(task.command, resample_seconds=0.2),
        randomisation=replace(task.randomisation, push_speed=0.5, push_interval=0.1, action_delay=Vector2(0, 3)),
    )


def live(env: ClamberVectorEnv, decisions: int, seed: int) -> list[NDArray[np.float32]]:
    """Random decisions; everything that a learner is told of them."""
    chance = np.random.default_rng(seed)
    told: list[NDArray[np.float32]] = []
    for _ in range(decisions):
        actions = chance.uniform(-1.0, 1.0, (env.num_envs, env.measures.actions)).astype(np.float32)
        observations, reward, terminated, truncated, infos = env.step(actions)
        told += [*observations.values(), reward, terminated, truncated]
        if "totals" in infos:
            told += [values[infos["_totals"]] for values in infos["totals"].values()]
    return told


@pytest.mark.parametrize("name", ["Quadruped", "PlanarHurdles", "QuadrupedFlat"])
def test_it_lives_on_to_the_bit(name: str) -> None:
    """Courses, contacts, delays, pushes, commands, difficulties, totals of episodes under way: all go on alike."""
    env = ClamberVectorEnv(eventful(name), AGENTS, seed=3, threads=2)
    env.reset()
    live(env, 40, seed=0)
    kept = snapshot(env)
    expected = live(env, 40, seed=1)
    env.close()

    other = ClamberVectorEnv(eventful(name), AGENTS, seed=77, threads=1)
    other.reset()
    live(other, 7, seed=2)
    seen = restore(other, kept)
    assert all((seen[key] == kept[f"observations.{key}"]).all() for key in seen)
    found = live(other, 40, seed=1)
    other.close()
    assert len(found) == len(expected)
    assert all(np.array_equal(one, another) for one, another in zip(found, expected, strict=True))


def test_what_does_not_fit_is_refused() -> None:
    """Other sizes, missing parts, an engine that does not tell its state: one line each, and nothing is changed."""
    env = ClamberVectorEnv("QuadrupedFlat", 2, seed=0, threads=1)
    env.reset()
    kept = snapshot(env)
    larger = ClamberVectorEnv("QuadrupedFlat", 3, seed=0, threads=1)
    larger.reset()
    before = snapshot(larger)
    with pytest.raises(ValueError, match=r"snapshot: \._episode is \(2,\); \(3,\) is needed"):
        restore(larger, kept)
    del kept["engine._rows"]
    with pytest.raises(ValueError, match=r"snapshot: engine\._rows is missing"):
        restore(env, kept)
    after = snapshot(larger)
    assert all(np.array_equal(before[name], after[name], equal_nan=True) for name in before)
    fake, _ = fake_environment(a_task())
    assert not can_be_kept(fake)
    with pytest.raises(ValueError, match="only the state of mujoco can be kept"):
        snapshot(fake)
