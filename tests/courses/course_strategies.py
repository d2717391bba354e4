"""Random courses for property tests."""

from __future__ import annotations

from clamber.assets.course import (
    Arrangement,
    CourseSpec,
    ParameterRange,
    SegmentKind,
    SegmentSpec,
)
from clamber.assets.fields import Vector2
from clamber.courses.segments import DEFINITIONS, Parameter
from hypothesis import strategies as st

NAMES = (
    "Flat", "Rough", "Slope", "Stairs", "Hurdles", "Gaps", "Platforms", "SteppingStones", "Slalom", "Beams", "Rubble",
    "NarrowBridge", "Boulders", "Gauntlet",
)  # fmt: skip

seeds = st.integers(0, 2**64 - 1)


def _lengths(low: float, high: float) -> st.SearchStrategy[float]:
    # What is smaller than a nanometre is nothing: next to the smallest float, twice a number is not twice its half.
    return st.floats(low, high).map(lambda value: value if abs(value) >= 1e-9 else 0.0)


difficulties = _lengths(0.0, 1.0)


def _ranges(parameter: Parameter) -> st.SearchStrategy[Vector2]:
    # The long ends of most parameters only make lanes empty.
    top = min(parameter.maximum, max(parameter.minimum * 3, 8.0))
    if parameter.whole:
        ends = st.integers(int(parameter.minimum), int(top)).map(float)
    else:
        ends = _lengths(parameter.minimum, top)
    return st.tuples(ends, ends).map(lambda pair: Vector2(min(pair), max(pair)))


@st.composite
def segments(draw: st.DrawFn, kind: SegmentKind) -> SegmentSpec:
    """One kind with parameters anywhere in what the kind allows."""
    parameters = [
        ParameterRange(parameter.name, draw(_ranges(parameter)), draw(_ranges(parameter)))
        for parameter in DEFINITIONS[kind].parameters
    ]
    return SegmentSpec(kind, draw(st.floats(0.5, 2.0)), parameters)


@st.composite
def specs(draw: st.DrawFn) -> CourseSpec:
    """A course with one to four kinds."""
    kinds = draw(st.lists(st.sampled_from(list(SegmentKind)), min_size=1, max_size=4))
    spacing = sorted(draw(st.tuples(st.floats(0.2, 3.0), st.floats(0.2, 3.0))))
    return CourseSpec(
        description="",
        length=draw(st.floats(6.0, 40.0)),
        width=draw(st.floats(1.0, 5.0)),
        start_length=draw(st.floats(1.0, 3.0)),
        spacing=Vector2(*spacing),
        arrangement=draw(st.sampled_from(Arrangement)),
        difficulty_at_start=draw(_lengths(0.0, 1.0)),
        segments=[draw(segments(kind)) for kind in kinds],
    )
