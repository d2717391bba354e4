"""Rough: uneven ground."""

from __future__ import annotations

from math import floor
from typing import Final

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment

#: Distance between nodes, about.
NODE_DISTANCE: Final = 0.25


def _nodes(length: float) -> int:
    """Returns how many nodes lie along a length."""
    return floor(length / NODE_DISTANCE + 0.5) + 1


def _most(ends: Ends, width: float) -> Most:
    """One height field, and the ground that ends before it."""
    longest = ends.longest("length")
    nodes = _nodes(longest + 1e-6) * _nodes(width)
    return Most(ends.shortest("length"), longest, boxes=1, height_fields=1, nodes=nodes)


@segment(
    SegmentKind.ROUGH,
    (
        Parameter("amplitude", "greatest height over, and depth under, level ground", 0.0, 0.5),
        Parameter("length", "length of the segment", 1.0, 20.0),
    ),
    _most,
)
def rough(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Uneven ground: a height field whose nodes are drawn evenly, level at both ends."""
    amplitude = draws.value("amplitude")
    length = draws.length_within("length", limit - x)
    if length == 0.0:
        return x
    columns, rows = _nodes(length), _nodes(lane.width)
    heights = (draws.random.uniforms(columns * rows) * 2.0 - 1.0) * amplitude
    heights = heights.reshape(columns, rows)
    heights[0] = 0.0
    heights[-1] = 0.0
    lane.end_ground(x)
    lane.patch(SegmentKind.ROUGH, x, length, heights)
    lane.start_ground(x + length)
    return x + length
