"""What the course inspector says of a course and a creature in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.content import content_folder
from clamber.assets.course import CourseSpec
from clamber.assets.fields import Vector2
from clamber.assets.kinematics import extent_along, neutral_angles, pose_of
from clamber.assets.loading import load_body, load_course, load_task, save_course
from clamber.tasks.measures import measure

from tests.unity.mono import CONTENT, copy_content, run

BODIES = sorted(path.stem for path in (CONTENT / "Bodies").glob("*.asset"))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content."""
    return copy_content(tmp_path)


def with_ranges(course: CourseSpec, segment: int, parameter: str, easy: Vector2, hard: Vector2) -> CourseSpec:
    """The course with one parameter changed."""
    segments = list(course.segments)
    parameters = [
        replace(item, easy=easy, hard=hard) if item.name == parameter else item for item in segments[segment].parameters
    ]
    segments[segment] = replace(segments[segment], parameters=parameters)
    return replace(course, segments=segments)


def advice(course: str, body: str, content: Path = CONTENT) -> list[str]:
    """What is said."""
    return [line[2:] for line in run("advice", [f"{course}|{body}"], content=content) if line.startswith("- ")]


def test_a_gap_too_long_is_told_in_metres_and_from_which_difficulty(content: Path) -> None:
    # A humanoid's leg is 0.795 m: 1.5 leg lengths are 1.19 m; it jumps sqrt(2) of them, 1.12 m. The widest gap grows
    # from 0.5 to 1.5 leg lengths: it is sqrt(2) at difficulty 0.914.
    course = with_ranges(load_course("Gaps"), 0, "width", Vector2(0.3, 0.5), Vector2(1.0, 1.5))
    save_course(course, content / "Courses" / "Gaps.asset")
    assert advice("Gaps", "Humanoid", content) == [
        "Gaps: a gap of 1.19 m is longer than a Humanoid jumps (1.12 m), from difficulty 0.91 on"
    ]
    assert advice("Gaps", "Anymal", content)[0].startswith("Gaps: a gap of 0.85 m is longer than an Anymal jumps")


@pytest.mark.parametrize(
    ("course", "parameter", "easy", "hard", "told"),
    [
        ("Hurdles", "height", (0.8, 0.9), (0.8, 0.9), r"a hurdle of 0\.72 m is higher than a Humanoid .* \(0\.6 m\)$"),
        ("Platforms", "height", (0.1, 0.2), (0.8, 1.0), r"a platform of .* \(0\.6 m\), from difficulty 0\.69 on$"),
        ("Stairs", "rise", (0.1, 0.1), (0.5, 0.5), None),
        ("Stairs", "rise", (0.1, 0.5), (0.1, 0.3), None),
        ("Slope", "grade", (0.9, 0.9), (0.5, 0.5), r"a grade of 0\.9 .* hold \(0\.7\), up to difficulty 0\.5$"),
        ("Beams", "clearance", (1.0, 1.1), (0.4, 0.9), r"a beam at 0\.\d+ m is lower than a Humanoid ducks"),
        ("Slalom", "opening", (2.0, 2.0), (0.3, 2.0), r"an opening of 0\.24 m is narrower than a Humanoid"),
        ("SteppingStones", "apart", (0.1, 0.2), (1.0, 2.0), r"stones 1\.59 m apart are further than a Humanoid jumps"),
        ("Rubble", "height", (0.1, 0.2), (0.2, 0.6), r"a block of 0\.48 m is higher than a Humanoid steps over"),
    ],
)  # fmt: skip
def test_what_is_too_much(
    course: str, parameter: str, easy: Vector2, hard: Vector2, told: str | None, content: Path
) -> None:
    changed = with_ranges(load_course(course), 0, parameter, Vector2(*easy), Vector2(*hard))
    save_course(changed, content / "Courses" / f"{course}.asset")
    said = advice(course, "Humanoid", content)
    if told is None:
        assert said == []
    else:
        [line] = said
        assert line.startswith(f"{course}: ") and re.search(told, line), line


def test_the_gauntlet_asks_nothing_impossible_of_the_bodies_that_steer() -> None:
    for body in ("Humanoid", "Quadruped", "Bittle", "Anymal"):
        assert advice("Gauntlet", body) == []
    straight = " cannot steer, it moves straight ahead only"
    assert [line.split(": a PlanarWalker")[1] for line in advice("Gauntlet", "PlanarWalker")] == [straight] * 3


def test_what_never_comes_is_told_without_a_creature_too(content: Path) -> None:
    course = load_course("Gauntlet")
    segments = list(course.segments)
    segments[4] = replace(segments[4], weight=0.0)
    save_course(replace(course, segments=segments), content / "Courses" / "Gauntlet.asset")
    assert advice("Gauntlet", "", content) == ["Hurdles: its weight is 0, it never comes"]


@pytest.mark.parametrize("body", BODIES)
def test_what_a_body_manages_follows_from_its_measures(body: str) -> None:
    spec = load_body(body)
    jump, clear, step, crouch, width = map(float, run("advice", [f"Flat|{body}"])[0].split())
    leg = spec.leg_length
    # Ballistics with numbers: a hip that rises by a quarter of a leg, at the run's speed.
    gravity = 9.81
    airborne = 2.0 * np.sqrt(2.0 * 0.25 * leg / gravity)
    assert jump == pytest.approx(np.sqrt(gravity * leg) * airborne)
    assert (clear, step) == pytest.approx((0.75 * leg, 0.5 * leg))
    assert crouch == pytest.approx(measure(spec).top_height - 0.5 * leg)
    pose = pose_of(spec, neutral_angles(spec))
    sides = []
    for index, link in enumerate(spec.links):
        for shape in link.shapes:
            if shape.collides:
                ends = extent_along(shape, pose.rotations[index].T @ np.array([0.0, 1.0, 0.0]))
                sides += [pose.positions[index][1] + end for end in ends]
    assert width == pytest.approx(max(sides) - min(sides))


def test_the_least_friction_is_that_of_the_tasks() -> None:
    source = (CONTENT / "Core/Courses/CourseAdvice.cs").read_text()
    least = min(load_task(path.stem).randomisation.friction.x for path in (content_folder() / "Tasks").glob("*.asset"))
    assert f"k_LeastFriction = {least:g};" in source
