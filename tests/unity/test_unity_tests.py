"""The tests for Unity's own runner: those of EditMode run here too, those of PlayMode compile."""

from __future__ import annotations

import json
import re
from pathlib import Path

from clamber.assets.course import Arrangement, CourseSpec, ParameterRange, SegmentKind, SegmentSpec
from clamber.assets.fields import Vector2
from clamber.courses import generate

from tests.unity.mono import CONTENT, build, copy_content, run
from tests.unity.test_courses import vector_rules

TESTS = CONTENT / "Tests"


def knob(name: str, *ends: float) -> ParameterRange:
    """A parameter's range at difficulty 0, then at 1."""
    return ParameterRange(name, Vector2(ends[0], ends[1]), Vector2(ends[2], ends[3]))


def declared(folder: Path, attribute: str) -> set[str]:
    """Class.Method of every test in the sources of a folder."""
    found = set()
    for source in folder.rglob("*.cs"):
        for name in re.findall(rf"\[{attribute}\]\n\s+public \S+ (\w+)\(", source.read_text()):
            found.add(f"{source.stem}.{name}")
    return found


def test_edit_mode_tests_pass() -> None:
    outcomes = dict(line.split("|", 1) for line in run("edit-mode"))
    assert set(outcomes) == declared(TESTS / "EditMode", "Test") != set()
    assert {name: outcome for name, outcome in outcomes.items() if outcome != "passed"} == {}


def test_an_edit_mode_test_can_fail(tmp_path: Path) -> None:
    """Content that is broken is found, so a pass means something."""
    copy_content(tmp_path)
    path = tmp_path / "Courses" / "Gaps.asset"
    path.write_text(path.read_text().replace("m_Name: width", "m_Name: breadth"))
    outcomes = dict(line.split("|", 1) for line in run("edit-mode", content=tmp_path))
    assert "'breadth' is not a parameter of Gaps" in outcomes["ContentTests.CoursesAreSound"]


def test_play_mode_tests_compile_and_are_found() -> None:
    assert (build() / "Clamber.PlayMode.dll").is_file()
    assert declared(TESTS / "PlayMode", "UnityTest") >= {
        "JointTests.StiffnessIsPerRadian", "JointTests.ForceLimitsAreTorques",
        "JointTests.TargetsTurnLinksAsTheKinematicsSay",
        "StandingTests.ATableStandsStill", "StandingTests.AResetIsTheStartPose",
        "StandingTests.TheSolverIsToldWhatWasAskedFor",
    }  # fmt: skip


def test_the_digest_in_the_edit_mode_test_is_pythons() -> None:
    hurdles = SegmentSpec(
        SegmentKind.HURDLES, 1.0,
        [knob("height", 0.0625, 0.125, 0.25, 0.5), knob("depth", 0.125, 0.25, 0.125, 0.25),
         knob("apart", 2.0, 4.0, 2.0, 4.0), knob("count", 2.0, 3.0, 2.0, 3.0)],
    )  # fmt: skip
    gaps = SegmentSpec(
        SegmentKind.GAPS, 1.0,
        [knob("width", 0.125, 0.25, 0.5, 1.0), knob("platform", 1.5, 3.0, 1.5, 3.0), knob("count", 2.0, 3.0, 2.0, 3.0)],
    )  # fmt: skip
    spec = CourseSpec(
        description="", length=40.0, width=4.0, start_length=2.0, spacing=Vector2(1.0, 2.0),
        arrangement=Arrangement.MIXED, difficulty_at_start=0.25, segments=[hurdles, gaps],
    )  # fmt: skip
    digest = vector_rules().digests(generate(spec, 7, 0.5, 0.5, 0.6))["raster"]
    assert f'k_Raster = "{digest}";' in (TESTS / "EditMode" / "Core" / "CourseGeneratorTests.cs").read_text()


def test_test_assemblies_are_as_unity_makes_them() -> None:
    for name, platforms in (("EditMode", ["Editor"]), ("PlayMode", [])):
        definition = json.loads((TESTS / name / f"Clamber.{name}.asmdef").read_text())
        assert definition["includePlatforms"] == platforms
        assert definition["precompiledReferences"] == ["nunit.framework.dll"] and definition["overrideReferences"]
        assert definition["defineConstraints"] == ["UNITY_INCLUDE_TESTS"] and not definition["autoReferenced"]
        assert {"UnityEngine.TestRunner", "UnityEditor.TestRunner"} <= set(definition["references"])
