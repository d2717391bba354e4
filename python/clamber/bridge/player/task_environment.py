"""A Clamber task as the player wants it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import TaskSpec
from clamber.bridge.player.environment import Decision, ParameterValue
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.parameters import PARAMETERS


class TaskEnvironment:
    """Agents that live a Clamber task (see ``PlayerEnvironment``)."""

    def __init__(self, task: TaskSpec, agents: int, engine: str, seed: int, threads: int) -> None:
        """Lays out the lanes.

        Args:
            task: what the agents live.
            agents: how many.
            engine: "mujoco" or "physx".
            seed: of everything drawn.
            threads: for physics; 0: one per core.

        Raises:
            ValueError: one line (AssetError where a file is at fault).
        """
        self._env = ClamberVectorEnv(task, agents, engine=engine, seed=seed, threads=threads)
        sizes = {name: values.shape[1] for name, values in self._env.final_observations.items()}
        # A sensor without values has no place in a brain; Unity has none either.
        self.sensors = tuple((name, size) for name, size in sizes.items() if size)
        self._sensor_names = tuple(name for name, _ in self.sensors)
        self.behavior_name = task.behavior_name
        self.agents = agents
        self.continuous_actions = int(self._env.single_action_space.shape[0])  # type: ignore[index]
        self.parameters: Mapping[str, tuple[float, float]] = {
            name: (limits.minimum, limits.maximum) for name, limits in PARAMETERS.items()
        }

    def set_parameter(self, name: str, value: ParameterValue) -> None:
        """Sets an environment parameter for every agent, each from its next episode on."""
        self._env.set_parameters(**{name: value})

    def reset(self) -> list[NDArray[np.float32]]:
        """Starts a new episode for every agent; returns its first observations, per sensor (agents, size)."""
        observations, _ = self._env.reset()
        return [observations[name] for name in self._sensor_names]

    def step(self, actions: NDArray[np.float32]) -> Decision:
        """Steps every agent by one decision under ``actions``, (agents, continuous_actions)."""
        observations, rewards, terminated, truncated, infos = self._env.step(actions)
        statistics = {}
        if "totals" in infos:
            ended = infos["_totals"]
            statistics = {name: values[ended] for name, values in infos["totals"].items()}
        final = self._env.final_observations
        return Decision(
            observations=[observations[name] for name in self._sensor_names],
            rewards=rewards,
            terminated=terminated,
            truncated=truncated,
            final_observations=[final[name] for name in self._sensor_names],
            statistics=statistics,
        )

    def close(self) -> None:
        """Frees the engine."""
        self._env.close()
