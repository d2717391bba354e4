"""Boulders: the random spheres of the "Learning to run" contest, in rows across the lane."""

from __future__ import annotations

from typing import Final

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, rows_of, segment

#: The greatest radius of a boulder, whatever is drawn.
LARGEST_RADIUS: Final = 0.5


def _most(ends: Ends, width: float) -> Most:
    """Full rows."""
    return rows_of(0, int(ends.longest("abreast") + 0.5), ends.shortest("apart"), ends.longest("count"))


@segment(
    SegmentKind.BOULDERS,
    (
        Parameter("radius", "least radius", 0.01, 0.4),
        Parameter("extra", "mean of the exponentially distributed rest of the radius", 0.0, 0.2),
        Parameter("rise", "height of the centre: 0 half buried, 1 resting on the ground", -0.5, 1.0, unit="radii"),
        Parameter("abreast", "boulders in a row across the lane", 1.0, 8.0, unit="", whole=True),
        Parameter("apart", "from one row to the next", 1.0, 20.0),
        Parameter("count", "rows in the segment", 1.0, 40.0, unit="", whole=True),
    ),
    _most,
)
def boulders(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Spheres in rows, radius a constant plus an exponential variate, buried in part or resting on the ground.

    The contest (osim-rl, NIPS 2017, ``generate_env``) had radius 0.05 m + Exp(0.05 m), for a leg of about 0.9 m: three
    within 5 m of the start whose centres lay -0.25 to 0.25 radii high, then one every 2 to 4 m, -0.05 to 0.25.
    """
    end = x
    for _ in range(draws.whole("count")):
        x += draws.value("apart")
        if x + LARGEST_RADIUS > limit:
            break
        abreast = draws.whole("abreast")
        # One boulder in each of as many equal strips of the lane, anywhere in its strip.
        strip = lane.width / abreast
        largest = min(LARGEST_RADIUS, strip * 0.5)
        for place in range(abreast):
            radius = min(draws.value("radius") + draws.value("extra") * draws.random.exponential(), largest)
            z = radius * draws.value("rise")
            y = lane.right + strip * place + radius + (strip - 2.0 * radius) * draws.random.uniform()
            lane.sphere(x, y, z, radius)
        end = x + LARGEST_RADIUS
    return end
