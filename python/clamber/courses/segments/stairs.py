"""Stairs: up, then down."""

from __future__ import annotations

from math import floor

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment


def _most(ends: Ends, width: float) -> Most:
    """Each box is one step up and one step down."""
    return rows_of(1, 0, 2.0 * ends.shortest("tread"), ends.longest("steps"))


@segment(
    SegmentKind.STAIRS,
    (
        Parameter("rise", "height of a step", 0.005, 0.5),
        Parameter("tread", "length of a step", 0.1, 2.0),
        Parameter("steps", "steps up, and as many down", 1.0, 20.0, unit="", whole=True),
    ),
    _most,
)
def stairs(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Steps up, a top of two treads, and as many steps down; fewer where the finish is near."""
    rise = draws.value("rise")
    tread = draws.value("tread")
    steps = min(draws.whole("steps"), floor((limit - x) / (2.0 * tread)))
    if steps < 1:
        return x
    end = x + 2.0 * tread * steps
    # Each step is a box as high as the stairs are there and reaches through to its twin on the way down: half as many
    # boxes as steps, none of them thin.
    for step in range(steps):
        lane.bar(SegmentKind.STAIRS, x + tread * step, end - tread * step, rise * (step + 1))
    return end
