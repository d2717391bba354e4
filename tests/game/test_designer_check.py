"""The table refuses what loading and generation refuse, says all of it at once, and says where."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from clamber.assets import content
from clamber.assets.course import Arrangement, CourseSpec, ParameterRange, SegmentKind, SegmentSpec
from clamber.assets.fields import AssetError, Vector2
from clamber.assets.loading import asset_text, load_course, parse_course
from clamber.assets.plain import to_plain
from clamber.courses import check_course
from clamber.courses.segments import DEFINITIONS
from clamber.game.designer_check import MOST_SEGMENTS, examine
from clamber.game.designer_preview import MOST_CELLS, preview
from clamber.game.fullness import MOST_BOULDERS, MOST_BOXES, require_drawable

Told = dict[str, Any]
_GAUNTLET = to_plain(load_course("Gauntlet"))


def changed(change: Callable[[Told], object]) -> Told:
    """The Gauntlet as plain values with something changed."""
    told: Told = copy.deepcopy(_GAUNTLET)
    change(told)
    return told


def spec_of(told: Told) -> CourseSpec:
    """The course of plain values in which nothing is wrong."""
    spec, problems = examine(told)
    assert spec is not None and problems == []
    return spec


def set_at(*path: Any) -> Callable[[Told], None]:
    """Sets what lies at a path of keys and indices; the last one is the value."""

    def change(told: Told) -> None:
        *keys, last, value = path
        for key in keys:
            told = told[key]
        told[last] = value

    return change


def test_every_course_of_the_content_is_sound_and_comes_back_as_it_was() -> None:
    for name in content.names("Courses"):
        spec = load_course(name)
        assert examine(json.loads(json.dumps(to_plain(spec)))) == (spec, [])


@pytest.mark.parametrize(
    ("change", "field", "segment", "parameter", "end", "words"),
    [
        (set_at("length", 2), "length", -1, "", "", "Length: 2 is not allowed; at least 5 leg lengths"),
        (set_at("length", 1e400), "length", -1, "", "", "Length: inf is not allowed; a number from 5 to 1000"),
        (set_at("length", "60"), "length", -1, "", "", "Length: '60' is not allowed; a number from 5 to 1000"),
        (set_at("width", True), "width", -1, "", "", "Width: True is not allowed; a number from 1 to 50"),
        (set_at("spacing", [0.1, 2]), "spacing", -1, "", "", "Spacing, lower end: 0.1 is not allowed; at least 0.2"),
        (set_at("spacing", [3, 1]), "spacing", -1, "", "", "Spacing: {x: 3, y: 1} is not allowed; x is the lower end"),
        (set_at("start_length", 50.0), "", -1, "", "", None),
        (set_at("arrangement", 3), "arrangement", -1, "", "", "Arrangement: 3 is not allowed; one of 0 (mixed)"),
        (set_at("description", 3), "description", -1, "", "", "Description: "),
        (set_at("description", "\ud800"), "description", -1, "", "", "Description: holds half a character"),
        (set_at("segments", []), "segments", -1, "", "", "Segments: a list of 0 is not allowed; at least one segment"),
        (set_at("segments", 3), "segments", -1, "", "", "Cards: a list of at most 200 is needed"),
        (set_at("segments", 4, 7), "segments", 4, "", "", "Card 5: 7 is not a group of fields"),
        (set_at("segments", 4, "kind", 99), "segments", 4, "", "", "Card 5, kind: 99 is not allowed; one of 0 (flat)"),
        (set_at("segments", 4, "weight", -1), "segments", 4, "", "", "Card 5 (Hurdles), weight: -1 is not allowed"),
        (
            set_at("segments", 4, "parameters", 0, "hard", [0.5, 9]), "segments", 4, "height", "hard",
            "Card 5 (Hurdles), height, hard: 9 is not allowed; height of Hurdles is 0.01 to 1.5 leg lengths",
        ),
        (
            set_at("segments", 4, "parameters", 3, "easy", [1.5, 2]), "segments", 4, "count", "easy",
            "Card 5 (Hurdles), count, easy: 1.5 is not allowed; count of Hurdles is a whole number",
        ),
        (
            set_at("segments", 4, "parameters", 0, "name", "heigth"), "segments", 4, "heigth", "",
            "Card 5 (Hurdles), heigth: 'heigth' is not a parameter of Hurdles; did you mean height?",
        ),
        (
            lambda told: told["segments"][4]["parameters"].pop(), "segments", 4, "", "",
            "Card 5 (Hurdles), parameters: 'count' is missing; Hurdles has height, depth, apart, count",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(
    change: Callable[[Told], object], field: str, segment: int, parameter: str, end: str, words: str | None
) -> None:
    spec, problems = examine(changed(change))
    if words is None:
        assert spec is not None and problems == []
        return
    [problem] = problems
    assert spec is None and problem.words.startswith(words), problem.words
    assert "\n" not in problem.words
    assert (problem.field, problem.segment, problem.parameter, problem.end) == (field, segment, parameter, end)


def test_all_mistakes_are_told_at_once() -> None:
    def change(told: Told) -> None:
        told["length"], told["width"] = 2, 0
        told["segments"][3]["weight"] = -1
        told["segments"][7]["parameters"][0]["easy"] = [2, 1]

    _, problems = examine(changed(change))
    assert [(problem.field, problem.segment) for problem in problems] == [
        ("length", -1), ("width", -1), ("segments", 3), ("segments", 7),
    ]  # fmt: skip


def test_weights_of_nothing_and_a_start_beyond_the_finish_are_mistakes() -> None:
    def no_weights(told: Told) -> None:
        for segment in told["segments"]:
            segment["weight"] = 0

    [weights] = examine(changed(no_weights))[1]
    assert weights.words == "Segments: only weights of 0 are not allowed; at least one segment with a weight above 0"
    [start] = examine(changed(lambda told: told.update(length=40, start_length=45)))[1]
    assert start.words == "Start length: 45 is not allowed; less than the lane's length"


@pytest.mark.parametrize("told", [None, [], "course", 3, {}, {"segments": [None] * (MOST_SEGMENTS + 1)}])
def test_what_is_no_course_is_refused(told: Any) -> None:
    spec, problems = examine(told)
    assert spec is None and problems and all("\n" not in problem.words for problem in problems)


def refused_by_loading(spec: CourseSpec) -> str:
    """What loading and generation say of a course; empty: nothing."""
    try:
        text = asset_text(spec, "course")
        check_course(parse_course(text, "course"))
    except AssetError as error:
        return str(error)
    return ""


def test_it_refuses_what_loading_and_generation_refuse_and_nothing_else() -> None:
    """Courses with numbers drawn around the limits; what the table says ends as what the others say."""
    source = random.Random(5)
    refused = 0
    for _ in range(60):
        told = copy.deepcopy(_GAUNTLET)
        segment = source.choice(told["segments"])
        item = source.choice(segment["parameters"])
        allowed = next(
            one for one in DEFINITIONS[SegmentKind(segment["kind"])].parameters if one.name == item["name"]
        )
        ends = (allowed.minimum, allowed.maximum, 1.01 * allowed.maximum, 0.99 * allowed.minimum, 2.5)
        item[source.choice(("easy", "hard"))] = [source.choice(ends), source.choice(ends)]
        spec, problems = examine(told)
        reference = _as_spec(told)
        error = refused_by_loading(reference)
        assert bool(error) == (spec is None), (error, problems)
        if spec is None:
            refused += 1
            assert problems[0].words.split(": ", 1)[1] == error.split(": ", 2)[2]
        else:
            assert spec == parse_course(asset_text(reference, "course"), "course")
    assert 20 < refused < 55


def _as_spec(told: Told) -> CourseSpec:
    """Plain values as a spec, unchecked."""
    segments = [
        SegmentSpec(
            SegmentKind(one["kind"]), one["weight"],
            [ParameterRange(p["name"], Vector2(*p["easy"]), Vector2(*p["hard"])) for p in one["parameters"]],
        )
        for one in told["segments"]
    ]  # fmt: skip
    plain = {**told, "segments": segments, "spacing": Vector2(*told["spacing"])}
    return CourseSpec(**{**plain, "arrangement": Arrangement(told["arrangement"])})


def test_a_preview_is_the_course_as_it_will_be() -> None:
    told = preview(_GAUNTLET, 3, 1.0, "")
    assert told["problems"] == told["advice"] == [] and told["note"] == ""
    course = told["course"]
    assert (course["scale"], course["length"], course["seed"]) == (1.0, 60.0, 3)
    assert told["summary"].startswith(f"{len(course['segments'])} segments, {len(course['boxes'])} boxes, ")
    humanoid = preview(_GAUNTLET, 3, 1.0, "Humanoid")["course"]
    assert humanoid["length"] == pytest.approx(60.0 * humanoid["scale"]) and humanoid["scale"] < 1.0
    # Other legs change lengths, never what comes.
    assert [s["kind"] for s in humanoid["segments"]] == [s["kind"] for s in course["segments"]]
    with pytest.raises(AssetError, match="creature 'Nobody': there is none; known: Anymal"):
        preview(_GAUNTLET, 3, 1.0, "Nobody")


def test_a_course_with_a_mistake_has_no_picture_and_no_advice() -> None:
    told = preview(changed(set_at("length", 2)), 3, 1.0, "PlanarWalker")
    assert told["course"] is None and told["advice"] == [] and len(told["problems"]) == 1


def test_advice_is_for_the_creature_and_names_its_card() -> None:
    told = preview(changed(set_at("segments", 5, "parameters", 0, "hard", [1.0, 1.5])), 3, 1.0, "Humanoid")
    assert told["course"] is not None
    [advice] = told["advice"]
    assert (advice["segment"], advice["parameter"]) == (5, "width")
    assert advice["words"].startswith("Gaps: a gap of 1.19 m is longer than a Humanoid jumps (1.12 m), from difficulty")
    assert preview(changed(set_at("segments", 5, "parameters", 0, "hard", [1.0, 1.5])), 3, 1.0, "")["advice"] == []


def test_the_fullest_courses_are_not_drawn_and_the_longest_are_drawn_coarsely() -> None:
    def everywhere(kind: SegmentKind, **values: float) -> Told:
        """A large lane of one kind alone, some of its parameters fixed."""

        def fill(told: Told) -> None:
            segment = next(one for one in told["segments"] if one["kind"] == kind)
            for item in segment["parameters"]:
                if item["name"] in values:
                    item["easy"] = item["hard"] = [values[item["name"]]] * 2
            told.update(segments=[segment], length=1000, width=50)

        return changed(fill)

    rubble = everywhere(SegmentKind.RUBBLE, size=0.25, cover=0.5)
    full = preview(rubble, 0, 0.5, "")
    assert full["course"] is None and full["problems"] == []
    assert f"at most {MOST_BOXES:,} are drawn" in full["note"]
    with pytest.raises(AssetError, match=r"^course 'Full': it may hold [0-9,]+ boxes, at most 6,000 are drawn; "):
        require_drawable("Full", spec_of(rubble))
    full = preview(everywhere(SegmentKind.BOULDERS, abreast=8, apart=1), 0, 0.5, "")
    assert full["course"] is None and f"boulders, at most {MOST_BOULDERS:,} are drawn" in full["note"]
    field = to_plain(load_course("Flat")) | {"length": 1000.0, "width": 50.0, "start_length": 2.0}
    long = preview(field, 0, 0.5, "")["course"]["raster"]
    assert long["columns"] <= MOST_CELLS[0] and long["rows"] <= MOST_CELLS[1]
    assert long["columns"] * long["dx"] == pytest.approx(1006.0, abs=2 * long["dx"])
