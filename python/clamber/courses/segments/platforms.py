"""Platforms: blocks across the lane to jump on and off."""

from __future__ import annotations

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment


def _most(ends: Ends, width: float) -> Most:
    """One box a platform."""
    return rows_of(1, 0, ends.shortest_sum("apart", "length"), ends.longest("count"))


@segment(
    SegmentKind.PLATFORMS,
    (
        Parameter("height", "height of a platform", 0.01, 2.0),
        Parameter("length", "length of a platform along the lane", 0.3, 10.0),
        Parameter("apart", "level ground before each platform", 0.5, 20.0),
        Parameter("count", "platforms in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def platforms(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Blocks across the lane, each after a stretch of level ground."""
    for _ in range(draws.whole("count")):
        height = draws.value("height")
        length = draws.value("length")
        start = x + draws.value("apart")
        if start + length > limit:
            break
        x = start + length
        lane.bar(SegmentKind.PLATFORMS, start, x, height)
    return x
