"""What a designer can get wrong in a course's segments is told in one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clamber.assets.course import CourseSpec, ParameterRange
from clamber.assets.fields import AssetError, Vector2
from clamber.assets.loading import load_course
from clamber.courses import capacity, check_course, generate
from clamber.courses.plan import as_unity_holds_it
from course_strategies import NAMES

GOOD = (Vector2(0.1, 0.2), Vector2(0.1, 0.2))


def hurdles(**changed: ParameterRange | None) -> CourseSpec:
    """The Hurdles course with parameters replaced, added or (None) left out."""
    spec = load_course("Hurdles")
    parameters = {item.name: item for item in spec.segments[0].parameters}
    for name, item in changed.items():
        if item is None:
            del parameters[name]
        else:
            parameters[name] = item
    return replace(spec, segments=[replace(spec.segments[0], parameters=list(parameters.values()))])


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            hurdles(height=None),
            "Courses/X.asset: m_Segments[0].m_Parameters: 'height' is missing; Hurdles has height, depth, apart, count",
        ),
        (
            hurdles(height=ParameterRange("hieght", *GOOD)),
            ("Courses/X.asset: m_Segments[0].m_Parameters[0].m_Name: 'hieght' is not a parameter of Hurdles; "
            "did you mean height? it has height, depth, apart, count"),
        ),
        (
            hurdles(other=ParameterRange("rise", *GOOD)),
            ("Courses/X.asset: m_Segments[0].m_Parameters[4].m_Name: 'rise' is not a parameter of Hurdles; "
            "it has height, depth, apart, count"),
        ),
        (
            hurdles(other=ParameterRange("depth", *GOOD)),
            "Courses/X.asset: m_Segments[0].m_Parameters[4].m_Name: 'depth' is given twice; once is allowed",
        ),
        (
            hurdles(height=ParameterRange("height", Vector2(0.1, 0.2), Vector2(0.1, 9.0))),
            ("Courses/X.asset: m_Segments[0].m_Parameters[0].m_Hard: 9 is not allowed; "
            "height of Hurdles is 0.01 to 1.5 leg lengths"),
        ),
        (
            hurdles(height=ParameterRange("height", Vector2(float("nan"), 0.2), Vector2(0.1, 0.2))),
            ("Courses/X.asset: m_Segments[0].m_Parameters[0].m_Easy: nan is not allowed; "
            "height of Hurdles is 0.01 to 1.5 leg lengths"),
        ),
        (
            hurdles(count=ParameterRange("count", Vector2(1.0, 2.5), Vector2(1.0, 2.0))),
            ("Courses/X.asset: m_Segments[0].m_Parameters[3].m_Easy: 2.5 is not allowed; "
            "count of Hurdles is a whole number"),
        ),
        (
            hurdles(height=ParameterRange("height", Vector2(0.3, 0.2), Vector2(0.1, 0.2))),
            "Courses/X.asset: m_Segments[0].m_Parameters[0].m_Easy: 0.3 to 0.2 is not allowed; "
            "the lower end comes first",
        ),
        (
            replace(hurdles(), segments=[]),
            "Courses/X.asset: m_Segments: the list is empty; a course needs at least one kind of segment",
        ),
        (
            replace(hurdles(), segments=[replace(hurdles().segments[0], weight=0.0)]),
            "Courses/X.asset: m_Segments: all weights are 0; at least one must be more",
        ),
        (
            replace(hurdles(), length=5.0, start_length=5.0),
            "Courses/X.asset: m_StartLength: 5 is not allowed; less than the lane's length",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(spec: CourseSpec, message: str) -> None:
    """File, field, value, and what is allowed; generation and capacity refuse it too."""
    with pytest.raises(AssetError) as error:
        check_course(spec, "Courses/X.asset")
    assert str(error.value) == message
    with pytest.raises(AssetError):
        generate(spec, 0, 0.5, 1.0)
    with pytest.raises(AssetError):
        capacity(spec)


@pytest.mark.parametrize("name", NAMES)
def test_the_courses_we_ship_are_good(name: str) -> None:
    """Every course asset passes."""
    check_course(load_course(name), name)


def test_numbers_are_those_of_a_unity_field() -> None:
    """A spec with 64-bit numbers makes the same course as one with the 32-bit numbers Unity would load."""
    assert as_unity_holds_it(0.1) == float(np.float32(0.1)) != 0.1
    precise = hurdles(height=ParameterRange("height", Vector2(0.1, 0.2), Vector2(0.1, 0.2)))
    rounded = hurdles(
        height=ParameterRange("height", *(Vector2(as_unity_holds_it(0.1), as_unity_holds_it(0.2)),) * 2)
    )
    assert generate(precise, 1, 0.3, 1.0).boxes.tobytes() == generate(rounded, 1, 0.3, 1.0).boxes.tobytes()


def test_a_changed_spec_is_not_mistaken_for_the_old_one() -> None:
    """Plans are kept by spec; many specs made and dropped one after the other never get each other's."""
    for height in np.linspace(0.1, 1.0, 80):
        ends = Vector2(float(height), float(height))
        course = generate(hurdles(height=ParameterRange("height", ends, ends)), 1, 0.5, 1.0)
        assert course.raster.floor.max() == np.float32(height)
