"""Reading many small records of the same make at once.

The agents of a behavior send records that differ in their values but hardly in their structure. One record is parsed
byte by byte; what that parse depended on (tags, lengths, how far each varint goes) is its layout. Every record with
the same bytes in those places parses the same way, so its values are at the same offsets, and whole columns are read
with one slice. A record that differs gets a layout of its own: what is rare is slow, never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.bridge.codec.wire import (
    GROUP_START,
    LENGTH,
    VARINT,
    CodecError,
    Field,
    UnsupportedMessageError,
    read_field,
    read_varint,
)

_SHARED_LAYOUTS = 16
_MOST_LAYOUTS = 4096
_CACHED_LENGTHS = 256

Bytes = NDArray[np.uint8]


@dataclass
class RecordLayout:
    """Where the values lie in a record of a given structure; all offsets count from the record's own tag.

    Attributes:
        record: the record the layout was made from.
        mask: (length,), the bits of each byte that the structure depends on.
        floats: offset of each single float, by name.
        integers: offset and length of each single varint, by name.
        float_lists: pieces (start, end) of each list of floats, by name.
        integer_lists: offset and length of each varint of each list, by name.
        shapes: one shape per observation, where the record has observations.
        names: one name per observation.
    """

    record: bytes
    mask: Bytes = field(init=False)
    floats: dict[str, int] = field(default_factory=dict)
    integers: dict[str, tuple[int, int]] = field(default_factory=dict)
    float_lists: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    integer_lists: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    shapes: tuple[tuple[int, ...], ...] = ()
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.mask = np.full(len(self.record), 0xFF, dtype=np.uint8)

    def read_float(self, name: str, item: Field) -> None:
        """Notes a single float; the last one of a name counts, as protobuf has it."""
        self.floats[name] = item.start
        self.mask[item.start : item.end] = 0

    def read_integer(self, name: str, item: Field) -> None:
        """Notes a single varint; the last one of a name counts."""
        self.integers[name] = (item.start, item.end - item.start)
        self.mask[item.start : item.end] = 0x80

    def read_floats(self, name: str, item: Field) -> None:
        """Notes one occurrence of a list of floats, packed or not.

        Raises:
            CodecError: a packed list whose length is no multiple of four.
        """
        if (item.end - item.start) % 4:
            raise CodecError(f"a list of floats is {item.end - item.start} bytes long, which is no multiple of 4")
        pieces = self.float_lists.setdefault(name, [])
        if item.end > item.start:
            pieces.append((item.start, item.end))
            self.mask[item.start : item.end] = 0

    def read_integers(self, name: str, item: Field) -> None:
        """Notes one occurrence of a list of varints, packed or not.

        Raises:
            CodecError: a packed varint reaches past the list's end.
        """
        values = self.integer_lists.setdefault(name, [])
        position = item.start
        while position < item.end:
            _, behind = read_varint(self.record, position, item.end)
            values.append((position, behind - position))
            position = behind
        self.mask[item.start : item.end] = 0x80

    def skip(self, item: Field) -> None:
        """Notes a field nobody asks for: its value may differ between records, its extent may not."""
        if item.wire == VARINT:
            self.mask[item.start : item.end] = 0x80
        elif item.wire != GROUP_START:
            self.mask[item.start : item.end] = 0

    def finish(self) -> RecordLayout:
        """Fixes which bytes to compare, once all fields are noted."""
        self._positions = np.flatnonzero(self.mask)
        self._bits = self.mask[self._positions]
        self._expected = np.frombuffer(self.record, dtype=np.uint8)[self._positions] & self._bits
        return self

    def matches_all(self, rows: Bytes) -> bool:
        """Whether every record has this structure.

        Args:
            rows: (records, length), uint8.
        """
        seen = rows.take(self._positions, axis=1)
        seen &= self._bits
        return bool((seen == self._expected).all())

    def matches(self, rows: Bytes) -> NDArray[np.bool_]:
        """Which records have this structure.

        Args:
            rows: (records, length), uint8.

        Returns:
            (records,), bool.
        """
        seen = rows.take(self._positions, axis=1)
        seen &= self._bits
        result: NDArray[np.bool_] = (seen == self._expected).all(axis=1)
        return result


class LayoutCache:
    """The layouts met so far, by record length, so that the next message need not parse any record byte by byte."""

    def __init__(self, build: Callable[[bytes], RecordLayout]) -> None:
        """Takes the function that parses one record (tag and length included) into its layout."""
        self.build = build
        self._layouts: dict[int, list[RecordLayout]] = {}

    def known(self, length: int) -> list[RecordLayout]:
        """The layouts of records of a length, most recently met first."""
        return self._layouts.get(length, [])

    def learn(self, record: bytes) -> RecordLayout:
        """Parses a record that matches no known layout and remembers its layout.

        Raises:
            CodecError: the record is malformed.
            UnsupportedMessageError: the record holds what columns cannot.
        """
        layout = self.build(record).finish()
        if len(self._layouts) >= _CACHED_LENGTHS and len(record) not in self._layouts:
            self._layouts.clear()
        self._layouts[len(record)] = [layout, *self.known(len(record))[: _SHARED_LAYOUTS - 1]]
        return layout


@dataclass
class _Part:
    """Records of one layout: where they stand among all (None is everywhere), their bytes and their layout."""

    index: NDArray[np.intp] | None
    rows: Bytes
    layout: RecordLayout


class RecordTable:
    """All records of one list, read column by column."""

    def __init__(self, rows: Bytes | None = None, layout: RecordLayout | None = None) -> None:
        """Takes records, (records, length), that are known to have one layout; or none."""
        self.parts = [] if rows is None or layout is None else [_Part(None, rows, layout)]
        self.count = 0 if rows is None else len(rows)

    @classmethod
    def read(cls, data: bytes, cache: LayoutCache) -> RecordTable:
        """Finds the layout of every record in a message whose field 1 is the repeated record.

        Raises:
            CodecError: the list or a record is malformed.
            UnsupportedMessageError: a record holds what columns cannot, or hardly two records are alike.
        """
        table = cls()
        array = np.frombuffer(data, dtype=np.uint8)
        if data and not table._read_even(data, array, 0, len(data), cache):
            table._read_uneven(data, array, 0, len(data), cache)
        return table

    def layout_of_all(self) -> RecordLayout | None:
        """The layout that all records have, None if they were not found to share one."""
        return self.parts[0].layout if len(self.parts) == 1 and self.parts[0].index is None else None

    def _read_even(self, data: bytes, array: Bytes, start: int, end: int, cache: LayoutCache) -> bool:
        """Reads a list whose records all have the first one's length and layout; says whether it is one."""
        first = read_field(data, start, end)
        length = first.end - start
        if first.number != 1 or first.wire != LENGTH or (end - start) % length:
            return False
        rows = array[start:end].reshape(-1, length)
        for layout in cache.known(length):
            if layout.matches_all(rows[:1]):
                break
        else:
            layout = cache.learn(data[start : first.end])
        if not layout.matches_all(rows):
            return False
        self.parts = [_Part(None, rows, layout)]
        self.count = len(rows)
        return True

    def _read_uneven(self, data: bytes, array: Bytes, start: int, end: int, cache: LayoutCache) -> None:
        """Reads a list of records of any lengths and layouts, those of one layout together."""
        by_length: dict[int, list[tuple[int, int]]] = {}
        position = start
        while position < end:
            item = read_field(data, position, end)
            if item.number == 1 and item.wire == LENGTH:
                by_length.setdefault(item.end - position, []).append((self.count, position))
                self.count += 1
            position = item.end
        for length, records in by_length.items():
            where = np.array(records, dtype=np.intp)
            rows = array[where[:, 1, None] + np.arange(length)]
            for part in _group(where[:, 0], rows, cache):
                self.parts.append(part)
                if len(self.parts) > _MOST_LAYOUTS:
                    raise UnsupportedMessageError(f"the records have more than {_MOST_LAYOUTS} different layouts")

    def floats(self, name: str) -> NDArray[np.float32]:
        """One float per record; 0 where a record does not send it.

        Returns:
            (records,), float32.
        """
        return self._column((self.count,), np.float32, lambda part: _floats(part, name))

    def integers(self, name: str) -> NDArray[np.int32]:
        """One int32 per record; 0 where a record does not send it.

        Returns:
            (records,), int32.
        """
        return self._column((self.count,), np.int32, lambda part: _integers(part, name))

    def booleans(self, name: str) -> NDArray[np.bool_]:
        """One bool per record; False where a record does not send it.

        Returns:
            (records,), bool.
        """
        return self._column((self.count,), np.bool_, lambda part: _wide_integers(part, name))

    def float_lists(self, name: str, size: int) -> NDArray[np.float32]:
        """A list of `size` floats per record, as `sizes` found it.

        Returns:
            (records, size), float32.
        """
        return self._column((self.count, size), np.float32, lambda part: _float_list(part, name))

    def integer_lists(self, name: str, size: int) -> NDArray[np.int32]:
        """A list of `size` int32 per record; zeros where a record sends none.

        Returns:
            (records, size), int32.
        """
        return self._column((self.count, size), np.int32, lambda part: _integer_list(part, name, size))

    def boolean_lists(self, name: str, size: int) -> NDArray[np.bool_]:
        """A list of `size` bools per record; False where a record sends none.

        Returns:
            (records, size), bool.
        """
        return self._column((self.count, size), np.bool_, lambda part: _wide_integer_list(part, name, size))

    def has(self, name: str) -> bool:
        """Whether any record sends the named single value."""
        return any(name in part.layout.floats or name in part.layout.integers for part in self.parts)

    def float_sizes(self, name: str) -> set[int]:
        """The lengths the records' lists of floats have."""
        return {sum(b - a for a, b in part.layout.float_lists.get(name, ())) // 4 for part in self.parts}

    def integer_sizes(self, name: str) -> set[int]:
        """The lengths the records' lists of varints have."""
        return {len(part.layout.integer_lists.get(name, ())) for part in self.parts}

    def first_names(self) -> tuple[str, ...]:
        """The observation names in the first record."""
        for part in self.parts:
            if part.index is None or 0 in part.index:
                return part.layout.names
        return ()

    def _column(
        self, shape: tuple[int, ...], kind: type[np.generic], read: Callable[[_Part], NDArray[Any] | None]
    ) -> NDArray[Any]:
        column: NDArray[Any] | None = None
        for part in self.parts:
            values = read(part)
            if values is None:
                continue
            if part.index is None:
                return values.astype(kind, copy=False)
            column = np.zeros(shape, dtype=kind) if column is None else column
            column[part.index] = values
        return np.zeros(shape, dtype=kind) if column is None else column


def _group(index: NDArray[np.intp], rows: Bytes, cache: LayoutCache) -> Iterator[_Part]:
    """Sorts records of one length into layouts: known ones first, then those of the records left over."""
    for layout in list(cache.known(rows.shape[1])):
        same = layout.matches(rows)
        if same.any():
            yield _Part(index[same], rows[same], layout)
            index, rows = index[~same], rows[~same]
    for _ in range(_SHARED_LAYOUTS):
        if not len(rows):
            return
        layout = cache.learn(rows[0].tobytes())
        same = layout.matches(rows)
        yield _Part(index[same], rows[same], layout)
        index, rows = index[~same], rows[~same]
    # With so many layouts, trying each on all records would take quadratic time: one by one from here on.
    for one, row in zip(index, rows, strict=True):
        yield _Part(np.array([one]), row[None], cache.build(row.tobytes()).finish())


def _floats(part: _Part, name: str) -> NDArray[np.float32] | None:
    start = part.layout.floats.get(name)
    return None if start is None else _as_floats(part.rows[:, start : start + 4])[:, 0]


def _float_list(part: _Part, name: str) -> NDArray[np.float32] | None:
    pieces = part.layout.float_lists.get(name)
    if not pieces:
        return None
    if len(pieces) == 1:
        return _as_floats(part.rows[:, pieces[0][0] : pieces[0][1]])
    return _as_floats(np.concatenate([part.rows[:, a:b] for a, b in pieces], axis=1))


def _as_floats(columns: Bytes) -> NDArray[np.float32]:
    """(records, 4 k) bytes, little-endian, as (records, k) float32."""
    return columns.copy(order="C").view("<f4").astype(np.float32, copy=False)


def _wide_integers(part: _Part, name: str) -> NDArray[np.uint64] | None:
    """All 64 bits of a single varint per record."""
    where = part.layout.integers.get(name)
    return None if where is None else _varints(part.rows, *where)


def _integers(part: _Part, name: str) -> NDArray[np.int32] | None:
    wide = _wide_integers(part, name)
    return None if wide is None else _cut(wide)


def _wide_integer_list(part: _Part, name: str, size: int) -> NDArray[np.uint64] | None:
    values = part.layout.integer_lists.get(name)
    if not values or len(values) != size:
        return None
    if all(length == 1 for _, length in values):
        return part.rows[:, [offset for offset, _ in values]].astype(np.uint64)
    return np.stack([_varints(part.rows, *where) for where in values], axis=1)


def _integer_list(part: _Part, name: str, size: int) -> NDArray[np.int32] | None:
    wide = _wide_integer_list(part, name, size)
    return None if wide is None else _cut(wide)


def _varints(rows: Bytes, offset: int, length: int) -> NDArray[np.uint64]:
    """(records,) values of a varint that takes `length` bytes at `offset` in every record."""
    value = (rows[:, offset] & 0x7F).astype(np.uint64)
    for index in range(1, length):
        value |= (rows[:, offset + index] & 0x7F).astype(np.uint64) << np.uint64(7 * index)
    return value


def _cut(wide: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The low 32 bits as two's complement."""
    return (wide & np.uint64(0xFFFFFFFF)).astype(np.uint32).view(np.int32)
