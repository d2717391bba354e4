"""Slope: a ramp up, a level top, a ramp down."""

from __future__ import annotations

from typing import Final

import numpy as np

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment

#: Cells of the height field along each third. One would do for the shape, but engines collide long cells badly.
CELLS_PER_THIRD: Final = 4
#: Cells of the height field across the lane.
CELLS_ACROSS: Final = 4


def _most(ends: Ends, width: float) -> Most:
    """One height field, and the ground that ends before it."""
    nodes = (3 * CELLS_PER_THIRD + 1) * (CELLS_ACROSS + 1)
    return Most(ends.shortest("length"), ends.longest("length"), boxes=1, height_fields=1, nodes=nodes)


@segment(
    SegmentKind.SLOPE,
    (
        Parameter("grade", "height gained per length", 0.0, 1.0, unit=""),
        Parameter("length", "length of the segment: a third up, a third level, a third down", 1.0, 20.0),
    ),
    _most,
)
def slope(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """A ramp up, a level top, a ramp down."""
    grade = draws.value("grade")
    length = draws.length_within("length", limit - x)
    if length == 0.0:
        return x
    rise_per_cell = grade * (length / (3 * CELLS_PER_THIRD))
    columns = 3 * CELLS_PER_THIRD + 1
    heights = np.empty((columns, CELLS_ACROSS + 1))
    for column in range(columns):
        heights[column] = rise_per_cell * min(column, CELLS_PER_THIRD, columns - 1 - column)
    lane.end_ground(x)
    lane.patch(SegmentKind.SLOPE, x, length, heights)
    lane.start_ground(x + length)
    return x + length
