"""Each thing that a person can get wrong in an asset gives one line that says what, where and what is allowed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from clamber.assets import content
from clamber.assets.fields import AssetError, AssetReference, Vector2, Vector3
from clamber.assets.loading import (
    asset_text,
    load_body,
    load_course,
    load_task,
    parse_body,
    parse_course,
    parse_task,
    save_body,
    save_course,
    save_task,
)
from clamber.assets.meta_files import guid_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assets.examples import body, course, task

BODY, COURSE, TASK = asset_text(body(), "X"), asset_text(course(), "X"), asset_text(task(), "X")

BAD_BODIES = [
    ("m_Stiffness: 30", "m_Stiffness: -5", "m_Axes[1].m_Stiffness: -5 is not allowed; at least 0 N m/rad"),
    ("m_Stiffness: 30", "m_Stiffness: 1e6", "m_Axes[1].m_Stiffness: 1000000 is not allowed; at most 100000 N m/rad"),
    ("m_Stiffness: 30", "m_Stiffness: stiff",
     "m_Axes[1].m_Stiffness: stiff is not allowed; a number from 0 to 100000 N m/rad"),
    ("m_Stiffness: 30", "m_Stiffness: nan",
     "m_Axes[1].m_Stiffness: nan is not allowed; a number from 0 to 100000 N m/rad"),
    ("m_Stiffness: 30", "m_Stiffness: 1e60",
     "m_Axes[1].m_Stiffness: 1e60 is not allowed; a number from 0 to 100000 N m/rad"),
    ("m_Stiffness: 30", "m_Stiffness: ",
     "m_Axes[1].m_Stiffness: nothing is not allowed; a number from 0 to 100000 N m/rad"),
    ("m_Stiffness: 30", "m_Stifness: 30", "m_Axes[1].m_Stifness: not a known field; did you mean m_Stiffness?"),
    ("    m_Stiffness: 30\n", "",
     "m_Axes[1].m_Stiffness: missing; a number from 0 to 100000 N m/rad is needed"),
    ("m_Planar: 0", "planar: 0",
     "planar: not a known field; did you mean m_Planar?"),
    ("m_Planar: 0", "m_Planar: yes", "m_Planar: yes is not allowed; 0 (no) or 1 (yes)"),
    ("m_Kind: 0", "m_Kind: 7", "m_Links[0].m_Shapes[0].m_Kind: 7 is not allowed; one of 0 (box), 1 (capsule), "
     "2 (sphere)"),
    ("m_Kind: 0", "m_Kind: [0]", "m_Links[0].m_Shapes[0].m_Kind: a list of 1 is not allowed; one of 0 (box), "
     "1 (capsule), 2 (sphere)"),
    ("m_RangeDeg: {x: -90, y: 0}", "m_RangeDeg: {x: 20, y: -20}",
     "m_Axes[1].m_RangeDeg: {x: 20, y: -20} is not allowed; x is the lower end and y the upper"),
    ("m_RangeDeg: {x: -90, y: 0}", "m_RangeDeg: {x: -90}",
     "m_Axes[1].m_RangeDeg: {x: -90} is not allowed; a vector like {x: 0, y: 0}"),
    ("m_RangeDeg: {x: -90, y: 0}", "m_RangeDeg: {x: -900, y: 0}",
     "m_Axes[1].m_RangeDeg.x: -900 is not allowed; at least -360 deg"),
    ("  m_Muscles:\n", "  m_Muscles: none\n  m_Old:\n", "m_Muscles: none is not a list"),
    ("  - m_Name: knee\n", "  - oops\n  - m_Name: knee\n", "m_Axes[1]: oops is not a group of fields (m_Name, m_Link, "
     "m_Direction, m_RangeDeg, m_NeutralDeg, m_Stiffness, m_Damping, m_ForceLimit)"),
    ("m_Name: knee", "m_Name: hip", "m_Axes[1].m_Name: hip is not allowed; element 0 has that name already"),
    ("m_Name: shank", "m_Name: world", "m_Links[2].m_Name: world is not allowed; the ground is called so"),
    ("m_Name: knee", "m_Name: ", "m_Axes[1].m_Name: nothing is not allowed; a name is needed"),
    ("m_Parent: thigh", "m_Parent: tigh", "m_Links[2].m_Parent: tigh is not allowed; one of trunk, thigh"),
    ("m_Parent: trunk", "m_Parent: shank",
     "m_Links[1].m_Parent: shank is not allowed; parents come before their children"),
    ("m_Parent: \n", "m_Parent: thigh\n",
     "m_Links[0].m_Parent: thigh is not allowed; the first link is the root and has no parent"),
    ("m_Link: shank", "m_Link: foot", "m_Axes[1].m_Link: foot is not allowed; one of thigh, shank"),
    ("m_Link: shank", "m_Link: thigh", "m_Axes[1].m_Link: thigh is not allowed; hip moves that link already"),
    ("m_Link: shank", "m_Link: trunk",
     "m_Axes[1].m_Link: trunk is not allowed; the root moves freely and has no axis"),
    ("m_Direction: {x: 0, y: 1, z: 0}", "m_Direction: {x: 0, y: 0.5, z: 0}",
     "m_Axes[0].m_Direction: a vector of length 0.5 is not allowed; its length is 1"),
    ("m_NeutralDeg: -20", "m_NeutralDeg: 5",
     "m_Axes[1].m_NeutralDeg: 5 is not allowed; within the range, -90 to 0 deg"),
    ("m_Rotation: {x: 0, y: 0, z: 0, w: 1}", "m_Rotation: {x: 0, y: 0, z: 0, w: 2}",
     "m_Links[0].m_Shapes[0].m_Rotation: a quaternion of length 2 is not allowed; its length is 1"),
    ("m_Size: {x: 0.25, y: 0.125, z: 0.0625}", "m_Size: {x: 0.25, y: 0, z: 0.0625}",
     "m_Links[0].m_Shapes[0].m_Size.y: 0 is not allowed; more than 0 m"),
    ("m_Mass: 0.25", "m_Mass: 0", "m_Links[2].m_Shapes: shank has a mass of 0 kg, which is not allowed; a link that "
     "moves needs a shape with mass"),
    ("m_Size: {x: 0.03125, y: 0.1875, z: 0}", "m_Size: {x: 0.03125, y: 0, z: 0}",
     "m_Links[2].m_Shapes[0].m_Size.y: 0 is not allowed; more than 0 m"),
    ("m_Axis: knee", "m_Axis: toe", "m_Muscles[0].m_MomentArms[1].m_Axis: toe is not allowed; one of hip, knee"),
    ("m_Axis: knee", "m_Axis: hip",
     "m_Muscles[0].m_MomentArms[1].m_Axis: hip is not allowed; the muscle pulls on that axis already"),
    ("m_Arm: 0.03125", "m_Arm: 0",
     "m_Muscles[0].m_MomentArms[1].m_Arm: 0 is not allowed; a muscle without an arm pulls on nothing"),
    ("m_Planar: 0\n", "m_Planar: 0\n  m_Planar: 1\n", "line 17: not valid Unity YAML: m_Planar is there twice"),
    ("m_Planar: 0", "m_Planar: {x: 0", "line 17: not valid Unity YAML: expected ',' or '}', but got ':'"),
    ("m_Planar: 0", "m_Planar: *alias", "line 16: not valid Unity YAML: found undefined alias 'alias'"),
    ("MonoBehaviour:", "Material:", "line 3: 'MonoBehaviour:' and its fields are missing"),
    ("--- !u!114 &11400000\n", "", "not a Unity asset saved as text (no '--- !u!114 &11400000' line); in Unity, "
     "choose Project Settings > Editor > Asset Serialization > Force Text"),
    ("--- !u!114 ", "--- !u!21 ", "holds no ScriptableObject; a body, course or task asset is one"),
    ("e701, type: 3", "e702, type: 3", "m_Script: this is a course, a body is needed"),
    ("e701, type: 3", "e799, type: 3", "m_Script.guid: 7c1a5e0b94d24f3e8a6b0d2f51c3e799 is not allowed; a body has "
     "7c1a5e0b94d24f3e8a6b0d2f51c3e701"),
    ("Hops.", "Ho\x07ps.", "holds the character U+0007, which no text asset may"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BAD_BODIES, ids=[message[:60] for _, _, message in BAD_BODIES])
def test_a_bad_body_is_told_in_one_line(old: str, new: str, message: str) -> None:
    assert old in BODY
    with pytest.raises(AssetError) as error:
        parse_body(BODY.replace(old, new, 1), "Bodies/Hopper.asset")
    assert str(error.value) == f"Bodies/Hopper.asset: {message}"


BAD_COURSES = [
    ("m_Length: 30", "m_Length: 2", "m_Length: 2 is not allowed; at least 5 leg lengths"),
    ("m_Arrangement: 0", "m_Arrangement: 0.5",
     "m_Arrangement: 0.5 is not allowed; one of 0 (mixed), 1 (alternating), 2 (sequence)"),
    ("m_Weight: 1\n", "m_Weight: 0\n", "m_Segments: only weights of 0 are not allowed; at least one segment with a "
     "weight above 0"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BAD_COURSES)
def test_a_bad_course_is_told_in_one_line(old: str, new: str, message: str) -> None:
    assert old in COURSE
    text = COURSE.replace("m_Weight: 0.5", "m_Weight: 0").replace(old, new, 1)
    with pytest.raises(AssetError) as error:
        parse_course(text, "Courses/C.asset")
    assert str(error.value) == f"Courses/C.asset: {message}"


def test_a_body_without_axes_is_refused() -> None:
    """Nothing could drive it."""
    with pytest.raises(AssetError, match=r"^B: m_Axes: a list of 0 is not allowed; at least one axis is needed$"):
        asset_text(replace(body(), axes=[], muscles=[]), "B")


def test_weights_do_not_count_in_a_sequence() -> None:
    text = re.sub(r"m_Weight: \S+", "m_Weight: 0", COURSE).replace("m_Arrangement: 0", "m_Arrangement: 2")
    assert not any(segment.weight for segment in parse_course(text, "C").segments)


def test_a_course_without_segments_and_a_parameter_twice_are_refused() -> None:
    with pytest.raises(AssetError, match=r"^C: m_Segments: a list of 0 is not allowed; at least one segment$"):
        asset_text(replace(course(), segments=[]), "C")
    first = course().segments[0]
    twice = [replace(first, parameters=first.parameters * 2)]
    with pytest.raises(AssetError, match=r"^C: m_Segments\[0\]\.m_Parameters\[1\]\.m_Name: height is not allowed"):
        asset_text(replace(course(), segments=twice), "C")


BAD_TASKS = [
    ("m_DecisionSteps: 4", "m_DecisionSteps: 4.5",
     "m_DecisionSteps: 4.5 is not allowed; a whole number from 1 to 50"),
    ("m_BehaviorName: Hopper", "m_BehaviorName: Hopper?team=1",
     "m_BehaviorName: Hopper?team=1 is not allowed; a name without '?'"),
    ("    m_FloorSide:\n    - -0.25\n    - 0.25\n", "    m_FloorSide: []\n",
     "m_Terrain.m_FloorSide: a list of 0 is not allowed; floor samples need both forward and side places"),
    ("  m_Rewards:\n  - m_Name: forward_progress\n    m_Weight: 1\n", "  m_Rewards: []\n",
     "m_Rewards: a list of 0 is not allowed; at least one term"),
    ("m_Demote: 0.25", "m_Demote: 0.8",
     "m_Curriculum.m_Demote: 0.8 is not allowed; at most m_Promote, 0.75"),
    ("m_Body: {fileID: 11400000, guid: 00000000000000000000000000000001, type: 2}", "m_Body: {fileID: 1, guid: 12}",
     "m_Body: guid 12 is not allowed; 32 digits of 0-9 and a-f"),
    ("m_Body: {fileID: 11400000, guid: 00000000000000000000000000000001, type: 2}", "m_Body: Hopper",
     "m_Body: Hopper is not a reference to an asset, {fileID: 11400000, guid: ..., type: 2}"),
    ("- 0.5\n", "- half\n", "m_Terrain.m_FloorForward[1]: half is not allowed; a number"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BAD_TASKS)
def test_a_bad_task_is_told_in_one_line(old: str, new: str, message: str) -> None:
    assert old in TASK
    with pytest.raises(AssetError) as error:
        parse_task(TASK.replace(old, new, 1), "Tasks/T.asset")
    assert str(error.value) == f"Tasks/T.asset: {message}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder of its own with one body, course and task."""
    root = tmp_path / "Assets" / "Content"
    save_body(body(), root / "Bodies" / "Hopper.asset")
    save_course(course(), root / "Courses" / "Hurdles.asset")
    guids = [guid_of(root / "Bodies" / "Hopper.asset"), guid_of(root / "Courses" / "Hurdles.asset")]
    save_task(task(*guids), root / "Tasks" / "Hop.asset")
    monkeypatch.setenv("CLAMBER_CONTENT", str(root))
    return root


