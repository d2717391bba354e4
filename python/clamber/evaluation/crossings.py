"""Where on its courses a brain comes to grief: how many stretches of each kind of terrain it crossed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from clamber.assets.course import SegmentKind
from clamber.courses.course import Course
from clamber.evaluation.statistics import wilson_interval
from clamber.tasks.lane_courses import LaneCourses


def crossings(courses: LaneCourses, episodes: dict[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Stretches of each kind that were entered, and those that were crossed.

    A stretch is entered where an episode got as far as its beginning, and crossed where it got as far as its end or
    finished the lane. Level ground is left out.

    Args:
        courses: that the episodes were lived on.
        episodes: with ``course_seed``, ``difficulty``, ``distance`` in metres, and ``success``, an entry each.

    Returns:
        {"kind", "entered", "crossed", "share", "low", "high"} per kind that was entered; the last three are the share
        crossed with its 95% Wilson interval.
    """
    entered: Counter[SegmentKind] = Counter()
    crossed: Counter[SegmentKind] = Counter()
    for course, distance, success in lived_courses(courses, episodes):
        for stretch in course.segments:
            if stretch.start <= distance and stretch.kind != SegmentKind.FLAT:
                entered[SegmentKind(stretch.kind)] += 1
                crossed[SegmentKind(stretch.kind)] += bool(success or distance >= stretch.end)
    return [
        dict(zip(("kind", "entered", "crossed", "share", "low", "high"), row, strict=True))
        for kind in sorted(entered)
        for row in [
            (
                kind.name.lower(), entered[kind], crossed[kind], crossed[kind] / entered[kind],
                *wilson_interval(crossed[kind], entered[kind]),
            )
        ]
    ]  # fmt: skip


def lived_courses(
    courses: LaneCourses, episodes: dict[str, NDArray[Any]]
) -> Iterator[tuple[Course, float, bool]]:
    """Of each episode the course that it was lived on, how far along it it came, m, and whether it finished.

    Args:
        courses: that the episodes were lived on.
        episodes: as for ``crossings``.
    """
    whose = zip(
        episodes["course_seed"].tolist(), episodes["difficulty"].tolist(), episodes["distance"].tolist(),
        episodes["success"].tolist(), strict=True,
    )  # fmt: skip
    for seed, difficulty, distance, success in whose:
        yield courses.course(seed, difficulty), distance, success


def crossing_rows(summaries: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """Each kind of terrain and, for every summary, its share of stretches crossed and how many were entered."""
    tables = [{one["kind"]: one for one in summary.get("crossings", [])} for summary in summaries]
    kinds = [kind.name.lower() for kind in SegmentKind if any(kind.name.lower() in table for table in tables)]
    for kind in kinds:
        cells = [
            f"{table[kind]['share']:.0%} of {table[kind]['entered']}" if kind in table else "-" for table in tables
        ]
        yield kind.replace("_", " "), cells
