"""What must hold between the fields of a course, beyond each field's own limits."""

from __future__ import annotations

from clamber.assets.course import CourseSpec
from clamber.assets.decoding import Place


def validate_course(course: CourseSpec, place: Place) -> None:
    """Checks that there is something to draw from and that no parameter is there twice.

    Raises:
        AssetError: the first thing that is not allowed, one line.
    """
    segments = place.field("m_Segments")
    if not course.segments:
        segments.fail("a list of 0 is not allowed; at least one segment")
    if not any(course.comes(segment) for segment in course.segments):
        segments.fail("only weights of 0 are not allowed; at least one segment with a weight above 0")
    for index, segment in enumerate(course.segments):
        seen: set[str] = set()
        for number, parameter in enumerate(segment.parameters):
            if parameter.name in seen:
                segments.item(index).field(f"m_Parameters[{number}]").field("m_Name").fail(
                    f"{parameter.name} is not allowed; it is there already"
                )
            seen.add(parameter.name)
