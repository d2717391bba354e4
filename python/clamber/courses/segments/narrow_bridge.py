"""NarrowBridge: a bridge over a hole."""

from __future__ import annotations

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment


def _most(ends: Ends, width: float) -> Most:
    """The bridge, and the ground that ends before it."""
    return Most(ends.shortest("length"), ends.longest("length"), boxes=2)


@segment(
    SegmentKind.NARROW_BRIDGE,
    (
        Parameter("width", "width of the bridge", 0.1, 50.0),
        Parameter("length", "length of the bridge", 0.5, 20.0),
    ),
    _most,
)
def narrow_bridge(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """A bridge over a hole, up to half way off the middle of the lane."""
    width = min(draws.value("width"), lane.width)
    length = draws.length_within("length", limit - x)
    place = draws.random.uniform()
    if length == 0.0:
        return x
    half_room = (lane.width - width) * 0.5
    low = lane.right + half_room * (0.5 + place)
    lane.end_ground(x)
    lane.stone(SegmentKind.NARROW_BRIDGE, x, x + length, low, min(low + width, lane.left))
    lane.start_ground(x + length)
    return x + length
