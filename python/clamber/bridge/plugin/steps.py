"""Columns of agents to the steps mlagents works with, by the rules of its `steps_from_proto`."""

from __future__ import annotations

from math import isfinite

import numpy as np
from mlagents_envs.base_env import BehaviorSpec, DecisionSteps, TerminalSteps
from mlagents_envs.rpc_utils import _generate_split_indices, _raise_on_nan_and_inf
from numpy.typing import NDArray

from clamber.bridge.codec import UnsupportedMessageError
from clamber.bridge.messages import AgentInfos


def steps_from_columns(infos: AgentInfos, spec: BehaviorSpec) -> tuple[DecisionSteps, TerminalSteps]:
    """The agents that want a decision and those whose episode has ended, each in the order sent.

    Raises:
        RuntimeError: an observation or a reward is not finite.
        UnsupportedMessageError: the observations are not those of the specification.
    """
    count = len(infos.ids)
    if not count:
        return DecisionSteps.empty(spec), TerminalSteps.empty(spec)
    observations = _fitted(infos, spec)
    terminal = np.flatnonzero(infos.done)
    decision = np.flatnonzero(~infos.done) if len(terminal) else slice(None)
    decision_observations = [observation[decision] for observation in observations]
    terminal_observations = [observation[terminal] for observation in observations]
    for asked, ended in zip(decision_observations, terminal_observations, strict=True):
        if asked.ndim != 4:
            _check_finite(asked, "observations")
            _check_finite(ended, "observations")
    group_ids = infos.group_ids if infos.group_ids is not None else np.zeros(count, dtype=np.int32)
    group_rewards = infos.group_rewards if infos.group_rewards is not None else np.zeros(count, dtype=np.float32)
    sent = [(infos.rewards, "rewards")] + ([] if infos.group_rewards is None else [(group_rewards, "group_rewards")])
    for values, name in sent:
        _check_finite(values[decision], name)
        _check_finite(values[terminal], name)
    return (
        DecisionSteps(
            decision_observations,
            infos.rewards[decision],
            infos.ids[decision],
            _masks(infos, spec, decision),
            group_ids[decision].tolist(),
            group_rewards[decision],
        ),
        TerminalSteps(
            terminal_observations,
            infos.rewards[terminal],
            infos.max_step_reached[terminal],
            infos.ids[terminal],
            group_ids[terminal].tolist(),
            group_rewards[terminal],
        ),
    )


def _check_finite(values: NDArray[np.float32], name: str) -> None:
    """As stock's check, which takes a mean: where the sum is finite so is that, and a sum is found in half the time."""
    if values.size and not isfinite(np.add.reduce(values, axis=None)):
        _raise_on_nan_and_inf(values, name)


def _fitted(infos: AgentInfos, spec: BehaviorSpec) -> list[NDArray[np.float32]]:
    """The observations in the shapes announced; vectors may come in any shape of as many values, as in stock."""
    wanted = [tuple(sensor.shape) for sensor in spec.observation_specs]
    if len(infos.observations) < len(wanted):
        raise UnsupportedMessageError(f"{len(infos.observations)} observations, {len(wanted)} were announced")
    fitted = []
    for index, shape in enumerate(wanted):
        observation = infos.observations[index]
        if observation.shape[1:] != shape:
            if len(shape) == 3 or observation[0].size != int(np.prod(shape)):
                raise UnsupportedMessageError(f"observation {index} is {observation.shape[1:]}, {shape} was announced")
            observation = observation.reshape(len(observation), *shape)
        fitted.append(observation)
    return fitted


def _masks(infos: AgentInfos, spec: BehaviorSpec, decision: NDArray[np.intp] | slice) -> list[NDArray[np.bool_]] | None:
    """Forbidden discrete actions, (agents, branch size) per branch; None without discrete actions or agents."""
    branches = spec.action_spec.discrete_branches
    count = len(infos.ids[decision])
    if not branches or not count:
        return None
    size = sum(branches)
    masks = np.zeros((count, size), dtype=bool)
    if infos.action_masks is not None and infos.action_masks.shape[1] == size:
        masks = infos.action_masks[decision]
    return list(np.split(masks, _generate_split_indices(branches), axis=1))
