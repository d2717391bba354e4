"""Capacity holds for every course, and is not far above the fullest one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clamber.assets.course import CourseSpec, ParameterRange, SegmentKind, SegmentSpec
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course
from clamber.courses import capacity, generate
from clamber.courses.course import Capacity, Course
from course_strategies import NAMES, difficulties, seeds, specs
from hypothesis import HealthCheck, given, settings


def fits(course: Course, most: Capacity) -> None:
    """Asserts that a course keeps within a capacity."""
    assert len(course.boxes) <= most.boxes
    assert len(course.spheres) <= most.spheres
    assert len(course.height_fields) <= most.height_fields
    assert max((field.heights.size for field in course.height_fields), default=0) <= most.height_field_nodes
    assert course.raster.floor.shape == course.raster.ceiling.shape == most.raster_cells


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs(), seeds, difficulties)
def test_capacity_holds_for_any_course(spec: CourseSpec, seed: int, difficulty: float) -> None:
    """Any parameters, any arrangement, any seed and difficulty."""
    most = capacity(spec)
    for value in (difficulty, 0.0, 1.0):
        fits(generate(spec, seed, value, 1.0), most)


def test_stones_wider_than_the_lane_are_as_wide_as_the_lane() -> None:
    """More rows of them fit than their size says."""
    ranges = {"size": Vector2(2.0, 3.0), "apart": Vector2(0.05, 0.2), "length": Vector2(15.0, 20.0)}
    parameters = [ParameterRange(name, value, value) for name, value in ranges.items()]
    segments = [SegmentSpec(SegmentKind.STEPPING_STONES, 1.0, parameters)]
    spec = replace(load_course("SteppingStones"), width=1.2, segments=segments)
    for seed in range(20):
        fits(generate(spec, seed, 0.5, 1.0), capacity(spec))


@pytest.mark.parametrize("name", NAMES)
def test_capacity_of_the_courses_we_ship(name: str) -> None:
    """It holds for 120 courses of each, and a course of one kind comes up to two thirds of it."""
    spec = load_course(name)
    most = capacity(spec, 0.46)
    fullest = [0, 0, 0]
    for seed in range(60):
        for difficulty in (0.0, 1.0):
            course = generate(spec, seed, difficulty, 0.46)
            fits(course, most)
            counts = (len(course.boxes), len(course.spheres), len(course.height_fields))
            fullest = [max(pair) for pair in zip(fullest, counts, strict=True)]
    if name != "Gauntlet":
        assert fullest[0] >= 0.6 * most.boxes
        assert fullest[1] >= 0.6 * most.spheres
        assert fullest[2] >= 0.6 * most.height_fields


def test_gauntlet_stays_cheap() -> None:
    """The yardstick course can be laid out in at most 350 boxes."""
    assert capacity(load_course("Gauntlet")).boxes <= 350
