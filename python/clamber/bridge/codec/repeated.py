"""Messages that repeat: from step to step nothing changes but the values in the agents' records.

The bytes before the records and behind them hold all that says where the records are. Where both are those of a message
read before, and the message is as long, the records lie where they lay, and nothing else need be parsed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from clamber.bridge.codec.layout import RecordLayout, RecordTable
from clamber.bridge.codec.wire import LENGTH, fields

_MOST_LENGTHS = 64

T = TypeVar("T")


@dataclass(frozen=True)
class _Seen(Generic[T]):
    """A message read before: the bytes around its records, the records' layout, and what the rest of it said."""

    before: bytes
    behind: bytes
    layout: RecordLayout
    rest: T


class MessageMemory(Generic[T]):
    """The last message of each length that held one list of records, all of one layout."""

    def __init__(self, path: tuple[int, ...]) -> None:
        """Takes the field numbers that lead from the message to its list of records."""
        self._path = path
        self._seen: dict[int, _Seen[T]] = {}

    def recall(self, data: bytes) -> tuple[RecordTable, T] | None:
        """The records of a message that differs in their values alone from one kept before, and what was kept of it."""
        seen = self._seen.get(len(data))
        if seen is None or not data.startswith(seen.before) or not data.endswith(seen.behind):
            return None
        start, end = len(seen.before), len(data) - len(seen.behind)
        rows = np.frombuffer(data, dtype=np.uint8, count=end - start, offset=start).reshape(-1, len(seen.layout.record))
        if not seen.layout.matches_all(rows):
            return None
        return RecordTable(rows, seen.layout), seen.rest

    def keep(self, data: bytes, layout: RecordLayout, rest: T) -> None:
        """Remembers a message that was just read, if its path to the records is single.

        Args:
            data: the message.
            layout: of all its records.
            rest: what it says beside them.
        """
        start, end = 0, len(data)
        for number in self._path:
            found = [item for item in fields(data, start, end) if item.number == number and item.wire == LENGTH]
            if len(found) != 1:
                return
            start, end = found[0].start, found[0].end
        if len(self._seen) >= _MOST_LENGTHS:
            self._seen.clear()
        self._seen[len(data)] = _Seen(data[:start], data[end:], layout, rest)
