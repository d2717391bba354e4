"""Clamber's environment as Stable-Baselines3 wants it."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.vec_env import VecEnv

from clamber.tasks.environment import ClamberVectorEnv


class Lanes(VecEnv):  # type: ignore[misc]
    """One vector of senses, and a dict of infos per agent.

    Attributes:
        ended: what the environment told of the episodes that have ended, one dict of arrays per step; the reader
            empties it.
    """

    def __init__(self, env: ClamberVectorEnv) -> None:
        """Wraps an environment."""
        self._env = env
        size = sum(values.shape[1] for values in env.final_observations.values())
        space = gymnasium.spaces.Box(-np.inf, np.inf, (size,), np.float32)
        super().__init__(env.num_envs, space, env.single_action_space)
        self.ended: list[dict[str, NDArray[Any]]] = []

    def reset(self) -> NDArray[np.float32]:
        """Starts every agent's next episode."""
        return row(self._env.reset()[0])

    def step_async(self, actions: NDArray[np.float32]) -> None:
        """Notes the actions."""
        self._actions = actions

    def step_wait(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], list[dict[str, Any]]]:
        """Steps every agent."""
        observations, rewards, terminated, truncated, told = self._env.step(self._actions)
        done = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        if done.any():
            final = row(self._env.final_observations)
            self.ended.append({name: values[done] for name, values in told["totals"].items()})
            for agent in np.flatnonzero(done).tolist():
                infos[agent] = {"terminal_observation": final[agent], "TimeLimit.truncated": bool(truncated[agent])}
        return row(observations), rewards, done, infos

    def close(self) -> None:
        """Frees the environment."""
        self._env.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """Stable-Baselines3 asks for the render mode; there is none."""
        return [None] * self.num_envs

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Nothing can be set."""

    def env_method(self, method_name: str, *arguments: Any, indices: Any = None, **keywords: Any) -> list[Any]:
        """Nothing can be called."""
        return [None] * self.num_envs

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        """It is not."""
        return [False] * self.num_envs


def row(observations: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """The sensors side by side, (agents, size)."""
    return np.concatenate(list(observations.values()), axis=1)
