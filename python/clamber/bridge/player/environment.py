"""What the player asks of that which it plays: many agents of one behavior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

#: A constant, or a sampler that is asked anew at every agent's reset.
ParameterValue = float | Callable[[], float]


@dataclass
class Decision:
    """What one step of all agents led to.

    Attributes:
        observations: one array per sensor, (agents, size), float32; of an agent whose episode ended, already the first
            of its next episode.
        rewards: (agents,), float32.
        terminated: (agents,), bool; the episode came to its end.
        truncated: (agents,), bool; the episode was cut off (time limit, broken physics).
        final_observations: one array per sensor, (agents, size), float32; valid for agents whose episode ended.
        statistics: of the episodes that ended, in the agents' order, one array (episodes,) per name.
    """

    observations: list[NDArray[np.float32]]
    rewards: NDArray[np.float32]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    final_observations: list[NDArray[np.float32]]
    statistics: Mapping[str, NDArray[Any]] = field(default_factory=dict)


class PlayerEnvironment(Protocol):
    """Many agents of one behavior; an agent whose episode ends starts over within the same step.

    Attributes:
        behavior_name: as in trainer_configs.
        agents: how many.
        continuous_actions: per agent.
        sensors: name and size of each sensor, in order.
        parameters: the environment parameters it reads, and the least and greatest value of each.
    """

    behavior_name: str
    agents: int
    continuous_actions: int
    sensors: tuple[tuple[str, int], ...]
    parameters: Mapping[str, tuple[float, float]]

    def set_parameter(self, name: str, value: ParameterValue) -> None:
        """Sets one of ``parameters`` for every agent, each from its next episode on."""

    def reset(self) -> list[NDArray[np.float32]]:
        """Starts a new episode for every agent; returns its first observations, per sensor (agents, size)."""

    def step(self, actions: NDArray[np.float32]) -> Decision:
        """Steps every agent by one decision under ``actions``, (agents, continuous_actions)."""

    def close(self) -> None:
        """Frees what it holds."""


#: Makes the environment from the number of agents and the seed.
EnvironmentMaker = Callable[[int, int], PlayerEnvironment]
