"""What is too much for a creature: Python says the same as the inspector in Unity, and its arithmetic is right."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.course import Arrangement, CourseSpec, SegmentKind
from clamber.assets.fields import Vector2
from clamber.assets.kinematics import extent_along, neutral_angles, pose_of
from clamber.assets.loading import load_body, load_course, load_task, save_course
from clamber.courses.segments import DEFINITIONS
from clamber.tasks.body_reach import reach_of
from clamber.tasks.course_advice import LEAST_FRICTION, course_advice
from clamber.tasks.measures import measure

from tests.unity.mono import CONTENT, run

BODIES = sorted(path.stem for path in (CONTENT / "Bodies").glob("*.asset"))
#: How many are drawn at random, one of each arrangement.
COURSES = 3


def drawn(base: CourseSpec, number: int) -> CourseSpec:
    """A course with every kind, its ranges drawn anywhere within what is allowed, some weights 0."""
    source = random.Random(number)
    segments = []
    for segment in base.segments:
        allowed = {parameter.name: parameter for parameter in DEFINITIONS[segment.kind].parameters}
        parameters = []
        for item in segment.parameters:
            # Near the least that is allowed for most, so that both sides of every limit come up.
            least, most = allowed[item.name].minimum, min(allowed[item.name].maximum, 2.5)
            ends = [round(source.uniform(least, most), 2) for _ in range(4)]
            if allowed[item.name].whole:
                ends = [float(round(end)) for end in ends]
            ends = [min(max(end, least), allowed[item.name].maximum) for end in ends]
            parameters.append(
                replace(item, easy=Vector2(*sorted(ends[:2])), hard=Vector2(*sorted(ends[2:])))
            )
        weight = source.choice((0.0, 1.0, 2.5))
        segments.append(replace(segment, weight=weight, parameters=parameters))
    segments[0] = replace(segments[0], weight=1.0)
    return replace(base, segments=segments, arrangement=Arrangement(number % 3))


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content with courses drawn at random."""
    folder = tmp_path_factory.mktemp("content")
    for part in ("Bodies", "Courses", "Tasks"):
        shutil.copytree(CONTENT / part, folder / part)
    for number in range(COURSES):
        save_course(drawn(load_course("Gauntlet"), number), folder / "Courses" / f"Drawn{number}.asset")
    return folder


def said(content: Path, number: int, body: str) -> list[str]:
    """What Python says of a drawn course."""
    course = load_course(content / "Courses" / f"Drawn{number}.asset")
    return [item.words for item in course_advice(course, reach_of(load_body(body)) if body else None, body)]


def test_python_says_what_the_inspector_says_of_a_course_and_a_creature(content: Path) -> None:
    questions = [(number, body) for number in range(COURSES) for body in BODIES]
    answers: list[list[str]] = []
    for line in run("advice", [f"Drawn{number}|{body}" for number, body in questions], content=content):
        if line.startswith("- "):
            answers[-1].append(line[2:])
        else:
            answers.append([line])
    assert sum(map(len, answers)) > 60
    for (number, body), answer in zip(questions, answers, strict=True):
        assert answer[1:] == said(content, number, body), (number, body)
        reach = reach_of(load_body(body))
        manages = (reach.jump, reach.clear, reach.step, reach.crouch, reach.width)
        assert [float(word) for word in answer[0].split()] == pytest.approx(manages, abs=1e-6)


def test_python_says_what_the_inspector_says_of_a_course_alone(content: Path) -> None:
    lines = run("advice", [f"Drawn{number}|" for number in range(COURSES)], content=content)
    expected = [words for number in range(COURSES) for words in said(content, number, "")]
    assert [line[2:] for line in lines] == expected
    assert expected


def test_a_gap_too_long_is_told_in_metres_and_from_which_difficulty() -> None:
    # A humanoid's leg is 0.795 m: 1.5 leg lengths are 1.19 m; it jumps sqrt(2) of them, 1.12 m. The widest gap grows
    # from 0.5 to 1.5 leg lengths: it is sqrt(2) at difficulty 0.914.
    course = load_course("Gaps")
    gaps = course.segments[0]
    wide = replace(gaps.parameters[0], easy=Vector2(0.3, 0.5), hard=Vector2(1.0, 1.5))
    course = replace(course, segments=[replace(gaps, parameters=[wide, *gaps.parameters[1:]])])
    [advice] = course_advice(course, reach_of(load_body("Humanoid")), "Humanoid")
    assert advice.words == (
        "Gaps: a gap of 1.19 m is longer than a Humanoid jumps (1.12 m), from difficulty 0.91 on"
    )
    assert (advice.segment, advice.parameter) == (0, "width")


def test_an_advice_names_its_segment() -> None:
    advice = course_advice(load_course("Gauntlet"), reach_of(load_body("PlanarWalker")), "PlanarWalker")
    kinds = [load_course("Gauntlet").segments[item.segment].kind for item in advice]
    assert kinds == [SegmentKind.STEPPING_STONES, SegmentKind.SLALOM, SegmentKind.NARROW_BRIDGE]


@pytest.mark.parametrize("body", BODIES)
def test_what_a_body_manages_follows_from_its_measures(body: str) -> None:
    spec = load_body(body)
    reach = reach_of(spec)
    # Ballistics with numbers: a hip that rises by a quarter of a leg, at the run's speed.
    gravity = 9.81
    airborne = 2.0 * np.sqrt(2.0 * 0.25 * spec.leg_length / gravity)
    assert reach.jump == pytest.approx(np.sqrt(gravity * spec.leg_length) * airborne)
    assert reach.crouch == pytest.approx(measure(spec).top_height - 0.5 * spec.leg_length)
    pose = pose_of(spec, neutral_angles(spec))
    sides = []
    for index, link in enumerate(spec.links):
        for shape in link.shapes:
            if shape.collides:
                ends = extent_along(shape, pose.rotations[index].T @ np.array([0.0, 1.0, 0.0]))
                sides += [pose.positions[index][1] + end for end in ends]
    assert reach.width == pytest.approx(max(sides) - min(sides))


def test_the_least_friction_is_that_of_the_tasks() -> None:
    tasks = [load_task(path.stem) for path in (CONTENT / "Tasks").glob("*.asset")]
    assert min(task.randomisation.friction.x for task in tasks) == pytest.approx(LEAST_FRICTION)
