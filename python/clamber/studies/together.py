"""Environments that are stepped side by side, a thread each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from clamber.learning.collector import SENSORS
from clamber.learning.learner import ENVIRONMENT, stream_seed
from clamber.learning.threads import lone_threads
from clamber.tasks.environment import ClamberVectorEnv

#: The totals of episodes that ended, by name, (ended,) each.
Ended = dict[str, NDArray[Any]]


class Together:
    """Agents of several environments, one after another."""

    def __init__(self, environments: Sequence[ClamberVectorEnv]) -> None:
        """Takes environments of the same task; they stay their owner's to close."""
        self._environments = list(environments)
        self._ends = np.cumsum([env.num_envs for env in environments])[:-1]
        self._threads = lone_threads(len(self._environments), "agents")

    def reset(self, seed: int) -> list[Tensor]:
        """Starts all agents over; returns what they see, (agents, size) per sensor."""
        seeds = [stream_seed(seed, ENVIRONMENT, 0, index) for index in range(len(self._environments))]
        starts = [env.reset(seed=one)[0] for env, one in zip(self._environments, seeds, strict=True)]
        return _side_by_side(starts)

    def step(self, actions: NDArray[np.float32]) -> tuple[list[Tensor], list[Ended]]:
        """Steps all agents by actions, (agents, actions); returns what they see, and the episodes that ended."""
        parts = zip(self._environments, np.split(actions, self._ends), strict=True)
        results = [running.result() for running in [self._threads.submit(env.step, part) for env, part in parts]]
        ended = [
            {name: values[infos["_totals"]] for name, values in infos["totals"].items()}
            for *_, infos in results
            if "totals" in infos
        ]
        return _side_by_side([result[0] for result in results]), ended

    def __enter__(self) -> Together:
        """Nothing more to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the threads."""
        self._threads.shutdown()


def _side_by_side(observations: Sequence[dict[str, NDArray[np.float32]]]) -> list[Tensor]:
    names = [key for key in SENSORS.values() if observations[0][key].shape[1]]
    return [torch.from_numpy(np.concatenate([one[key] for one in observations])) for key in names]
