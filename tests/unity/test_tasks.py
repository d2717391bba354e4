"""A task in Unity: what Python refuses, Play and a race refuse too, and the task's inspector says why."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_body, save_body
from clamber.tasks.content import read_task

from tests.unity.mono import copy_content, run
from tests.unity.records import line
from tests.unity.test_inspector import design

NAME = "QuadrupedFlat"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content, to break."""
    return copy_content(tmp_path)


def edit(path: Path, field: str, value: str) -> None:
    """Puts a value in the place of a field's first one."""
    text = path.read_text()
    assert re.search(rf"\b{field}: ", text)
    path.write_text(re.sub(rf"\b{field}: .*", f"{field}: {value}", text, count=1))


def told_by_the_inspector(content: Path, *actions: str, asset: str = f"Tasks/{NAME}") -> str:
    """The complaint under an asset's fields; nothing if all is well."""
    [written] = design(f"open|{asset}", *actions, "told", content=content)
    return written.partition("Error: ")[2]


def told_on_play(content: Path) -> str:
    """What stops the training scene, with the exit code; an agent if nothing does."""
    record = line(parameters="", areas=1.0, repeat=1.0, learner=0.0, steps=0.0, reset=0.0)
    return run("area", [record], content=content, arguments=["--task", NAME, "--agents", "1"])[0]


def told_by_the_race(content: Path) -> str:
    """What the menu says instead of racing."""
    begin = f"begin=|racers={NAME}|steered=-1|seed=1|difficulty=0.5"
    return run("race", [f"tasks={NAME}|courses=Gauntlet|brains=0", begin], content=content)[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("m_BehaviorName", "a?b"),
        ("m_CourseScale", "11"),
        ("m_PhysicsStep", "0.05"),
        ("m_DecisionSteps", "0"),
        ("m_ActionRangeDeg", "0.5"),
        ("m_FellOverHeight", "1.5"),
        ("m_FellOverTiltDeg", "181"),
        ("m_OutOfBounds", "-1"),
        ("m_StuckSeconds", "601"),
        ("m_TimeLimit", "0"),
        ("m_TargetSpeed", "{x: 2, y: 1}"),
        ("m_HeadingDeg", "{x: -200, y: 0}"),
        ("m_ResampleSeconds", "-1"),
        ("m_JointNoiseDeg", "91"),
        ("m_YawNoiseDeg", "181"),
        ("m_VelocityNoise", "11"),
        ("m_Friction", "{x: 1, y: 6}"),
        ("m_MassScale", "{x: 0, y: 0}"),
        ("m_MotorStrength", "{x: -1, y: 0}"),
        ("m_GravityScale", "{x: 0, y: 11}"),
        ("m_ActionDelay", "{x: 0, y: 21}"),
        ("m_PushSpeed", "11"),
        ("m_PushInterval", "0"),
        ("m_Difficulty", "2"),
        ("m_Promote", "-0.5"),
        ("m_Demote", "0.99"),
        ("m_Step", "2"),
        ("m_Capacity", "-1"),
        ("m_Recovery", "1e5"),
        ("m_Weakest", "2"),
        ("m_FloorSide", "[]"),
        ("m_Size", "4"),
    ],
)
def test_what_python_refuses_is_told_in_the_same_words(field: str, value: str, content: Path) -> None:
    path = content / "Tasks" / f"{NAME}.asset"
    if value == "[]":
        path.write_text(re.sub(rf"(\b{field}:)(\n    - .*)+", rf"\1 {value}", path.read_text(), count=1))
    else:
        edit(path, field, value)
    with pytest.raises(ValueError) as error:
        read_task(str(path))
    problem = str(error.value).partition(": ")[2]
    assert told_by_the_inspector(content) == f"{NAME}: {problem}"


def test_what_is_wrong_stops_play_and_a_race_before_they_begin(content: Path) -> None:
    edit(content / "Tasks" / f"{NAME}.asset", "m_TimeLimit", "0")
    problem = f"{NAME}: m_Endings.m_TimeLimit: 0 is not allowed; at least 0.1 s"
    assert told_on_play(content) == f"2|Clamber: {problem}"
    assert told_by_the_race(content) == problem


