"""The policy as mlagents asks it for actions, and the episodes it hears of."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import numpy as np
import torch
from mlagents.trainers.action_info import ActionInfo
from mlagents.trainers.exception import TrainerConfigError
from mlagents.trainers.policy import Policy
from mlagents.trainers.settings import NetworkSettings
from mlagents_envs.base_env import ActionTuple, BehaviorSpec, DecisionSteps, TerminalSteps
from numpy.typing import NDArray

from clamber.bridge.trainer.on_the_cpu import on_the_cpu
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
        self._tower = learner.tower()
        self.segments = Segments(
            learner.horizon,
            learner.sensors,
            learner.actions,
            keep=training,
            parameters=[values.shape[-1] for values in learner.storage.distribution_params or ()],
            memory=_memory_sizes(learner, training),
            repeat=learner.settings.hyperparameters.action_repeat,
        )
        self._memories = len(_memory_sizes(learner, training)) // 2
        self._repeats = learner.settings.hyperparameters.action_repeat > 1
        self._steps = 0

    @on_the_cpu
    @torch.no_grad()
    def get_action(self, decision_requests: DecisionSteps, worker_id: int = 0) -> ActionInfo:
        """Actions for the agents of one player that ask for a decision."""
        count = len(decision_requests)
        if not count:
            return ActionInfo.empty()
        ids, seen = decision_requests.agent_id, _rows(decision_requests.obs)
        if self._repeats:
            due = self.segments.due(worker_id, ids)
            if due.any():
                self._decide(worker_id, ids[due], [values[due] for values in seen])
            motion = self.segments.held(worker_id, ids)
        else:
            motion = self._decide(worker_id, ids, seen)
        chosen = ActionTuple(continuous=motion)
        return ActionInfo(chosen, chosen, {}, ids)

    def _decide(self, worker: int, ids: NDArray[np.int32], rows: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Decides for agents, remembers it, and returns the actions as the player gets them, (agents, actions)."""
        learner = self._learner
        seen = [torch.from_numpy(values) for values in rows]
        before = [torch.from_numpy(values).unsqueeze(0) for values in self.segments.remembered(worker, ids)]
        output, memory = learner.output(seen, (before[0], before[1]) if before else None, self._tower)
        after = list(memory or ())
        if self._memories == 2:
            after += learner.value_memory(seen, (before[2], before[3]))
        action, drawn_with = learner.explore(output, self._noise)
        if not self._training:
            action = learner.likeliest(output)
        motion: NDArray[np.float32] = learner.motion(action, seen).clamp(-1.0, 1.0).numpy()
        parameters = [values.numpy() for values in drawn_with]
        remembered = [part[0].numpy() for part in after]
        told = motion if self._repeats else None
        self.segments.decide(worker, ids, rows, action.numpy(), parameters, remembered, told)
        return motion

    @on_the_cpu
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


def _memory_sizes(learner: Learner, training: bool) -> list[int]:
    """Sizes of what is remembered of an agent: the LSTM's hidden and cell state, in training also the value's."""
    memory = learner.settings.memory
    return [] if memory is None else [memory.memory_size // 2] * (4 if training else 2)


def sensor_sizes(spec: BehaviorSpec, behavior: str) -> dict[str, int]:
    """The sizes of a behavior's observations by sensor, in order; one without values, as of a task without terrain, is
    none.

    Raises:
        TrainerConfigError: one line, for actions or observations that this trainer does not take.
    """
    if spec.action_spec.discrete_size or not spec.action_spec.continuous_size:
        raise TrainerConfigError(
            f"behavior {behavior}: {spec.action_spec.discrete_size} discrete and {spec.action_spec.continuous_size} "
            "continuous actions are not allowed; trainer_type clamber learns continuous actions only (ppo learns both)"
        )
    for index, sensor in enumerate(spec.observation_specs):
        if len(sensor.shape) != 1:
            raise TrainerConfigError(
                f"behavior {behavior}: observation {index} of shape {tuple(sensor.shape)} is not allowed; "
                "trainer_type clamber takes vectors only"
            )
    sizes = {f"obs_{index}": int(sensor.shape[0]) for index, sensor in enumerate(spec.observation_specs)}
    return {name: size for name, size in sizes.items() if size}


def _rows(observations: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """What sensors see that have values (see ``sensor_sizes``)."""
    return [np.ascontiguousarray(values, dtype=np.float32) for values in observations if values.shape[1]]
