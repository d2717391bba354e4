"""The outer layers both messages share: `UnityMessageProto`, its header, and messages sent in several pieces."""

from __future__ import annotations

from clamber.bridge.codec.wire import (
    LENGTH,
    VARINT,
    Field,
    fields,
    length_field,
    length_field_of,
    signed32,
    text,
    varint_field,
)


def encode_message(status: int, number: int, *content: bytes | memoryview) -> bytes:
    """A `UnityMessageProto` with a header and, unless its pieces are empty, a unity_output (2) or unity_input (3)."""
    header = length_field(1, varint_field(1, status))
    return b"".join((header, *length_field_of(number, content))) if any(map(len, content)) else header


def decode_header(data: bytes, number: int) -> tuple[int, bytes]:
    """The header's status and the content of field 2 or 3; status 0 and no content where they are absent.

    Raises:
        CodecError: the bytes are not a message.
    """
    header, status = pick(data, 1), 0
    for item in fields(header, 0, len(header)):
        if item.number == 1 and item.wire == VARINT:
            status = signed32(item.value)
        elif item.number == 2 and item.wire == LENGTH:
            text(header, item)
    return status, pick(data, number)


def pick(data: bytes, number: int) -> bytes:
    """The content of a message-valued field; several occurrences merge, as protobuf has it."""
    return joined(data, [item for item in fields(data, 0, len(data)) if item.number == number and item.wire == LENGTH])


def joined(data: bytes, pieces: list[Field]) -> bytes:
    """The contents of a message sent in pieces: parsing them one behind the other is merging them."""
    if len(pieces) == 1:
        return data[pieces[0].start : pieces[0].end]
    return b"".join(data[piece.start : piece.end] for piece in pieces)
