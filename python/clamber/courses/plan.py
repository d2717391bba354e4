"""A course's spec made ready for generation: checked, and its numbers as Unity holds them."""

from __future__ import annotations

import difflib
from collections import OrderedDict
from dataclasses import dataclass
from math import floor
from typing import Final

import numpy as np

from clamber.assets.course import Arrangement, CourseSpec, SegmentSpec
from clamber.assets.fields import AssetError, Vector2
from clamber.courses.segments import DEFINITIONS, Parameter, SegmentDefinition
from clamber.courses.segments.definition import Ends, Ranges

#: Flat ground after the finish, leg lengths, on which a creature can run out.
RUN_OUT: Final = 4.0
#: Distance between the raster's cell centres along and across the lane, leg lengths.
CELL_LENGTH: Final = 0.05
CELL_WIDTH: Final = 0.1
#: Lets a whole number of cells be recognised after rounding.
_ROUNDING: Final = 1e-6


def as_unity_holds_it(value: float) -> float:
    """Returns a number rounded to 32 bits: a field of a Unity asset, and so what C# computes with."""
    return float(np.float32(value))


@dataclass(frozen=True)
class SegmentPlan:
    """One entry of a course's list of segments.

    Attributes:
        definition: its kind.
        weight: how often it is drawn.
        knobs: per parameter: name, lower end at difficulty 0, its change to difficulty 1, upper end, its change.
    """

    definition: SegmentDefinition
    weight: float
    knobs: tuple[tuple[str, float, float, float, float], ...]

    def at(self, difficulty: float) -> Ranges:
        """Returns the parameters' ranges at a difficulty in [0, 1]."""
        return {
            name: (low + low_change * difficulty, high + high_change * difficulty)
            for name, low, low_change, high, high_change in self.knobs
        }

    def ends(self) -> Ends:
        """Returns the parameters' ranges at difficulty 0 and 1."""
        return Ends(self.at(0.0), self.at(1.0))


@dataclass(frozen=True)
class CoursePlan:
    """A checked course; lengths in leg lengths, fields as in ``CourseSpec``.

    Attributes:
        raster_cells: cells along x and y.
        raster_start: x and y of the first cell's centre.
        weight: the sum of the segments' weights.
    """

    length: float
    width: float
    start_length: float
    spacing: tuple[float, float]
    arrangement: Arrangement
    difficulty_at_start: float
    segments: tuple[SegmentPlan, ...]
    weight: float
    raster_cells: tuple[int, int]
    raster_start: tuple[float, float]

    @property
    def end(self) -> float:
        """Where the run-out ends."""
        return self.length + RUN_OUT


def check_course(spec: CourseSpec, file: str = "course") -> None:
    """Checks what the file format cannot: that every kind has its parameters, within what the kind allows.

    Args:
        spec: the course.
        file: how to call it in errors.

    Raises:
        AssetError: naming file, field, value and what is allowed.
    """
    _plan(spec, file)


def check_segment(entry: SegmentSpec, where: str) -> None:
    """Checks one entry of a course's list of segments, as ``check_course`` checks them all.

    Args:
        entry: the kind and its parameters.
        where: how to call its place in errors.

    Raises:
        AssetError: naming field, value and what is allowed.
    """
    _segment_plan(entry, where)


def plan_of(spec: CourseSpec) -> CoursePlan:
    """Returns a course's plan; the last few are kept."""
    known = _PLANS.get(id(spec))
    if known is not None and known[0] is spec:
        return known[1]
    plan = _plan(spec, "course")
    _PLANS[id(spec)] = (spec, plan)
    while len(_PLANS) > 32:
        _PLANS.popitem(last=False)
    return plan


_PLANS: OrderedDict[int, tuple[CourseSpec, CoursePlan]] = OrderedDict()


