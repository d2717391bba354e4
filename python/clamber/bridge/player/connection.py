"""The gRPC link to the learner: bytes out, bytes in."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable

import grpc

from clamber.bridge.player.errors import LearnerClosedError, LearnerGoneError, PlayerError

_EXCHANGE = "/communicator_objects.UnityToExternalProto/Exchange"
_OPTIONS = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.enable_http_proxy", 0),
]
_HOST = "127.0.0.1"
_PAUSE = 0.1
#: How long a leaving player tries to say so, s.
_FAREWELL = 1.0


class Connection:
    """A client of the one call there is. The learner is the server, on this machine."""

    def __init__(self, port: int, wait: float, parent: int | None = None) -> None:
        """Finds the learner.

        Args:
            port: where it listens.
            wait: seconds to look for it.
            parent: the process that started this one, which a learner must still have to be waited for; None: whoever.

        Raises:
            PlayerError: nobody listens there.
        """
        _wait_for_port(port, wait, parent)
        self._channel = grpc.insecure_channel(f"{_HOST}:{port}", options=_OPTIONS)
        self._port, self._answered = port, False
        self._exchange: Callable[..., bytes] = self._channel.unary_unary(_EXCHANGE)

    def exchange(self, message: bytes) -> bytes:
        """Sends a message and waits for the reply, however long the learner takes over it.

        Raises:
            LearnerClosedError: the learner ended the call as it does when it closes.
            LearnerGoneError: the link broke.
            PlayerError: it is no learner that listens.
        """
        try:
            reply = self._exchange(message)
            self._answered = True
            return reply
        except grpc.RpcError as error:
            code, details = error.code(), error.details() or ""
            if code is grpc.StatusCode.CANCELLED or "Cancelling all calls" in details:
                raise LearnerClosedError from error
            reason = " ".join(details.split())
            if not self._answered:
                raise PlayerError(f"port {self._port}: no learner answers there ({code.name}: {reason})") from error
            raise LearnerGoneError(f"the learner went away ({code.name}: {reason})") from error

    def leave(self, message: bytes) -> None:
        """Tells the learner that the player leaves, if it still listens; the reply does not matter."""
        try:
            self._exchange.future(message).result(timeout=_FAREWELL)  # type: ignore[attr-defined]
        except (grpc.RpcError, grpc.FutureTimeoutError, grpc.FutureCancelledError):
            return

    def close(self) -> None:
        """Closes the channel."""
        self._channel.close()


def _wait_for_port(port: int, wait: float, parent: int | None) -> None:
    """Returns when somebody listens.

    A plain socket asks, because a gRPC channel that is given up while it looks for its server does not end quietly.
    If whoever started this process ends meanwhile, nobody is waited for: the next to listen there is another run.
    """
    deadline = time.monotonic() + wait
    while True:
        try:
            socket.create_connection((_HOST, port), timeout=max(wait, 1.0)).close()
            return
        except OSError as error:
            if time.monotonic() >= deadline:
                raise PlayerError(
                    f"port {port}: no learner listens there (looked for {wait:g} s); start mlagents-learn first"
                ) from error
        time.sleep(_PAUSE)
        if parent not in (None, os.getppid()):
            raise PlayerError(f"port {port}: whoever started this player has ended; no learner is waited for")
