"""The two hot messages of the ML-Agents bridge as plain columns, one array per field over all agents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class BehaviorSpecification:
    """Brain parameters: what one behavior senses and does (`BrainParametersProto` + `ActionSpecProto`).

    Attributes:
        continuous_actions: number of continuous actions.
        discrete_branches: sizes of the discrete action branches.
        training: the proto's is_training.
    """

    continuous_actions: int
    discrete_branches: tuple[int, ...] = ()
    training: bool = True


@dataclass(frozen=True)
class Initialization:
    """What the learner says of itself in its first message (`UnityRLInitializationInputProto`)."""

    seed: int
    communication_version: str
    package_version: str
    num_areas: int
    capabilities: dict[str, bool]


@dataclass
class AgentActions:
    """One behavior's actions, in the order of the agents sent (`AgentActionProto`).

    Attributes:
        continuous: (agents, continuous actions), float32.
        discrete: (agents, branches), int32.
    """

    continuous: NDArray[np.float32]
    discrete: NDArray[np.int32]


@dataclass
class LearnerMessage:
    """What the learner sends (`UnityMessageProto` with `unity_input`).

    Attributes:
        status: header status; anything but 200 means quit.
        command: 0 STEP, 1 RESET, 2 QUIT.
        actions: by behavior key.
        side_channel: the raw side-channel bytes.
        initialization: only in the first message.
    """

    status: int = 200
    command: int = 0
    actions: dict[str, AgentActions] = field(default_factory=dict)
    side_channel: bytes = b""
    initialization: Initialization | None = None


@dataclass
class AgentInfos:
    """One behavior's agents (`AgentInfoProto`), decision steps and terminal steps alike.

    Attributes:
        ids: (agents,), int32.
        rewards: (agents,), float32.
        done: (agents,), bool.
        max_step_reached: (agents,), bool; a truncation.
        observations: one array per sensor, (agents, size) or (agents, *shape), float32.
        group_ids: (agents,), int32; 0 is none.
        group_rewards: (agents,), float32.
        action_masks: (agents, sum of the discrete branches), bool, True where an action is forbidden; None is none.
    """

    ids: NDArray[np.int32]
    rewards: NDArray[np.float32]
    done: NDArray[np.bool_]
    max_step_reached: NDArray[np.bool_]
    observations: list[NDArray[np.float32]]
    group_ids: NDArray[np.int32] | None = None
    group_rewards: NDArray[np.float32] | None = None
    action_masks: NDArray[np.bool_] | None = None


@dataclass
class PlayerMessage:
    """What the player sends (`UnityMessageProto` with `unity_output`).

    Attributes:
        status: header status; 400 when the player leaves.
        agents: by behavior key ("Walker?team=0").
        behaviors: brain parameters, only of behaviors not yet announced.
        sensor_names: names of the sensors per behavior (`ObservationProto.name`), by behavior key.
        side_channel: the raw side-channel bytes.
        initialization: (name, package version, communication version), only in the first message.
    """

    status: int = 200
    agents: dict[str, AgentInfos] = field(default_factory=dict)
    behaviors: dict[str, BehaviorSpecification] = field(default_factory=dict)
    sensor_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    side_channel: bytes = b""
    initialization: tuple[str, str, str] | None = None