def test_a_broken_body_stops_them_by_its_name(content: Path) -> None:
    path = content / "Bodies" / "Quadruped.asset"
    path.write_text(path.read_text().replace("m_Parent: trunk", "m_Parent: truck", 1))
    problem = told_by_the_inspector(content)
    assert problem.startswith("Quadruped: m_Links[1].m_Parent: truck is not allowed; one of trunk")
    assert told_on_play(content) == f"2|Clamber: {problem}"
    assert told_by_the_race(content) == problem


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ("Quadruped", "m_StandingHeight", "0"),
        ("Quadruped", "m_LegLength", "11"),
        ("Quadruped", "m_Position", "{x: 0, y: -11, z: 0}"),
        ("Quadruped", "m_Size", "{x: 0.1, y: 0.1, z: 11}"),
        ("Quadruped", "m_Mass", "-1"),
        ("Quadruped", "m_Direction", "{x: 1.5, y: 0, z: 0}"),
        ("Quadruped", "m_RangeDeg", "{x: 40, y: -40}"),
        ("Quadruped", "m_NeutralDeg", "400"),
        ("Quadruped", "m_Stiffness", "-2"),
        ("Quadruped", "m_Damping", "2e5"),
        ("Quadruped", "m_ForceLimit", "-0.5"),
        ("Runner", "m_Force", "-1"),
        ("Runner", "m_OptimalLength", "0"),
        ("Runner", "m_NeutralLength", "12"),
        ("Runner", "m_MaxVelocity", "0"),
        ("Runner", "m_PassiveForce", "-0.25"),
        ("Runner", "m_Arm", "2"),
    ],
)
def test_a_body_s_number_that_is_not_allowed_is_told_in_python_s_words(
    body: str, field: str, value: str, content: Path
) -> None:
    path = content / "Bodies" / f"{body}.asset"
    edit(path, field, value)
    with pytest.raises(AssetError) as error:
        load_body(path)
    assert told_by_the_inspector(content, asset=f"Bodies/{body}") == str(error.value).partition(": ")[2]


def test_a_body_of_more_links_than_unity_simulates_stops_them(content: Path) -> None:
    path = content / "Bodies" / "Quadruped.asset"
    body = load_body("Quadruped")
    more = [replace(body.links[-1], name=f"tail_{number}") for number in range(65 - len(body.links))]
    save_body(replace(body, links=[*body.links, *more]), path)
    problem = "Quadruped: m_Links: a list of 65 is not allowed in Unity; it simulates at most 64"
    assert told_by_the_inspector(content) == problem
    assert told_by_the_inspector(content, asset="Bodies/Quadruped") == problem.removeprefix("Quadruped: ")
    assert told_on_play(content) == f"2|Clamber: {problem}"
    # Python trains it all the same.
    assert len(load_body(path).links) == 65


def test_a_body_that_could_stand_on_nothing_stops_them_in_python_s_words(content: Path) -> None:
    path = content / "Bodies" / "Quadruped.asset"
    path.write_text(path.read_text().replace("m_Collides: 1", "m_Collides: 0"))
    problem = told_by_the_inspector(content)
    assert problem == "Quadruped: m_Links: no shape collides; at least one must, to stand on"
    assert told_on_play(content) == f"2|Clamber: {problem}"
    with pytest.raises(AssetError, match=re.escape(problem.removeprefix("Quadruped: "))):
        load_body(path)


def test_a_link_called_as_the_ground_is_stops_them_in_python_s_words(content: Path) -> None:
    path = content / "Bodies" / "Quadruped.asset"
    path.write_text(path.read_text().replace("m_Name: trunk", "m_Name: world").replace(": trunk", ": world"))
    problem = told_by_the_inspector(content)
    assert problem == "Quadruped: m_Links[0].m_Name: world is not allowed; the ground is called so"
    with pytest.raises(AssetError, match=re.escape(problem.removeprefix("Quadruped: "))):
        load_body(path)


def test_a_course_that_would_never_end_stops_them_by_its_name(content: Path) -> None:
    for name in ("Flat", "Gauntlet"):
        edit(content / "Courses" / f"{name}.asset", "m_Spacing", "{x: -9, y: -9}")
    problem = "m_Spacing.x: -9 is not allowed; at least 0.2 leg lengths"
    assert told_on_play(content) == f"2|Clamber: Flat: {problem}"
    edit(content / "Courses" / "Flat.asset", "m_Spacing", "{x: 1, y: 2}")
    assert told_by_the_race(content) == f"Gauntlet: {problem}"


def test_a_new_task_needs_a_body_a_course_a_name_and_one_press() -> None:
    """Everything else begins as something that can be lived."""
    opened = ("open|Tasks/new", "told")
    recorded = ("press|Record the observations", "draw", "told", "undo", "told")
    before, after, undone = (text.partition("Error: ")[2] for text in design(*opened, *recorded))
    assert before == undone == "new: m_BehaviorName: nothing is not allowed; a name without '?'"
    assert after == before


def test_the_observations_are_recorded_as_the_code_makes_them(content: Path) -> None:
    path = content / "Tasks" / f"{NAME}.asset"
    path.write_text(re.sub(r"(m_Observations:)(\n  - .*(\n    .*)+)+", r"\1 []", path.read_text(), count=1))
    assert told_by_the_inspector(content).startswith(f"{NAME}: m_Observations[0]: nothing is not allowed")
    assert told_by_the_inspector(content, "press|Record the observations", "draw") == ""


def test_a_task_whose_asset_is_gone_is_passed_over() -> None:
    record = line(parameters="", areas=1.0, repeat=1.0, learner=0.0, steps=0.0, reset=0.0, missing=1.0)
    assert not run("area", [record], arguments=["--task", NAME, "--agents", "1"])[0].startswith("2|")
    told = run("area", [record], arguments=["--task", "Nobody"])[0]
    assert told.startswith("2|Clamber: --task: Nobody is not in this build; there are ")
