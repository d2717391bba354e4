"""A process of its own that lives through rollouts with the policy it is sent."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clamber.assets.task import TaskSpec
from clamber.learning.collector import GroupCollector
from clamber.learning.learner import Learner
from clamber.learning.lessons import Stream
from clamber.learning.settings import TrainerSettings
from clamber.tasks.environment import ClamberVectorEnv

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class WorkerSettings:
    """What a worker is made of.

    Attributes:
        task: that its agents live.
        engine: mujoco or physx.
        agents: how many.
        settings: of the learner.
        sensors: size of each sensor's observation.
        actions: number of continuous actions.
        last_action: where obs_0 holds the last action.
    """

    task: TaskSpec
    engine: str
    agents: int
    settings: TrainerSettings
    sensors: Mapping[str, int]
    actions: int
    last_action: slice


@dataclass
class Rollout:
    """What a group of agents lived through, rows by time and columns by its own agents.

    Attributes:
        arrays: ``obs_0``, ...; ``actions``; ``parameters_0``, ... that they were drawn with; ``memory_0``, ... of an
            LSTM before each decision; ``rewards``; ``dones``; ``last_0``, ... seen after it.
        cut_off: (time, agents, last observations) of episodes that ran out of time.
        episodes: totals of those that ended.
        difficulties: of the agents in a per-agent curriculum.
        state: the agents after it, to go on from if the worker is lost; packed, for all the learner does
            with it is to send it back, and unpacking it would cost more than all the rest of a rollout does.
    """

    arrays: Arrays
    cut_off: list[tuple[int, NDArray[np.intp], list[NDArray[np.float32]]]]
    episodes: list[Arrays]
    difficulties: list[float]
    state: bytes | None


class RolloutWorker:
    """One group of agents in a process of its own."""

    def __init__(self, made_of: WorkerSettings) -> None:
        """Makes the agents and a policy for them; whose weights come with every rollout."""
        torch.set_num_threads(1)
        environment = ClamberVectorEnv(made_of.task, made_of.agents, made_of.engine, threads=1)
        self._learner = Learner(
            made_of.settings, made_of.sensors, made_of.actions, made_of.agents, 0, last_action=made_of.last_action
        )
        self._group = GroupCollector(environment, slice(0, made_of.agents), self._learner)

    def begin(
        self, seed: int, noise_seed: int, difficulty: list[float] | None, sources: dict[str, float | Stream]
    ) -> None:
        """Starts all agents over; see ``GroupCollector.begin``."""
        self._group.set_lessons(sources)
        self._group.begin(seed, noise_seed, difficulty)

    def set_lessons(self, sources: dict[str, float | Stream]) -> None:
        """See ``GroupCollector.set_lessons``."""
        self._group.set_lessons(sources)

    def load_state(self, state: Mapping[str, Any] | bytes, sources: dict[str, float | Stream]) -> bool:
        """See ``GroupCollector.load_state``; False, and nothing is done, where the state is of other agents.

        Args:
            state: from ``state``, or a rollout's.
            sources: of the environment parameters.
        """
        kept: Mapping[str, Any] = pickle.loads(state) if isinstance(state, bytes) else state
        if not self._group.fits(kept):
            return False
        self._group.load_state(kept, sources)
        return True

    def state(self) -> dict[str, Any]:
        """See ``GroupCollector.state``."""
        return self._group.state()

    def collect(self, weights: Mapping[str, torch.Tensor], keep: bool) -> Rollout:
        """Lives through a rollout.

        Args:
            weights: of the policy, with its normalisers and noise.
            keep: whether the agents' state is sent along.
        """
        self._learner.actor.load_state_dict(dict(weights))
        self._group.collect()
        storage = self._learner.storage
        arrays: Arrays = {name: storage.observations[name].numpy() for name in self._learner.sensors}
        arrays["actions"] = storage.actions.numpy()
        for kind, parts in (
            ("parameters", storage.distribution_params), ("memory", storage.saved_hidden_state_a),
            ("last", self._group.last),
        ):  # fmt: skip
            arrays |= {f"{kind}_{index}": part.numpy() for index, part in enumerate(parts or ())}
        arrays["rewards"], arrays["dones"] = storage.rewards.numpy(), storage.dones.numpy()
        return Rollout(
            arrays,
            [(time, agents, [part.numpy() for part in seen]) for time, agents, seen in self._group.cut_off],
            self._group.episodes,
            self._group.environment.courses.own_difficulty.tolist(),
            pickle.dumps(self._group.state(), protocol=pickle.HIGHEST_PROTOCOL) if keep else None,
        )
