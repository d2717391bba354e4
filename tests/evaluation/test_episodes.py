"""What an episode is drawn from."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from clamber.evaluation.episodes import UNSEEN_SEEDS, Episodes, brain_for, live_episodes, share_out, shared_episodes
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
