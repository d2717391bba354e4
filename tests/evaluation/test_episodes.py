"""What an episode is drawn from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
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
from clamber.tasks.environment import ClamberVectorEnv


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
