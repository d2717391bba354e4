"""The protobuf wire format: varints, tags and fields, read with every bound checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

VARINT, FIXED64, LENGTH, GROUP_START, GROUP_END, FIXED32 = 0, 1, 2, 3, 4, 5

_LONGEST_VARINT = 10
_LARGEST_TAG = 0xFFFFFFFF
_DEEPEST_GROUP = 100


class CodecError(ValueError):
    """The bytes are not the message they should be; the text says where and why."""


class UnsupportedMessageError(CodecError):
    """The message is well formed but does not fit columns: images, or agents of one behavior that differ in shape."""


class Field(NamedTuple):
    """One field as it lies in the bytes.

    Attributes:
        number: the field's number.
        wire: its wire type.
        value: the number a varint spells, 64 bits, unsigned; 0 for other wire types.
        start: where the value begins; for a length-delimited field the first byte of its content.
        end: one past the value's last byte.
    """

    number: int
    wire: int
    value: int
    start: int
    end: int


def read_varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    """Reads an unsigned varint of up to ten bytes.

    Args:
        data: the message.
        position: where the varint begins.
        end: one past the last byte that may be read.

    Returns:
        The value, cut to 64 bits, and the position behind it.

    Raises:
        CodecError: the varint runs past the end or is longer than ten bytes.
    """
    value = 0
    for index in range(_LONGEST_VARINT):
        if position + index >= end:
            raise CodecError(f"a varint that begins at byte {position} runs past the end at byte {end}")
        byte = data[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, position + index + 1
    raise CodecError(f"the varint at byte {position} is longer than {_LONGEST_VARINT} bytes")


def fields(data: bytes, start: int, end: int) -> Iterator[Field]:
    """Walks over the fields of the message in data[start:end], unknown ones included.

    Raises:
        CodecError: a field reaches past `end`, or a tag is not one protobuf knows.
    """
    position = start
    while position < end:
        field = read_field(data, position, end)
        yield field
        position = field.end


def read_field(data: bytes, position: int, end: int, depth: int = 0) -> Field:
    """Reads the one field that begins at `position`.

    Raises:
        CodecError: the field reaches past `end`, or its tag is not one protobuf knows.
    """
    tag, at = read_varint(data, position, end)
    number, wire = tag >> 3, tag & 7
    if tag > _LARGEST_TAG or number == 0:
        raise CodecError(f"the tag at byte {position} names field {number}, which cannot be")
    if wire == VARINT:
        value, behind = read_varint(data, at, end)
        return Field(number, wire, value, at, behind)
    if wire == LENGTH:
        size, at = read_varint(data, at, end)
        behind = at + size
    elif wire == FIXED32:
        behind = at + 4
    elif wire == FIXED64:
        behind = at + 8
    elif wire == GROUP_START:
        behind = _group_end(data, at, end, number, depth + 1)
    else:
        raise CodecError(f"the tag at byte {position} has wire type {wire}, which cannot be here")
    if behind > end:
        raise CodecError(f"field {number} at byte {position} reaches {behind - end} bytes past the end at byte {end}")
    return Field(number, wire, 0, at, behind)


def _group_end(data: bytes, position: int, end: int, number: int, depth: int) -> int:
    """The position behind the end tag of group `number`, whose content begins at `position`."""
    if depth > _DEEPEST_GROUP:
        raise CodecError(f"groups are nested deeper than {_DEEPEST_GROUP} at byte {position}")
    while position < end:
        tag, behind = read_varint(data, position, end)
        if tag & 7 == GROUP_END:
            if tag >> 3 != number:
                raise CodecError(f"group {number} is closed as group {tag >> 3} at byte {position}")
            return behind
        position = read_field(data, position, end, depth).end
    raise CodecError(f"group {number} is not closed before the end at byte {end}")


def signed32(value: int) -> int:
    """An int32 or enum from the 64 bits of its varint: the low 32 bits, as two's complement."""
    value &= 0xFFFFFFFF
    return value - 0x100000000 if value & 0x80000000 else value


def text(data: bytes, field: Field) -> str:
    """A string field's value.

    Raises:
        CodecError: it is not UTF-8.
    """
    try:
        return data[field.start : field.end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise CodecError(f"the string at byte {field.start} is not UTF-8") from error


def integers(data: bytes, field: Field) -> list[int]:
    """The int32 values of one occurrence of a repeated field, packed or not.

    Raises:
        CodecError: a packed varint reaches past the field's end.
    """
    if field.wire == VARINT:
        return [signed32(field.value)]
    values = []
    position = field.start
    while position < field.end:
        value, position = read_varint(data, position, field.end)
        values.append(signed32(value))
    return values


@lru_cache(maxsize=1024)  # tags and lengths are the same in every message
def varint(value: int) -> bytes:
    """The shortest varint for a value; a negative int32 or int64 takes ten bytes, as protobuf wants it."""
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def varint_field(number: int, value: int) -> bytes:
    """A varint field, left out when zero as proto3 does."""
    return varint(number << 3) + varint(value) if value else b""


def length_field(number: int, content: bytes) -> bytes:
    """A length-delimited field: a string, bytes, a packed list or a message."""
    return b"".join((varint(number << 3 | LENGTH), varint(len(content)), content))


def length_field_of(number: int, pieces: Sequence[bytes | memoryview]) -> list[bytes | memoryview]:
    """The same of content in pieces (memoryviews of bytes), still in pieces: what is large is copied once, at last."""
    return [varint(number << 3 | LENGTH) + varint(sum(map(len, pieces))), *pieces]


def text_field(number: int, value: str) -> bytes:
    """A string field, left out when empty as proto3 does."""
    return length_field(number, value.encode("utf-8")) if value else b""
