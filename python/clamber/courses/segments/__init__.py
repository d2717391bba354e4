"""The kinds of segments, one function each, registered by kind."""

from clamber.courses.segments import (  # noqa: F401  (each registers its kind)
    beams,
    boulders,
    flat,
    gaps,
    hurdles,
    narrow_bridge,
    platforms,
    rough,
    rubble,
    slalom,
    slope,
    stairs,
    stepping_stones,
)
from clamber.courses.segments.definition import DEFINITIONS, Parameter, SegmentDefinition

__all__ = ["DEFINITIONS", "Parameter", "SegmentDefinition"]
