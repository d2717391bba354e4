"""Slalom: walls with an opening, left and right in turn."""

from __future__ import annotations

from typing import Final

from clamber.assets.course import SegmentKind
from clamber.courses.lane import NARROWEST_BOX, WALL_HEIGHT, Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment

#: Thickness of a wall.
WALL_DEPTH: Final = 0.2


def _most(ends: Ends, width: float) -> Most:
    """Two boxes a wall, one on either side of the opening."""
    return rows_of(2, 0, ends.shortest("apart") + WALL_DEPTH, ends.longest("count"))


@segment(
    SegmentKind.SLALOM,
    (
        Parameter("opening", "width of the opening", 0.3, 50.0),
        Parameter("apart", "level ground before each wall", 1.0, 20.0),
        Parameter("count", "walls in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def slalom(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Walls too high to climb, each with an opening, left and right of the middle in turn."""
    count = draws.whole("count")
    left = draws.random.uniform() < 0.5
    for _ in range(count):
        opening = min(draws.value("opening"), lane.width)
        start = x + draws.value("apart")
        place = draws.random.uniform()
        if start + WALL_DEPTH > limit:
            break
        x = start + WALL_DEPTH
        half_room = (lane.width - opening) * 0.5
        low = lane.right + half_room * place
        if left:
            low += half_room
        high = low + opening
        if low - lane.right >= NARROWEST_BOX:
            lane.box(SegmentKind.SLALOM, start, x, lane.right, low, WALL_HEIGHT)
        if lane.left - high >= NARROWEST_BOX:
            lane.box(SegmentKind.SLALOM, start, x, high, lane.left, WALL_HEIGHT)
        left = not left
    return x
