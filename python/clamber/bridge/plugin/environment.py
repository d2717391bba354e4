"""`UnityEnvironment` on the fast codec: the same to whoever uses it, several times the steps per second."""
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

import contextlib
import inspect
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from mlagents_envs.base_env import ActionTuple, DecisionSteps, TerminalSteps
from mlagents_envs.communicator_objects.command_pb2 import RESET, STEP
from mlagents_envs.communicator_objects.unity_input_pb2 import UnityInputProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.communicator_objects.unity_output_pb2 import UnityOutputProto
from mlagents_envs.communicator_objects.unity_rl_output_pb2 import UnityRLOutputProto
from mlagents_envs.environment import UnityEnvironment
from mlagents_envs.exception import UnityCommunicatorStoppedException, UnityEnvironmentException
from mlagents_envs.timers import timed

from clamber.bridge.codec import UnsupportedMessageError
from clamber.bridge.messages import AgentActions, LearnerMessage
from clamber.bridge.player.arguments import log_file_of
from clamber.bridge.plugin.communicator import ColumnCommunicator, PlayerOutput
from clamber.bridge.plugin.steps import steps_from_columns

#: So long a player that has said it leaves is given to end.
_LEAVING_SECONDS = 10.0


class ColumnUnityEnvironment(UnityEnvironment):
    """A `UnityEnvironment` that never holds an agent as a protobuf object, unless it sends images."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        """As stock's, but that whatever ends it, Ctrl-C too, ends the player: left alone it would join the next run."""
        folder = inspect.signature(UnityEnvironment.__init__).bind(self, *arguments, **keywords).arguments
        own = Path(folder.get("log_folder") or "") / f"Player-{folder.get('worker_id', 0)}.log"
        self._log = Path(log_file_of(folder.get("additional_args") or []) or own)
        self._said_before = self._log.stat().st_size if self._log.is_file() else 0
        try:
            super().__init__(*arguments, **keywords)
        except BaseException:
            if getattr(self, "_process", None) is not None:
                self._close(0)
            raise

    def reset(self) -> None:
        """As stock's, but that a player which left because it had to says why."""
        with self._telling_why():
            super().reset()

    def step(self) -> None:
        """As stock's, but that a player which left because it had to says why."""
        with self._telling_why():
            super().step()

    @contextlib.contextmanager
    def _telling_why(self) -> Iterator[None]:
        """Stock takes a player that leaves for one that somebody has closed, whatever its exit status."""
        try:
            yield
        except UnityCommunicatorStoppedException:
            if self._process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    if self._process.wait(_LEAVING_SECONDS):
                        self._poll_process()
            raise

    def _poll_process(self) -> None:
        """As stock's; of a player that has ended it also tells what its log says last, which nobody sees else."""
        try:
            super()._poll_process()
        except UnityEnvironmentException as error:
            lines = self._said().splitlines()
            told = [line.partition("error: ")[2] for line in lines if "error: " in line]
            if not told:
                raise
            raise UnityEnvironmentException(f"{error} The player says: {told[-1]} ({self._log})") from None

    def _said(self) -> str:
        """What the player has logged. A log may hold those of earlier players of the run; where it is shorter than it
        was, the player began it anew.
        """
        if not self._log.is_file():
            return ""
        content = self._log.read_bytes()
        begun = self._said_before if len(content) >= self._said_before else 0
        return content[begun:].decode("utf-8", errors="replace")

    @staticmethod
    def _get_communicator(worker_id: int, base_port: int, timeout_wait: int) -> ColumnCommunicator:
        return ColumnCommunicator(worker_id, base_port, timeout_wait)

    def _close(self, timeout: int | None = None) -> None:
        # Stock registers this to run at exit before the communicator is there, which fails if the port was taken.
        if hasattr(self, "_communicator"):
            super()._close(timeout)

    def _update_behavior_specs(self, output: PlayerOutput | UnityOutputProto) -> None:
        if not isinstance(output, PlayerOutput):
            super()._update_behavior_specs(output)
        elif output.announced is not None:
            super()._update_behavior_specs(output.announced)

    @timed
    def _update_state(self, output: PlayerOutput | UnityRLOutputProto) -> None:
        if not isinstance(output, PlayerOutput):
            super()._update_state(output)
            return
        agents = output.columns.agents
        try:
            self._env_state = {
                key: steps_from_columns(agents[key], spec)
                if key in agents
                else (DecisionSteps.empty(spec), TerminalSteps.empty(spec))
                for key, spec in self._env_specs.items()
            }
        except UnsupportedMessageError:
            # Observations other than announced: stock knows what to make of them, or which error to raise.
            super()._update_state(UnityMessageProto.FromString(output.data).unity_output.rl_output)
            return
        self._side_channel_manager.process_side_channel_message(output.columns.side_channel)

    @timed
    def _generate_step_input(self, vector_action: dict[str, ActionTuple]) -> LearnerMessage | UnityInputProto:
        if not self.academy_capabilities.hybridActions:
            # A player older than communication version 1.3 reads actions from the fields only stock still writes.
            return super()._generate_step_input(vector_action)
        actions = {}
        for key, action in vector_action.items():
            count = len(self._env_state[key][0])
            if count:
                actions[key] = AgentActions(
                    _rows(action.continuous, count, np.float32), _rows(action.discrete, count, np.int32)
                )
        return LearnerMessage(command=STEP, actions=actions, side_channel=self._side_channel_bytes())

    def _generate_reset_input(self) -> LearnerMessage:
        return LearnerMessage(command=RESET, side_channel=self._side_channel_bytes())

    def _side_channel_bytes(self) -> bytes:
        return bytes(self._side_channel_manager.generate_side_channel_messages())


def _rows(actions: Any, count: int, kind: type[np.generic]) -> Any:
    """Actions as (count, k); none at all is (count, 0)."""
    return np.zeros((count, 0), dtype=kind) if actions is None else np.asarray(actions[:count], dtype=kind)
