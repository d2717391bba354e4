"""What an episode is drawn from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clamber.assets.loading import load_task
from clamber.assets.task import Curriculum, CurriculumMode
from clamber.evaluation.episodes import (
    UNSEEN_SEEDS,
    Episodes,
    brain_for,
    live_episodes,
    share_out,
    shared_episodes,
    task_of,
)
from clamber.tasks.environment import TRAINING_SEEDS, ClamberVectorEnv
from numpy.typing import NDArray


def live(path: Path, agents: int, each: int) -> Episodes:
    env = ClamberVectorEnv("PlanarHurdles", agents, seed=0, course_seeds=UNSEEN_SEEDS)
    try:
        return live_episodes(env, brain_for(path, env), each, seed=4)
    finally:
        env.close()


def test_an_episode_depends_on_seed_agent_and_number_alone(make_faller: Callable[..., Path]) -> None:
    path = make_faller()
    many, few = live(path, 5, 2), live(path, 3, 1)
    assert many["agent"].tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
    assert many["episode"].tolist() == [0] * 5 + [1] * 5
    first, second = shared_episodes(many, few)
    assert len(np.unique(second["distance"])) == 3
    for name, values in second.items():
        np.testing.assert_array_equal(first[name], values, err_msg=name)


def test_training_and_evaluation_share_no_course_seed() -> None:
    """The figures of every brain's card are of courses that its training never drew."""
    assert TRAINING_SEEDS == (0, 500_000)
    assert UNSEEN_SEEDS == (500_000, 1_000_000)


class Falls:
    """Falls on its face, and keeps which agents it was told to forget, a mask a time; None: all of them."""

    def __init__(self, actions: int) -> None:
        self.actions = actions
        self.forgotten: list[NDArray[np.bool_] | None] = []

    def act(self, proprioception: NDArray[Any], terrain: NDArray[Any]) -> NDArray[Any]:
        """The same for all agents, whatever they sense."""
        return np.full((len(proprioception), self.actions), 0.3, np.float32)

    def forget(self, agents: NDArray[np.bool_] | None = None) -> None:
        """Keeps it."""
        self.forgotten.append(None if agents is None else agents.copy())


def test_a_brain_forgets_an_agent_when_its_episode_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything at the start, and after each step those, and only those, whose episodes ended in it: all that fell,
    after a second or so, and all whose time was up.
    """
    task = load_task("PlanarHurdles")
    task = replace(task, endings=replace(task.endings, time_limit=1.02))
    env = ClamberVectorEnv(task, 4, seed=0, course_seeds=UNSEEN_SEEDS)
    falls, ends, step = Falls(env.measures.actions), [], env.step
    ways = np.zeros(2, dtype=np.int64)

    def watched(actions: NDArray[np.float32]) -> Any:
        happened = step(actions)
        ways[:] += [happened[2].sum(), happened[3].sum()]
        if (done := happened[2] | happened[3]).any():
            ends.append(done.copy())
        return happened

    monkeypatch.setattr(env, "step", watched)
    try:
        live_episodes(env, falls, 2, seed=4)
    finally:
        env.close()
    assert falls.forgotten[0] is None
    assert (ways > 0).all()
    assert not any(done.all() for done in ends)
    np.testing.assert_array_equal(falls.forgotten[1:], ends)


def test_episodes_are_shared_out_evenly() -> None:
    assert share_out(1) == (1, 1)
    assert share_out(128) == (128, 1)
    assert share_out(129) == (128, 2)
    assert share_out(500) == (128, 4)


def test_a_brain_that_is_measured_climbs_no_ladder(make_faller: Callable[..., Path]) -> None:
    """Agents that are promoted as they learn meet full difficulty, episode after episode, when a brain is measured."""
    spec, brain = load_task("QuadrupedFlat"), make_faller()
    climbing = replace(spec, curriculum=Curriculum(CurriculumMode.PER_AGENT, 0.25, 0.0, 0.0, 0.25))
    assert task_of(brain, climbing).curriculum.mode == CurriculumMode.LESSON
    assert task_of(brain, climbing).curriculum.difficulty == 1.0
    assert task_of(brain, spec).curriculum == spec.curriculum
