"""The most that any course of a spec can hold, from its parameters' bounds."""

from __future__ import annotations

from math import floor
from typing import Final

from clamber.assets.course import CourseSpec
from clamber.courses.course import Capacity
from clamber.courses.plan import plan_of
from clamber.courses.segments.definition import Most

#: Keeps a bound that is a whole number from being rounded below it.
_ROUNDING: Final = 1e-6


def capacity(spec: CourseSpec, scale: float = 1.0) -> Capacity:
    """Returns bounds that hold for every seed and difficulty.

    A segment of length l with spacing s after it takes l + s of the lane and holds at most a + b l of something. That
    share, (a + b l) / (l + s), goes one way as l grows, so over the lengths a kind can have it is greatest at the
    shortest or the longest; the lane, with one more spacing for the last segment's, holds no more than its length
    times the greatest share of any kind. (A segment cut short by the finish obeys the same bound where a is 0; where
    it is not, none shorter than the shortest is built.)

    Args:
        spec: the course asset.
        scale: metres per leg length; counts do not depend on it.

    Raises:
        AssetError: the spec's parameters are not those of its kinds.
    """
    plan = plan_of(spec)
    spacing = plan.spacing[0]
    room = plan.length - plan.start_length + spacing
    bounds = [entry.definition.most(entry.ends(), plan.width) for entry in plan.segments]
    boxes = max(_share(bound, bound.boxes, bound.boxes_per_length, spacing) for bound in bounds)
    spheres = max(_share(bound, 0.0, bound.spheres_per_length, spacing) for bound in bounds)
    height_fields = max(_share(bound, bound.height_fields, 0.0, spacing) for bound in bounds)
    return Capacity(
        boxes=floor(boxes * room + _ROUNDING) + 1,
        spheres=floor(spheres * room + _ROUNDING),
        height_fields=floor(height_fields * room + _ROUNDING),
        height_field_nodes=max(bound.nodes for bound in bounds),
        raster_cells=plan.raster_cells,
    )


def _share(bound: Most, fixed: float, per_length: float, spacing: float) -> float:
    """Returns the most a kind holds per length of lane."""
    return max(
        (fixed + per_length * length) / (length + spacing) for length in (bound.shortest, bound.longest)
    )