def test_assets_are_found_by_name_path_and_reference(folder: Path) -> None:
    assert load_body("Hopper") == load_body(folder / "Bodies" / "Hopper.asset") == body()
    assert load_course("Hurdles") == course()
    loaded = load_task("Hop")
    assert content.resolve(loaded.body) == folder / "Bodies" / "Hopper.asset"
    assert content.resolve(content.reference_to(folder / "Courses" / "Hurdles.asset")).stem == "Hurdles"


def test_an_unknown_name_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"^body 'Hoper': there is none; did you mean Hopper\?; known: Hopper$"):
        load_body("Hoper")
    with pytest.raises(AssetError, match=r"^course 'Moon': there is none; known: Hurdles$"):
        load_course("Moon")
    with pytest.raises(AssetError, match=r"^no/such\.asset: no such body file$"):
        load_body("no/such.asset")


def test_a_task_whose_body_is_missing_or_of_another_kind_is_refused(folder: Path) -> None:
    path = folder / "Tasks" / "Hop.asset"
    good = load_task("Hop")
    save_task(replace(good, body=AssetReference("f" * 32)), path)
    with pytest.raises(AssetError, match=r"^Tasks/Hop\.asset: m_Body: no asset in .* has the guid f{32}$"):
        load_task("Hop")
    save_task(replace(good, body=AssetReference("")), path)
    with pytest.raises(AssetError, match=r"^Tasks/Hop\.asset: m_Body: none is chosen \(guid is empty\)$"):
        load_task("Hop")
    save_task(replace(good, body=good.course), path)
    with pytest.raises(
        AssetError, match=r"m_Body: Courses/Hurdles\.asset is not allowed; an asset in Bodies is needed$"
    ):
        load_task("Hop")


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"\xff\xfe%YAML", b"%YAML 1.1\n" + b"- " * 5000])
def test_what_is_no_asset_is_told_in_one_line(folder: Path, data: bytes) -> None:
    path = folder / "Bodies" / "Hopper.asset"
    path.write_bytes(data)
    with pytest.raises(AssetError) as error:
        load_body("Hopper")
    assert str(error.value).startswith("Bodies/Hopper.asset: ")
    assert "\n" not in str(error.value)


