"""Flat: level ground."""

from __future__ import annotations

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane
from clamber.courses.segments.definition import Ends, Most, Parameter, segment


def _most(ends: Ends, width: float) -> Most:
    """Level ground is part of the ground around it."""
    return Most(ends.shortest("length"), ends.longest("length"))


@segment(SegmentKind.FLAT, (Parameter("length", "length of the segment", 0.5, 50.0),), _most)
def flat(lane: Lane, x: float, limit: float, draws: Draws) -> float:
    """Level ground."""
    return x + draws.length_within("length", limit - x)
