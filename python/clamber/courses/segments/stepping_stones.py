"""SteppingStones: a hole with rows of square stones."""

from __future__ import annotations

from math import floor

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment


def _most(ends: Ends, width: float) -> Most:
    """Full rows of the smallest stones, closest together, and the ground that ends before them."""
    pitch = ends.least(lambda ranges: min(ranges["size"][0], width) + ranges["apart"][0])
    # Written out as (width + apart) / (size + apart) = 1 + (width - size) / (size + apart): a ratio of two sums.
    across = 1.0 + ends.greatest(
        lambda ranges: max(width - ranges["size"][0], 0.0) / (ranges["size"][0] + ranges["apart"][0])
    )
    longest = max(ends.longest("length"), ends.greatest(lambda ranges: ranges["size"][1] + 2.0 * ranges["apart"][1]))
    return Most(ends.shortest("length"), longest, boxes=1, boxes_per_length=floor(across + 1e-9) / pitch)


@segment(
    SegmentKind.STEPPING_STONES,
    (
        Parameter("size", "edge of a stone", 0.2, 3.0),
        Parameter("apart", "gap between stones", 0.02, 2.0),
        Parameter("length", "length of the segment", 1.0, 20.0),
    ),
    _most,
)
def stepping_stones(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Rows of square stones in a hole; every row is shifted sideways by chance."""
    length = draws.length_within("length", limit - x)
    size = min(draws.value("size"), lane.width)
    apart = draws.value("apart")
    pitch = size + apart
    rows = floor((length - apart) / pitch)
    if rows < 1:
        # A length in which no row fits makes way for one; where there is no room, the lane ends.
        if length == 0.0 or x + apart + size + apart > limit:
            return x
        rows = 1
    across = floor((lane.width + apart) / pitch)
    slack = lane.width + apart - across * pitch
    lane.end_ground(x)
    for _ in range(rows):
        x += apart
        y = lane.right + slack * draws.random.uniform()
        for column in range(across):
            low = y + column * pitch
            lane.stone(SegmentKind.STEPPING_STONES, x, x + size, low, min(low + size, lane.left))
        x += size
    x += apart
    lane.start_ground(x)
    return x
