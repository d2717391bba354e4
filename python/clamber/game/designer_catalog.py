"""What the designer's table is laid with: every kind's knobs, the lane's fields, the courses and the creatures."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

from clamber.assets import content
from clamber.assets.course import Arrangement, CourseSpec, ParameterRange, SegmentKind, SegmentSpec
from clamber.assets.decoding import annotations_of, limits_of
from clamber.assets.fields import AssetError, Vector2
from clamber.assets.loading import load_course, load_task
from clamber.assets.plain import to_plain
from clamber.courses.segments import DEFINITIONS, SegmentDefinition
from clamber.game.designer_files import why_not_saved

#: Has every kind, with the ranges that courses are measured against.
YARDSTICK: Final = "Gauntlet"
_ARRANGEMENTS: Final = {
    Arrangement.MIXED: "every segment draws its kind by weight",
    Arrangement.ALTERNATING: "one kind for the whole lane, drawn by weight; another seed, another kind",
    Arrangement.SEQUENCE: "in the order of the cards, over and over; weights do not count",
}


def table_json() -> dict[str, Any]:
    """All that does not depend on the course that lies on the table.

    ``kinds`` are in the order of their numbers, each with the segment that a new card of it begins with; ``lane`` are
    the course's own fields; ``courses`` name the tasks that train on them; ``not_saved`` says why nothing can be saved,
    or is empty; ``problems`` name courses that cannot be read.
    """
    problems: list[str] = []
    courses: dict[str, CourseSpec] = {}
    for name in content.names("Courses"):
        try:
            courses[name] = load_course(name)
        except AssetError as error:
            problems.append(str(error))
    trained = _trained_on(problems)
    return {
        "kinds": [_kind_json(definition, courses) for _, definition in sorted(DEFINITIONS.items())],
        "lane": _lane_json(),
        "arrangements": [
            {"value": int(value), "name": value.name.capitalize(), "meaning": meaning}
            for value, meaning in _ARRANGEMENTS.items()
        ],
        "courses": [
            {"name": name, "description": spec.description, "tasks": trained.get(name, [])}
            for name, spec in courses.items()
        ],
        "creatures": content.names("Bodies"),
        "not_saved": why_not_saved(),
        "problems": problems,
    }


def template(kind: SegmentKind, courses: dict[str, CourseSpec]) -> SegmentSpec:
    """A new card of a kind, as Unity's inspector begins it.

    As in the course that has every kind, else as in the first course that has it, else with every range at the least
    that is allowed.
    """
    ordered = sorted(courses.items(), key=lambda item: (item[0] != YARDSTICK, item[0]))
    for _, course in ordered:
        for segment in course.segments:
            if segment.kind == kind and segment.weight > 0.0:
                return segment
    least = [
        ParameterRange(item.name, Vector2(item.minimum, item.minimum), Vector2(item.minimum, item.minimum))
        for item in DEFINITIONS[kind].parameters
    ]
    return SegmentSpec(kind, 1.0, least)


def _kind_json(definition: SegmentDefinition, courses: dict[str, CourseSpec]) -> dict[str, Any]:
    return {
        "kind": int(definition.kind),
        "name": definition.name,
        "summary": definition.summary,
        "parameters": [
            {
                "name": item.name,
                "meaning": item.meaning,
                "minimum": item.minimum,
                "maximum": item.maximum,
                "unit": item.unit,
                "whole": item.whole,
            }
            for item in definition.parameters
        ],
        "template": to_plain(template(definition.kind, courses)),
    }


def _lane_json() -> list[dict[str, Any]]:
    """The course's own numbers: what they mean and may be."""
    meanings = _attribute_texts(CourseSpec)
    told = []
    for name, annotation in zip(
        CourseSpec.__dataclass_fields__, annotations_of(CourseSpec).values(), strict=True
    ):
        kind, limits = limits_of(annotation)
        if kind not in (float, Vector2):
            continue
        told.append(
            {
                "name": name,
                "label": name.replace("_", " ").capitalize(),
                "meaning": meanings[name],
                "minimum": limits.minimum,
                "maximum": limits.maximum,
                "unit": limits.unit,
                "range": kind is Vector2,
            }
        )
    return told


def _attribute_texts(spec: type) -> dict[str, str]:
    """What a class's docstring says of each of its attributes."""
    section = (inspect.getdoc(spec) or "").partition("Attributes:\n")[2]
    found: dict[str, str] = {}
    for line in section.splitlines():
        begun = re.match(r" {4}(\w+): (.*)", line)
        if begun is not None:
            found[begun[1]] = begun[2]
        elif line.strip() and found:
            found[next(reversed(found))] += " " + line.strip()
    return found


def _trained_on(problems: list[str]) -> dict[str, list[str]]:
    """The names of the tasks that train on each course."""
    trained: dict[str, list[str]] = {}
    for name in content.names("Tasks"):
        try:
            course = content.resolve(load_task(name).course).stem
        except AssetError as error:
            problems.append(str(error))
            continue
        trained.setdefault(course, []).append(name)
    return trained
