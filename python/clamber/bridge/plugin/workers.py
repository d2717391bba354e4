"""The manager of environment processes, waiting for them instead of asking again and again."""
# mypy: disable-error-code="misc, no-any-return"

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any

from mlagents.trainers.env_manager import EnvironmentStep
from mlagents.trainers.subprocess_env_manager import (
    EnvironmentCommand,
    EnvironmentResponse,
    SubprocessEnvManager,
    UnityEnvWorker,
)
from mlagents_envs.exception import UnityCommunicationException


class PatientEnvManager(SubprocessEnvManager):
    """`SubprocessEnvManager` that leaves its processor core to the players while it has nothing to do.

    Stock asks the queue of finished steps in a tight loop, which keeps one core busy all the time, and would do so for
    ever if an environment process is killed.
    """

    def _step(self) -> list[EnvironmentStep]:
        self._queue_steps()
        reader = self.step_queue._reader
        processes = {worker.process.sentinel: worker.worker_id for worker in self.env_workers}
        ended = set(wait([reader, *processes])) - {reader}
        if ended and not reader.poll():
            for worker_id in (processes[sentinel] for sentinel in ended):
                # What the process itself says when it ends in good order, so that stock starts another.
                error = UnityCommunicationException("the environment's process was killed")
                self.step_queue.put(EnvironmentResponse(EnvironmentCommand.ENV_EXITED, worker_id, error))
                self.step_queue.put(EnvironmentResponse(EnvironmentCommand.CLOSED, worker_id, None))
        return super()._step()


def telling_why(send: Callable[..., None]) -> Callable[..., None]:
    """`UnityEnvWorker.send` that raises what ended the environment's process, not that its pipe is closed.

    A process that cannot start (its port is taken) says so before it closes the pipe; whether stock reads that or
    trips over the closed pipe depends on which of the two is quicker.
    """

    def send_or_tell(self: UnityEnvWorker, cmd: EnvironmentCommand, payload: Any = None) -> None:
        try:
            send(self, cmd, payload)
        except UnityCommunicationException:
            while self.conn.poll():
                self.recv()  # raises the process's own error
            raise

    return send_or_tell
