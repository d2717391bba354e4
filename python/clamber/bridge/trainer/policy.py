"""The policy as mlagents asks it for actions, and the episodes it hears of."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import numpy as np
import torch
from mlagents.trainers.action_info import ActionInfo
from mlagents.trainers.exception import UnityTrainerException
from mlagents.trainers.policy import Policy
from mlagents.trainers.settings import NetworkSettings
from mlagents_envs.base_env import ActionTuple, BehaviorSpec, DecisionSteps, TerminalSteps
from numpy.typing import NDArray

from clamber.learning.learner import Learner
from clamber.learning.segments import Segments


class ColumnPolicy(Policy):
    """Acts for all agents of a behavior at once, and gathers what comes of it.

    Attributes:
        segments: the experience gathered.
        steps: decisions completed since ``take_steps`` was last called.
    """

    def __init__(
        self, seed: int, spec: BehaviorSpec, network: NetworkSettings, learner: Learner, training: bool
    ) -> None:
        """Acts with the learner's networks; without exploration noise unless ``training``."""
        super().__init__(seed, spec, network)
        self._learner, self._training = learner, training
        self._noise = torch.Generator().manual_seed(seed)
        self.segments = Segments(learner.horizon, learner.sensors, learner.actions, keep=training)
        self._steps = 0

    @torch.no_grad()
    def get_action(self, decision_requests: DecisionSteps, worker_id: int = 0) -> ActionInfo:
        """Actions for the agents of one player that ask for a decision."""
        count = len(decision_requests)
        if not count:
            return ActionInfo.empty()
        seen = _rows(decision_requests.obs)
        learner = self._learner
        mean = learner.mean_action([torch.from_numpy(values) for values in seen])
        deviation = learner.deviation() if self._training else torch.zeros(learner.actions)
        action = torch.randn(mean.shape, generator=self._noise).mul_(deviation).add_(mean)
        ids = decision_requests.agent_id
        self.segments.decide(worker_id, ids, seen, action.numpy(), mean.numpy(), deviation.numpy())
        chosen = ActionTuple(continuous=action.clamp(-1.0, 1.0).numpy())
        return ActionInfo(chosen, chosen, {}, ids)

    def experience(self, worker: int, decisions: DecisionSteps, terminals: TerminalSteps) -> None:
        """Takes in what came of the actions of one player's agents."""
        if len(terminals):
            seen = _rows(terminals.obs)
            self._steps += self.segments.end(worker, terminals.agent_id, terminals.reward, seen, terminals.interrupted)
            gone = np.setdiff1d(terminals.agent_id, decisions.agent_id)
            if len(gone):
                self.segments.leave(worker, gone.tolist())
        if len(decisions):
            self._steps += self.segments.go_on(worker, decisions.agent_id, decisions.reward, _rows(decisions.obs))

    def take_steps(self) -> int:
        """The decisions completed since this was last asked."""
        steps, self._steps = self._steps, 0
        return steps

    def forget(self) -> None:
        """The players start over: what was under way is dropped."""
        self.segments.forget()

    def increment_step(self, n_steps: int) -> None:
        """Nothing to do: the trainer counts."""

    def get_current_step(self) -> int:
        """Nothing is counted here."""
        return 0


def sensor_sizes(spec: BehaviorSpec, behavior: str) -> dict[str, int]:
    """The sizes of a behavior's observations by sensor, in order.

    Raises:
        UnityTrainerException: one line, for actions or observations that this trainer does not take.
    """
    if spec.action_spec.discrete_size or not spec.action_spec.continuous_size:
        raise UnityTrainerException(
            f"behavior {behavior}: {spec.action_spec.discrete_size} discrete and {spec.action_spec.continuous_size} "
            "continuous actions are not allowed; trainer_type clamber learns continuous actions only (ppo learns both)"
        )
    for index, sensor in enumerate(spec.observation_specs):
        if len(sensor.shape) != 1:
            raise UnityTrainerException(
                f"behavior {behavior}: observation {index} of shape {tuple(sensor.shape)} is not allowed; "
                "trainer_type clamber takes vectors only"
            )
    return {f"obs_{index}": int(sensor.shape[0]) for index, sensor in enumerate(spec.observation_specs)}


def _rows(observations: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    return [np.ascontiguousarray(values, dtype=np.float32) for values in observations]
