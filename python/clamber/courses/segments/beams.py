"""Beams: bars overhead to duck under."""

from __future__ import annotations

from typing import Final

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment

#: The highest underside of a beam, leg lengths; below OPEN_SKY.
HIGHEST_CLEARANCE: Final = 3.5


def _most(ends: Ends, width: float) -> Most:
    """One box a beam."""
    return rows_of(1, 0, ends.shortest_sum("apart", "depth"), ends.longest("count"))


@segment(
    SegmentKind.BEAMS,
    (
        Parameter("clearance", "room under a beam", 0.3, 2.0, unit="standing heights of the body"),
        Parameter("depth", "length of a beam along the lane", 0.05, 5.0),
        Parameter("apart", "open sky before each beam", 0.5, 20.0),
        Parameter("count", "beams in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def beams(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Bars across the lane to duck under; how low they hang goes by the body's own height."""
    for _ in range(draws.whole("count")):
        clearance = min(draws.value("clearance") * lane.standing_height, HIGHEST_CLEARANCE)
        depth = draws.value("depth")
        start = x + draws.value("apart")
        if start + depth > limit:
            break
        x = start + depth
        lane.beam(start, x, clearance)
    return x
