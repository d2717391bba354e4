"""Everything that is wrong with a course from the designer's table, in plain words and with its place.

The rules and their words are those of loading (``assets``) and of generation (``courses``); here is only said, for
people who see cards, which card it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from clamber.assets.course import CourseSpec, SegmentKind, SegmentSpec
from clamber.assets.course_validation import validate_course
from clamber.assets.decoding import Place, annotations_of, key_of
from clamber.assets.fields import AssetError
from clamber.assets.plain import from_plain
from clamber.courses import check_course
from clamber.courses.plan import check_segment
from clamber.courses.segments import DEFINITIONS

#: Most cards of a course that the table shows.
MOST_SEGMENTS = 200
_SEGMENT = re.compile(r"m_Segments\[(\d+)\]")
_PARAMETER = re.compile(r"m_Parameters\[(\d+)\]")
_ENDS = {"m_Easy": "easy", "m_Hard": "hard"}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        words: one line.
        field: the course's field that it is about ("start_length"); "segments" for a card's.
        segment: the card's index; -1: none.
        parameter: the parameter's name; empty: none.
        end: "easy" or "hard"; empty: neither.
    """

    words: str
    field: str
    segment: int = -1
    parameter: str = ""
    end: str = ""

    def json(self) -> dict[str, Any]:
        """As the page is told."""
        return asdict(self)


def examine(told: Any) -> tuple[CourseSpec | None, list[Problem]]:
    """A course from plain values (``assets.plain``), and what is wrong with it: one thing per field and per card.

    Returns:
        the course, or None where something is wrong with it; and the problems.
    """
    if not isinstance(told, dict):
        return None, [Problem("A course is needed: an object with length, width, segments and the rest", "")]
    problems: list[Problem] = []
    values: dict[str, Any] = {}

    def attempt(make: Callable[[], Any]) -> Any:
        try:
            return make()
        except AssetError as error:
            problems.append(_problem(str(error), told))
            return None

    whole = Place("")
    for name, (key, annotation) in zip(
        CourseSpec.__dataclass_fields__, annotations_of(CourseSpec).items(), strict=True
    ):
        if name not in told:
            problems.append(Problem(f"{_label(key)}: missing", name))
        elif name != "segments":
            values[name] = attempt(partial(from_plain, annotation, told[name], whole.field(key)))
    entries = told.get("segments", [])
    if not isinstance(entries, list) or len(entries) > MOST_SEGMENTS:
        problems.append(Problem(f"Cards: a list of at most {MOST_SEGMENTS} is needed", "segments"))
    else:
        values["segments"] = [
            attempt(partial(_segment, entry, whole.field(key_of("segments")).item(index)))
            for index, entry in enumerate(entries)
        ]
    if any("\ud800" <= character <= "\udfff" for character in values.get("description") or ""):
        problems.append(Problem("Description: holds half a character", "description"))
    if problems:
        return None, problems
    spec = CourseSpec(**values)
    attempt(lambda: validate_course(spec, whole))
    if not problems:
        attempt(lambda: check_course(spec, ""))
    return (None if problems else spec), problems


def _segment(entry: Any, place: Place) -> SegmentSpec:
    """A card, checked."""
    segment = from_plain(SegmentSpec, entry, place)
    check_segment(segment, place.path)
    return segment


def _problem(error: str, told: dict[str, Any]) -> Problem:
    """An error of the loading kind (field, colon, what is wrong), in the words of the table."""
    field, _, wrong = error.removeprefix(": ").partition(": ")
    card = _SEGMENT.match(field)
    if card is None:
        key, *rest = field.split(".")
        name = next((name for name in CourseSpec.__dataclass_fields__ if key_of(name) == key), "")
        ends = {"x": ", lower end", "y": ", upper end"}.get(rest[0], "") if rest else ""
        return Problem(f"{_label(key)}{ends}: {wrong}", name)
    index = int(card[1])
    place = [f"Card {index + 1}"]
    entry = told["segments"][index]
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if isinstance(kind, int) and kind in set(SegmentKind):
        place[0] += f" ({DEFINITIONS[SegmentKind(kind)].name})"
    parameter, end = "", ""
    number = _PARAMETER.search(field)
    if number is not None:
        parameter = _name_of(entry, int(number[1]))
        place.append(parameter or f"parameter {int(number[1]) + 1}")
        end = next((word for key, word in _ENDS.items() if key in field), "")
        if end:
            place.append(end)
    elif "m_" in field[card.end() :]:
        place.append(_label(field[card.end() :].split(".")[1]).lower())
    return Problem(f"{', '.join(place)}: {wrong}", "segments", index, parameter, end)


def _name_of(entry: Any, number: int) -> str:
    """A parameter's name, as the page gave it."""
    try:
        return str(entry["parameters"][number]["name"])[:40]
    except (KeyError, IndexError, TypeError):
        return ""


def _label(key: str) -> str:
    """A field as people read it: ``m_StartLength`` is "Start length"."""
    words = re.findall(r"[A-Z][a-z]*", key)
    return " ".join([words[0], *(word.lower() for word in words[1:])]) if words else "Course"