def test_nesting_without_end_is_told_in_one_line() -> None:
    deep = BODY.replace("m_Planar: 0", "m_Extra: " + "[" * 5000 + "]" * 5000)
    with pytest.raises(AssetError, match=r"^X: nested too deeply to be a Unity asset$"):
        parse_body(deep, "X")


def test_a_folder_in_place_of_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AssetError, match="cannot be written"):
        save_body(body(), tmp_path / "file" / "Hopper.asset")


def test_a_content_folder_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAMBER_CONTENT", str(tmp_path / "nowhere"))
    with pytest.raises(AssetError, match=r"^CLAMBER_CONTENT: .*nowhere is not a folder"):
        load_body("Hopper")


def test_rounding_to_32_bits_puts_no_neutral_angle_outside_its_range() -> None:
    axes = [replace(axis, range_deg=Vector2(-0.1, 0.1), neutral_deg=0.1) for axis in body().axes]
    third = 1.0 / 3.0**0.5
    axes[0] = replace(axes[0], direction=Vector3(third, third, third))
    parse_body(asset_text(replace(body(), axes=axes), "X"), "X")


def test_the_command_ends_with_one_line_and_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-m", "clamber.cli", "inspect", "body", "Hoper", "--out", str(folder / "x.png")]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), timeout=120, check=False)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        "clamber: body 'Hoper': there is none; did you mean Hopper?; known: Hopper"
    ]
    assert not (folder / "x.png").exists()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_file_it_loads_or_is_told_in_one_line(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([COURSE, TASK, BODY]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        junk = data.draw(st.text("\n\r\t :-#{}[],'\"&*!|>%@`\\~aé01.e\x00", max_size=6))
        text = text[:start] + junk + text[end:]
    for parse in (parse_body, parse_course, parse_task):
        try:
            spec = parse(text, "X.asset")
            assert asset_text(spec, "X", text) == text
        except AssetError as error:
            assert "\n" not in str(error)
            assert str(error).startswith("X.asset: ")
