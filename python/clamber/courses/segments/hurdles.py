"""Hurdles: bars across the lane to step or jump over."""

from __future__ import annotations

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment


def _most(ends: Ends, width: float) -> Most:
    """One box a hurdle."""
    return rows_of(1, 0, ends.shortest_sum("apart", "depth"), ends.longest("count"))


@segment(
    SegmentKind.HURDLES,
    (
        Parameter("height", "height of a hurdle", 0.01, 1.5),
        Parameter("depth", "length of a hurdle along the lane", 0.05, 1.0),
        Parameter("apart", "level ground before each hurdle", 0.5, 20.0),
        Parameter("count", "hurdles in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def hurdles(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Bars across the lane, each after a stretch of level ground."""
    for _ in range(draws.whole("count")):
        height = draws.value("height")
        depth = draws.value("depth")
        start = x + draws.value("apart")
        if start + depth > limit:
            break
        x = start + depth
        lane.bar(SegmentKind.HURDLES, start, x, height)
    return x
