"""Gaps: holes across the lane to leap over."""

from __future__ import annotations

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment


def _most(ends: Ends, width: float) -> Most:
    """One piece of ground ends at each gap."""
    return rows_of(1, 0, ends.shortest_sum("platform", "width"), ends.longest("count"))


@segment(
    SegmentKind.GAPS,
    (
        Parameter("width", "length of a gap along the lane", 0.02, 3.0),
        Parameter("platform", "ground before each gap", 0.3, 20.0),
        Parameter("count", "gaps in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def gaps(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Holes across the whole lane, each after a platform."""
    for _ in range(draws.whole("count")):
        width = draws.value("width")
        start = x + draws.value("platform")
        if start + width > limit:
            break
        x = start + width
        lane.end_ground(start)
        lane.start_ground(x)
    return x
