"""Side channels: messages for whoever listens, beside the agents' data.

On the wire each is a 16-byte GUID (little-endian fields, as .NET writes them), an int32 length and the payload.
Integers and floats are little-endian, strings an int32 length and ASCII (``SideChannelManager.cs``,
``IncomingMessage.cs`` of com.unity.ml-agents).
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator

ENGINE_CONFIGURATION = uuid.UUID("e951342c-4f7e-11ea-b238-784f4387d1f7")
ENVIRONMENT_PARAMETERS = uuid.UUID("534c891e-810f-11ea-a9d0-822485860400")
STATISTICS = uuid.UUID("a1d8f7b7-cec8-50f9-b78b-d3e165a78520")
TRAINING_ANALYTICS = uuid.UUID("b664a4a9-d86f-5a5f-95cb-e8353a7e8356")

_PREFIX = struct.Struct("<16si")


class SideChannelError(ValueError):
    """Side-channel bytes are not what they should be; one line."""


def split_messages(data: bytes) -> Iterator[tuple[uuid.UUID, bytes]]:
    """The messages in a side-channel field: channel and payload.

    Raises:
        SideChannelError: a message reaches past the end.
    """
    position = 0
    while position < len(data):
        if len(data) - position < _PREFIX.size:
            raise SideChannelError(f"the message at byte {position} of {len(data)} is cut off in its first 20 bytes")
        guid, length = _PREFIX.unpack_from(data, position)
        start = position + _PREFIX.size
        if length < 0 or length > len(data) - start:
            raise SideChannelError(f"the message at byte {position} says it has {length} bytes, of {len(data) - start}")
        yield uuid.UUID(bytes_le=guid), data[start : start + length]
        position = start + length


def join_message(channel: uuid.UUID, payload: bytes) -> bytes:
    """One message as it goes into a side-channel field."""
    return _PREFIX.pack(channel.bytes_le, len(payload)) + payload


class Payload:
    """Reads a payload's values in the order they were written."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def _take(self, count: int) -> bytes:
        if count < 0 or count > len(self._data) - self._position:
            raise SideChannelError(
                f"{count} bytes are needed at byte {self._position} of a message that has {len(self._data)}"
            )
        taken = self._data[self._position : self._position + count]
        self._position += count
        return taken

    def integer(self) -> int:
        """The next int32."""
        return int.from_bytes(self._take(4), "little", signed=True)

    def number(self) -> float:
        """The next float32."""
        return float(struct.unpack("<f", self._take(4))[0])

    def numbers(self) -> list[float]:
        """The next list of float32."""
        count = self.integer()
        return list(struct.unpack(f"<{max(count, 0)}f", self._take(4 * count)))

    def text(self) -> str:
        """The next string."""
        try:
            return self._take(self.integer()).decode("ascii")
        except UnicodeDecodeError as error:
            raise SideChannelError("a name in it is not ASCII") from error
