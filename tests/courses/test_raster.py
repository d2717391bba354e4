"""The raster against a slow look at every solid of the finished course."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.course import CourseSpec
from clamber.assets.loading import load_course
from clamber.courses import generate
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Course, HeightField
from course_strategies import NAMES, difficulties, seeds, specs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: Points closer to an edge than this may fall on either side of it, m.
EDGE = 1e-9


def field_height(field: HeightField, x: float, y: float) -> float | None:
    """The height field's z at a point: the plane through the three nodes of the triangle there; None outside."""
    columns, rows = field.heights.shape
    column, row = (x - field.x) / field.dx, (y - field.y) / field.dy
    if not (0 <= column <= columns - 1 and 0 <= row <= rows - 1):
        return None
    c, r = min(int(column), columns - 2), min(int(row), rows - 2)
    third = (c + 1, r) if column - c >= row - r else (c, r + 1)
    nodes = np.array([(c, r), (c + 1, r + 1), third])
    matrix = np.column_stack([nodes, np.ones(3)])
    plane = np.linalg.solve(matrix, field.heights[nodes[:, 0], nodes[:, 1]])
    return float(plane @ (column, row, 1.0))


def look(course: Course, x: float, y: float) -> tuple[float, float] | None:
    """Floor and ceiling at a point, from the solids alone; None where an edge is too close to say."""
    floor, ceiling = HOLE_FLOOR * course.scale, OPEN_SKY * course.scale
    for cx, cy, cz, hx, hy, hz in course.boxes.tolist():
        inside_x, inside_y = hx - abs(x - cx), hy - abs(y - cy)
        if min(inside_x, inside_y) <= -EDGE:
            continue
        if min(inside_x, inside_y) < EDGE:
            return None
        if cz - hz > 0.0:
            ceiling = min(ceiling, cz - hz)
        else:
            floor = max(floor, cz + hz)
    for cx, cy, cz, radius in course.spheres.tolist():
        square = radius * radius - (x - cx) ** 2 - (y - cy) ** 2
        if square > 0.0:
            floor = max(floor, cz + float(np.sqrt(square)))
    for field in course.height_fields:
        if min(abs(x - field.x), abs(x - field.x - field.dx * (field.heights.shape[0] - 1))) < EDGE:
            return None
        height = field_height(field, x, y)
        if height is not None:
            floor = max(floor, height)
    return floor, ceiling


def check(course: Course, cells: list[tuple[float, float]]) -> None:
    """Compares raster and solids at some places, given as shares of the raster's length and width."""
    raster = course.raster
    columns, rows = raster.floor.shape
    for along, across in cells:
        i, j = min(int(along * columns), columns - 1), min(int(across * rows), rows - 1)
        seen = look(course, raster.x + i * raster.dx, raster.y + j * raster.dy)
        if seen is not None:
            # float32 rounds to 6e-8 of the height; at a sphere's rim the root magnifies the rounding of the place.
            assert raster.floor[i, j] == pytest.approx(seen[0], rel=2e-7, abs=2e-7), (i, j)
            assert raster.ceiling[i, j] == pytest.approx(seen[1], rel=2e-7), (i, j)


places = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=20, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs(), seeds, difficulties, st.sampled_from([0.108, 0.46, 1.0]), places)
def test_raster_shows_the_solids_of_any_course(
    spec: CourseSpec, seed: int, difficulty: float, scale: float, cells: list[tuple[float, float]]
) -> None:
    """Wherever one looks, floor and ceiling are those of the solids."""
    check(generate(spec, seed, difficulty, scale), cells)


@pytest.mark.parametrize("name", NAMES)
def test_raster_shows_the_solids_of_the_courses_we_ship(name: str) -> None:
    """800 points on each, and every cell near a boulder."""
    course = generate(load_course(name), 31, 0.9, 0.46)
    spread = np.random.default_rng(3).random((800, 2)).tolist()
    columns, rows = course.raster.floor.shape
    for x, y, _, radius in course.spheres[:4].tolist():
        for offset_x in np.linspace(-radius, radius, 7):
            for offset_y in np.linspace(-radius, radius, 7):
                i = (x + offset_x - course.raster.x) / course.raster.dx
                j = (y + offset_y - course.raster.y) / course.raster.dy
                spread.append([(i + 0.5) / columns, (j + 0.5) / rows])
    check(course, [(a, b) for a, b in spread if 0 <= a <= 1 and 0 <= b <= 1])


@pytest.mark.parametrize("name", NAMES)
def test_raster_covers_the_lane(name: str) -> None:
    """From as far behind the start as the start area is long to the end of the run-out, and the whole width."""
    spec = load_course(name)
    raster = generate(spec, 1, 0.5, 2.0).raster
    columns, rows = raster.floor.shape
    assert raster.x - raster.dx / 2 == pytest.approx(-spec.start_length * 2.0)
    assert raster.x + (columns - 0.5) * raster.dx == pytest.approx((spec.length + 4.0) * 2.0)
    assert raster.y - raster.dy / 2 == pytest.approx(-spec.width)
    assert raster.y + (rows - 0.5) * raster.dy == pytest.approx(spec.width)
    assert raster.dx == pytest.approx(0.1)
    assert raster.dy == pytest.approx(0.2)
