"""Writing many records of the same make at once: write one, copy it, overwrite its values column by column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clamber.bridge.codec.wire import CodecError, varint

_NEGATIVE_LENGTH = 10


@dataclass
class RecordTemplate:
    """One record under construction: its bytes, and where each value will go.

    Attributes:
        content: the record's bytes, values zero.
        places: offset and length in bytes of each value, by name.
    """

    content: bytearray = field(default_factory=bytearray)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, constant: bytes) -> None:
        """Appends bytes that are the same in every record."""
        self.content += constant

    def reserve(self, name: str, length: int) -> None:
        """Appends `length` bytes that a value by this name will fill."""
        self.places[name] = (len(self.content), length)
        self.content += bytes(length)

    def wrapped(self, number: int) -> RecordTemplate:
        """This record as field `number` of a list: the same with tag and length before it."""
        head = varint(number << 3 | 2) + varint(len(self.content))
        places = {name: (start + len(head), length) for name, (start, length) in self.places.items()}
        return RecordTemplate(bytearray(head + self.content), places)

    def copies(self, count: int) -> NDArray[np.uint8]:
        """`count` records, (count, length), uint8, their values still zero."""
        rows = np.empty((count, len(self.content)), dtype=np.uint8)
        rows[:] = np.frombuffer(bytes(self.content), dtype=np.uint8)
        return rows

    def fill_floats(self, rows: NDArray[np.uint8], name: str, values: NDArray[np.float32]) -> None:
        """Writes floats, (records,) or (records, k), into every record."""
        start, length = self.places[name]
        if length:
            content = np.ascontiguousarray(values, dtype="<f4").reshape(len(rows), length // 4)
            rows[:, start : start + length] = content.view(np.uint8)

    def fill_integers(self, rows: NDArray[np.uint8], name: str, values: NDArray[np.int32], each: int) -> None:
        """Writes int32, (records,) or (records, k), as varints of `each` bytes into every record."""
        start, length = self.places[name]
        if not length:
            return
        if each == 1:
            rows[:, start : start + length] = values.reshape(len(rows), length)
            return
        wide = values.astype(np.int64).view(np.uint64).reshape(len(rows), length // each)
        for index in range(each):
            more = 0x80 if index < each - 1 else 0
            column = ((wide >> np.uint64(7 * index)) & np.uint64(0x7F)).astype(np.uint8) | np.uint8(more)
            rows[:, start + index : start + length : each] = column

    def fill_booleans(self, rows: NDArray[np.uint8], name: str, values: NDArray[np.bool_]) -> None:
        """Writes bools, (records,) or (records, k), into every record."""
        start, length = self.places[name]
        if length:
            rows[:, start : start + length] = np.asarray(values, dtype=np.bool_).reshape(len(rows), length)


def varint_length(values: NDArray[np.int32]) -> int:
    """How many bytes a varint needs to hold any of the values; all are written that long (protobuf allows it)."""
    if not values.size:
        return 1
    if int(values.min()) < 0:
        return _NEGATIVE_LENGTH
    return max(1, -(-int(values.max()).bit_length() // 7))


def check_count(where: str, name: str, found: int, count: int) -> None:
    """Checks that a column has as many rows as there are agents.

    Raises:
        CodecError: it has not.
    """
    if found != count:
        raise CodecError(f"{where}: {name} has {found} rows for {count} agents")
