"""One agent as a plain Gymnasium environment."""

from __future__ import annotations

import os
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import TaskSpec
from clamber.tasks.environment import ClamberVectorEnv, Observations


class ClamberEnv(gymnasium.Env[Observations, NDArray[np.float32]]):
    """The vector environment with one agent, which does not start over by itself."""

    metadata = {"render_modes": []}  # noqa: RUF012

    def __init__(self, task: TaskSpec | str | os.PathLike[str], **settings: Any) -> None:
        """Makes the lane; ``settings`` as for ClamberVectorEnv, but for ``num_envs``."""
        self.vector = ClamberVectorEnv(task, num_envs=1, **settings)
        self.observation_space = self.vector.single_observation_space
        self.action_space = self.vector.single_action_space
        self._next: Observations | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Starts the next episode; with a seed, the first of that seed; with options, one as they say (see
        ``ClamberVectorEnv.reset``).
        """
        super().reset(seed=seed)
        if seed is not None or options or self._next is None:
            self._next = _only(self.vector.reset(seed=seed, options=options)[0])
        # An episode that ended has begun the next one in the same step: that one is not thrown away.
        observation, self._next = self._next, None
        return observation, {}

    def step(self, action: NDArray[np.float32]) -> tuple[Observations, float, bool, bool, dict[str, Any]]:
        """Steps by one decision.

        Raises:
            ValueError: one line, for an action of the wrong size or not finite.
        """
        observations, rewards, terminated, truncated, infos = self.vector.step(np.asarray(action)[None])
        observation, info = _only(observations), {}
        self._next = None
        if terminated[0] or truncated[0]:
            self._next, observation = observation, _only(self.vector.final_observations)
            info = {"totals": {name: total[0] for name, total in infos["totals"].items()}}
        return observation, float(rewards[0]), bool(terminated[0]), bool(truncated[0]), info

    def close(self) -> None:
        """Frees the engine."""
        self.vector.close()


def _only(observations: Observations) -> Observations:
    return {name: value[0].copy() for name, value in observations.items()}
