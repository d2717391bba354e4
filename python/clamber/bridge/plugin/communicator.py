"""The learner's end of the gRPC link, handing messages over as bytes instead of protobuf objects."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import contextlib
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import grpc
from google.protobuf.message import DecodeError
from mlagents_envs.communicator import PollCallback
from mlagents_envs.communicator_objects.unity_input_pb2 import UnityInputProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.communicator_objects.unity_output_pb2 import UnityOutputProto
from mlagents_envs.exception import (
    UnityCommunicationException,
    UnityEnvironmentException,
    UnityTimeOutException,
    UnityWorkerInUseException,
)
from mlagents_envs.rpc_communicator import RpcCommunicator

from clamber.bridge.codec import (
    CodecError,
    UnsupportedMessageError,
    announcement,
    decode_player_message,
    encode_learner_message,
)
from clamber.bridge.messages import LearnerMessage, PlayerMessage

HOST_VARIABLE = "CLAMBER_BRIDGE_HOST"

_SERVICE = "communicator_objects.UnityToExternalProto"
_QUIT = encode_learner_message(LearnerMessage(status=400))
_HANDLERS = 4
_POLL_SECONDS = 0.5
_CLOSE_SECONDS = 1.0


class PortInUseError(UnityWorkerInUseException, UnityEnvironmentException):
    """Somebody else listens on the port; the stock error garbles its text on its way between processes."""

    def __init__(self, text: str) -> None:
        """Takes the whole text, so that a pickled copy says the same."""
        UnityEnvironmentException.__init__(self, text)


@dataclass(frozen=True)
class PlayerOutput:
    """One message of the player, in columns.

    Attributes:
        data: the message as it came.
        columns: the same, decoded.
        announced: new behaviors' parameters, each with its first agent; None if there are none.
    """

    data: bytes
    columns: PlayerMessage
    announced: UnityOutputProto | None

    @property
    def rl_output(self) -> PlayerOutput:
        """Itself: the stock environment asks for the agents under this name."""
        return self


class ColumnCommunicator(RpcCommunicator):
    """`RpcCommunicator` without protobuf on the hot path.

    Messages the codec cannot hold in columns (images) come back as the stock `UnityOutputProto`. The server listens on
    this machine only; the environment variable CLAMBER_BRIDGE_HOST names another address, such as 0.0.0.0.
    """

    def create_server(self) -> None:
        """Starts the gRPC server.

        Raises:
            PortInUseError: the port is taken.
        """
        in_use = PortInUseError(f"Port {self.port} is in use; another run may still go on, --base-port chooses another")
        try:
            self.check_port(self.port)
        except UnityWorkerInUseException as error:
            raise in_use from error
        self._requests: SimpleQueue[bytes] = SimpleQueue()
        self._replies: SimpleQueue[bytes] = SimpleQueue()
        self._closing = False
        method = grpc.unary_unary_rpc_method_handler(self._serve)
        try:
            self.server = grpc.server(
                thread_pool=ThreadPoolExecutor(max_workers=_HANDLERS),
                options=(
                    ("grpc.so_reuseport", 0),
                    ("grpc.max_receive_message_length", -1),
                    ("grpc.max_send_message_length", -1),
                ),
            )
            self.server.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler(_SERVICE, {"Initialize": method, "Exchange": method}),)
            )
            if not self.server.add_insecure_port(f"{os.environ.get(HOST_VARIABLE, 'localhost')}:{self.port}"):
                raise RuntimeError("the port is taken")
            self.server.start()
        except RuntimeError as error:
            host = os.environ.get(HOST_VARIABLE)
            if host is not None and not _is_of_this_machine(host):
                raise UnityEnvironmentException(
                    f"{HOST_VARIABLE}: {host!r} is not allowed; an address of this machine to listen at"
                ) from error
            raise in_use from error
        self.is_open = True

    def _serve(self, request: bytes, _: grpc.ServicerContext) -> bytes:
        """One exchange, in a thread of the server: hands the request to the learner and waits for its reply."""
        if self._closing:
            return _QUIT
        self._requests.put(request)
        return self._replies.get()

    def initialize(self, inputs: UnityInputProto, poll_callback: PollCallback | None = None) -> UnityOutputProto:
        """The handshake: the player introduces itself, the learner answers, the player asks for a first command.

        Raises:
            UnityTimeOutException: the player did not answer in time.
            UnityCommunicationException: its answer is not an ML-Agents message.
        """
        output = self._parse(self._receive(poll_callback)).unity_output
        message = UnityMessageProto()
        message.header.status = 200
        message.unity_input.CopyFrom(inputs)
        self._replies.put(message.SerializeToString())
        self._receive(poll_callback)
        return output

    def exchange(
        self, inputs: LearnerMessage | UnityInputProto, poll_callback: PollCallback | None = None
    ) -> PlayerOutput | UnityOutputProto | None:
        """Sends a command and its actions, and waits for the agents.

        Returns:
            The player's message, None if it has left.

        Raises:
            UnityTimeOutException: the player did not answer in time.
            UnityCommunicationException: its answer is not an ML-Agents message.
        """
        if isinstance(inputs, LearnerMessage):
            self._replies.put(encode_learner_message(inputs))
        else:
            message = UnityMessageProto()
            message.header.status = 200
            message.unity_input.CopyFrom(inputs)
            self._replies.put(message.SerializeToString())
        return self._decode(self._receive(poll_callback))

    def _decode(self, data: bytes) -> PlayerOutput | UnityOutputProto | None:
        try:
            columns = decode_player_message(data)
            if columns.status != 200:
                return None
            small = announcement(data) if columns.behaviors else None
        except UnsupportedMessageError:
            message = self._parse(data)
            return message.unity_output if message.header.status == 200 else None
        except CodecError as error:
            raise self._not_a_message(error) from error
        return PlayerOutput(data, columns, None if small is None else self._parse(small).unity_output)

    def _parse(self, data: bytes) -> UnityMessageProto:
        try:
            return UnityMessageProto.FromString(data)
        except (DecodeError, UnicodeDecodeError) as error:
            raise self._not_a_message(error) from error

    def _not_a_message(self, error: Exception) -> UnityCommunicationException:
        return UnityCommunicationException(f"Port {self.port}: what the player sent is no ML-Agents message: {error}")

    def _receive(self, poll_callback: PollCallback | None) -> bytes:
        """Waits for the player, asking `poll_callback` twice a second whether it still lives."""
        deadline = time.monotonic() + self.timeout_wait
        while time.monotonic() < deadline:
            try:
                return self._requests.get(timeout=_POLL_SECONDS)
            except Empty:
                if poll_callback:
                    poll_callback()
        raise UnityTimeOutException(
            f"Port {self.port}: the player did not answer for {self.timeout_wait} s. "
            "A Unity build must need no click to start and its agents' Behavior Type must be Default; "
            "on a machine without a screen pass --no-graphics; a longer wait is set by --timeout-wait. "
            f"A player on another machine reaches this one only with {HOST_VARIABLE}=0.0.0.0."
        )

    def close(self) -> None:
        """Tells the player to quit and stops the server."""
        if not self.is_open:
            return
        self.is_open = False
        self._closing = True
        for _ in range(_HANDLERS):
            self._replies.put(_QUIT)
        self.server.stop(_CLOSE_SECONDS).wait(_CLOSE_SECONDS)


def _is_of_this_machine(host: str) -> bool:
    """Whether gRPC can listen at an address, at whichever port; it wants those of IPv6 in brackets."""
    bracketed = host.startswith("[") and host.endswith("]")
    bare = host[1:-1] if bracketed else host
    if bracketed != (":" in bare):
        return False
    try:
        found = socket.getaddrinfo(bare, 0, type=socket.SOCK_STREAM)
    except OSError:
        return False
    for kind, _, _, _, address in found:
        with contextlib.suppress(OSError), socket.socket(kind) as tried:
            tried.bind(address)
            return True
    return False