def _plan(spec: CourseSpec, file: str) -> CoursePlan:
    """Checks a course and makes its plan."""
    if not spec.segments:
        raise AssetError(f"{file}: m_Segments: the list is empty; a course needs at least one kind of segment")
    segments = tuple(
        _segment_plan(entry, f"{file}: m_Segments[{index}]") for index, entry in enumerate(spec.segments)
    )
    weight = 0.0
    for entry in segments:
        weight += entry.weight
    if weight <= 0.0 and spec.arrangement != Arrangement.SEQUENCE:
        raise AssetError(f"{file}: m_Segments: all weights are 0; at least one must be more")
    length, width = as_unity_holds_it(spec.length), as_unity_holds_it(spec.width)
    start = as_unity_holds_it(spec.start_length)
    if start >= length:
        raise AssetError(f"{file}: m_StartLength: {spec.start_length:g} is not allowed; less than the lane's length")
    cells_along = floor((start + length + RUN_OUT) / CELL_LENGTH + _ROUNDING)
    cells_across = floor(width / CELL_WIDTH + _ROUNDING)
    return CoursePlan(
        length=length,
        width=width,
        start_length=start,
        spacing=(as_unity_holds_it(spec.spacing.x), as_unity_holds_it(spec.spacing.y)),
        arrangement=spec.arrangement,
        difficulty_at_start=as_unity_holds_it(spec.difficulty_at_start),
        segments=segments,
        weight=weight,
        raster_cells=(cells_along, cells_across),
        raster_start=(CELL_LENGTH * 0.5 - start, (cells_across - 1) * CELL_WIDTH * -0.5),
    )


def _segment_plan(entry: SegmentSpec, where: str) -> SegmentPlan:
    """Checks one kind of segment and its parameters."""
    definition = DEFINITIONS[entry.kind]
    allowed = {parameter.name: parameter for parameter in definition.parameters}
    given = {}
    for index, item in enumerate(entry.parameters):
        field = f"{where}.m_Parameters[{index}]"
        if item.name not in allowed:
            close = difflib.get_close_matches(item.name, allowed, 1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise AssetError(
                f"{field}.m_Name: {item.name!r} is not a parameter of {definition.name}; "
                f"{hint}it has {', '.join(allowed)}"
            )
        if item.name in given:
            raise AssetError(f"{field}.m_Name: {item.name!r} is given twice; once is allowed")
        given[item.name] = item
        for end, value in (("m_Easy", item.easy), ("m_Hard", item.hard)):
            _check_range(definition, allowed[item.name], value, f"{field}.{end}")
    missing = [name for name in allowed if name not in given]
    if missing:
        raise AssetError(
            f"{where}.m_Parameters: {missing[0]!r} is missing; {definition.name} has {', '.join(allowed)}"
        )
    knobs = []
    for name in allowed:
        easy, hard = given[name].easy, given[name].hard
        low, high = as_unity_holds_it(easy.x), as_unity_holds_it(easy.y)
        knobs.append((name, low, as_unity_holds_it(hard.x) - low, high, as_unity_holds_it(hard.y) - high))
    return SegmentPlan(definition, as_unity_holds_it(entry.weight), tuple(knobs))


def _check_range(definition: SegmentDefinition, parameter: Parameter, value: Vector2, field: str) -> None:
    """Checks one range of one parameter."""
    unit = f" {parameter.unit}" if parameter.unit else ""
    for end in value:
        if not parameter.minimum - _ROUNDING <= end <= parameter.maximum + _ROUNDING:
            raise AssetError(
                f"{field}: {end:g} is not allowed; {parameter.name} of {definition.name} is "
                f"{parameter.minimum:g} to {parameter.maximum:g}{unit}"
            )
        if parameter.whole and end != floor(end):
            raise AssetError(
                f"{field}: {end:g} is not allowed; {parameter.name} of {definition.name} is a whole number"
            )
    if value.x > value.y:
        raise AssetError(f"{field}: {value.x:g} to {value.y:g} is not allowed; the lower end comes first")
