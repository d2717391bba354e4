"""How many hurdles of each height a brain cleared, on courses of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from clamber.assets.course import SegmentKind
from clamber.courses.course import Course
from clamber.evaluation.crossings import lived_courses
from clamber.evaluation.statistics import wilson_interval
from clamber.tasks.lane_courses import LaneCourses

#: Heights are told in classes of so many leg lengths.
CLASS = 0.1
#: Leg lengths: a hurdle is met by who gets as near to its front, and cleared by who gets as far beyond its back.
NEAR, BEYOND = 1.0, 0.5


def hurdle_heights(courses: LaneCourses, episodes: dict[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Hurdles of each class of height that were met, and those that were cleared.

    Args:
        courses: that the episodes were lived on.
        episodes: as for ``crossings``.

    Returns:
        {"from", "to", "met", "cleared", "share", "low", "high"} per class that was met, the lowest first; heights in
        leg lengths, the last three the share cleared with its 95% Wilson interval. Nothing where a course holds
        anything but hurdles, which ``crossings`` tells.
    """
    met: Counter[int] = Counter()
    cleared: Counter[int] = Counter()
    for course, distance, success in lived_courses(courses, episodes):
        if any(stretch.kind not in (SegmentKind.FLAT, SegmentKind.HURDLES) for stretch in course.segments):
            return []
        for front, back, height in _hurdles(course):
            if distance >= front - NEAR * course.scale:
                met[height] += 1
                cleared[height] += bool(success or distance >= back + BEYOND * course.scale)
    return [
        {
            "from": round(CLASS * height, 2), "to": round(CLASS * (height + 1), 2), "met": met[height],
            "cleared": cleared[height], "share": cleared[height] / met[height], "low": low, "high": high,
        }
        for height in sorted(met)
        for low, high in [wilson_interval(cleared[height], met[height])]
    ]  # fmt: skip


def all_heights(hurdles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The share of the hurdles met that were cleared, of all heights together.

    Args:
        hurdles: of ``hurdle_heights``.

    Returns:
        {"cleared": {"share", "low", "high"}}, the last two its 95% Wilson interval; nothing where none was met.
    """
    met, cleared = (sum(one[name] for one in hurdles) for name in ("met", "cleared"))
    if not met:
        return {}
    low, high = wilson_interval(cleared, met)
    return {"cleared": {"share": cleared / met, "low": low, "high": high}}


def hurdle_rows(summaries: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """Each class of height and, for every summary, its share of hurdles cleared and how many were met."""
    tables = [{(one["from"], one["to"]): one for one in summary.get("hurdles", [])} for summary in summaries]
    for height in sorted({height for table in tables for height in table}):
        cells = [
            f"{table[height]['share']:.0%} of {table[height]['met']}" if height in table else "-" for table in tables
        ]
        yield f"hurdles of {height[0]:g} to {height[1]:g} leg lengths cleared", cells


def _hurdles(course: Course) -> Iterator[tuple[float, float, int]]:
    """Of each hurdle: x of front and back, m, and the class of its height."""
    for (x, _, z, half_x, _, half_z), kind in zip(course.boxes, course.box_kinds, strict=True):
        if kind == SegmentKind.HURDLES:
            yield x - half_x, x + half_x, int((z + half_z) / course.scale / CLASS)
