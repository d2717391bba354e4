"""A designer at the inspectors: what is changed there is what Python trains on, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.course import Arrangement, CourseSpec, SegmentKind, SegmentSpec
from clamber.assets.fields import Vector2
from clamber.assets.kinematics import neutral_angles, pose_of
from clamber.assets.loading import load_body, load_course, save_course
from clamber.courses import generate
from numpy.typing import NDArray

from tests.unity.mono import CONTENT, copy_content
from tests.unity.test_inspector import design

COURSES = sorted(path.stem for path in (CONTENT / "Courses").glob("*.asset"))
BODIES = sorted(path.stem for path in (CONTENT / "Bodies").glob("*.asset"))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content, so that saving touches no real asset."""
    return copy_content(tmp_path)


def saved(content: Path, name: str) -> CourseSpec:
    """The course as Python loads what the inspector saved."""
    return load_course(str(content / "Courses" / f"{name}.asset"))


def with_segment(course: CourseSpec, index: int, segment: SegmentSpec) -> CourseSpec:
    """The course with one segment replaced."""
    return replace(course, segments=[*course.segments[:index], segment, *course.segments[index + 1 :]])


def with_range(course: CourseSpec, segment: int, knob: int, **ends: Vector2) -> CourseSpec:
    """The course with one parameter's ``easy`` or ``hard`` replaced."""
    entry = course.segments[segment]
    knobs = [replace(item, **ends) if index == knob else item for index, item in enumerate(entry.parameters)]
    return with_segment(course, segment, replace(entry, parameters=knobs))


def f32(x: float, y: float) -> Vector2:
    """Two numbers as Unity holds them."""
    return Vector2(float(np.float32(x)), float(np.float32(y)))


def test_what_nobody_changed_is_saved_as_it_was(content: Path) -> None:
    for name in COURSES:
        before = saved(content, name)
        design(f"open|Courses/{name}", "draw", "save", content=content)
        assert saved(content, name) == before, name


def test_dragged_and_typed_ranges_are_what_python_loads(content: Path) -> None:
    # Third knob of Hurdles: apart. Dragging leaves tidy numbers, typing exactly what was typed.
    design(
        "open|Courses/Hurdles", "enter|Easy[0] high|0.31415927", "enter|Hard[2] low|2.7182817", "enter|m_Length|48",
        "enter|m_Arrangement|2", "enter|m_DifficultyAtStart|0.25", "draw", "enter|[3]|0.4875", "draw", "save",
        content=content,
    )  # fmt: skip
    before = load_course("Hurdles")
    # Numbers stand in pairs, low and high: the fourth is the upper end of Hard of the first knob.
    wanted = with_range(before, 0, 0, easy=f32(before.segments[0].parameters[0].easy.x, 0.314))
    wanted = with_range(wanted, 0, 0, hard=f32(before.segments[0].parameters[0].hard.x, 0.4875))
    wanted = with_range(wanted, 0, 2, hard=f32(2.72, before.segments[0].parameters[2].hard.y))
    wanted = replace(wanted, length=48.0, arrangement=Arrangement(2), difficulty_at_start=0.25)
    found = saved(content, "Hurdles")
    assert found == wanted
    assert generate(found, 7, 0.8, 1.0).segments


def test_whole_parameters_stay_whole(content: Path) -> None:
    design("open|Courses/Hurdles", "enter|Hard[3] high|6.4", "draw", "save", content=content)
    assert saved(content, "Hurdles").segments[0].parameters[3].hard.y == 6.0


def test_cards_are_added_removed_and_moved(content: Path) -> None:
    before = load_course("Gauntlet")
    design(
        "open|Courses/Gauntlet", "press|Remove[1]", "draw", "press|\u25b2[2]", "draw", "press|\u25bc[0]", "draw",
        "save", content=content,
    )  # fmt: skip
    order = [index for index in range(13) if index != 1]
    order[1], order[2] = order[2], order[1]
    order[0], order[1] = order[1], order[0]
    assert saved(content, "Gauntlet").segments == [before.segments[index] for index in order]
    # A new segment gets the ranges of the course that has every kind.
    kind = SegmentKind.STAIRS
    design("open|Courses/Flat", f"enter|New segment|{kind.value}", "press|Add", "draw", "save", content=content)
    yardstick = next(segment for segment in before.segments if segment.kind == kind)
    assert saved(content, "Flat").segments == [*load_course("Flat").segments, yardstick]


def test_the_first_card_cannot_move_up_nor_the_last_down(content: Path) -> None:
    design("open|Courses/Gauntlet", "press|\u25b2[0]", "draw", "press|\u25bc[12]", "draw", "save", content=content)
    assert saved(content, "Gauntlet") == load_course("Gauntlet")


def test_a_card_takes_another_kind_and_mends_its_parameters(content: Path) -> None:
    yardstick = {segment.kind: segment for segment in load_course("Gauntlet").segments}
    kind = SegmentKind.GAPS
    design("open|Courses/Hurdles", f"enter|Kind[0]|{kind.value}", "draw", "save", content=content)
    assert saved(content, "Hurdles").segments == [yardstick[kind]]
    path = content / "Courses" / "Stairs.asset"
    path.write_text(path.read_text().replace("m_Name: tread", "m_Name: thread"))
    told, mended = design("open|Courses/Stairs", "told", "press|Reset", "draw", "told", "save", content=content)
    assert "Error: m_Segments[0].m_Parameters[1].m_Name: 'thread' is not a parameter of Stairs" in told
    assert "Error" not in mended
    assert saved(content, "Stairs").segments == [yardstick[SegmentKind.STAIRS]]


def test_shares_follow_the_weights_and_fill_the_bar(content: Path) -> None:
    told, bars = design(
        "open|Courses/Gauntlet", *(f"press|Remove[{index}]\ndraw" for index in range(12, 2, -1)), "enter|Weight[0]|1",
        "enter|Weight[1]|2.5", "enter|Weight[2]|0.5", "draw", "told", "bars", "save", content=content,
    )  # fmt: skip
    kinds = [segment.kind for segment in load_course("Gauntlet").segments[:3]]
    names = [kind.name.title().replace("_", "") for kind in kinds]
    assert f"|1. {names[0]} (25 %)|" in told and f"|2. {names[1]} (63 %)|" in told and f"|3. {names[2]} (13 %)|" in told
    assert [float(width) for width in bars.split()] == pytest.approx([100.0, 250.0, 50.0])
    assert [segment.weight for segment in saved(content, "Gauntlet").segments] == [1.0, 2.5, 0.5]
    in_order = f"enter|m_Arrangement|{Arrangement.SEQUENCE.value}"
    sequence, none = design("open|Courses/Gauntlet", in_order, "draw", "told", "bars", content=content)
    assert "%" not in sequence and none == ""


def test_a_preset_makes_the_course_like_another_but_for_its_description(content: Path) -> None:
    told, *_ = design(
        "open|Courses/Flat", f"enter|Preset|{COURSES.index('Boulders')}", "press|Use", "draw", "told", "save",
        content=content,
    )  # fmt: skip
    assert "|1. Boulders" in told and "Preset: Boulders" in told
    assert saved(content, "Flat") == replace(load_course("Boulders"), description=load_course("Flat").description)


def test_every_change_can_be_undone(content: Path) -> None:
    before = load_course("Gauntlet")
    changes = [
        ["enter|m_Length|30"], ["press|Remove[0]"], ["press|\u25bc[3]"], ["press|Add"], ["enter|Weight[2]|3"],
        ["enter|Easy[4] high|0.3"], [f"enter|Preset|{COURSES.index('Flat')}", "press|Use"],
    ]  # fmt: skip
    for count in range(len(changes) + 1):
        done = [word for change in changes[:count] for word in [*change, "draw"]]
        design("open|Courses/Gauntlet", *done, "save", content=content)
        assert (saved(content, "Gauntlet") == before) == (count == 0)
        save_course(before, content / "Courses" / "Gauntlet.asset")
    everything = [word for change in changes for word in [*change, "draw"]]
    design("open|Courses/Gauntlet", *everything, *["undo"] * len(changes), "save", content=content)
    assert saved(content, "Gauntlet") == before


def test_the_pictures_follow_a_change_and_its_undoing() -> None:
    steps = ("pictures", "enter|Hard[0] high|0.9", "draw", "pictures", "undo", "pictures")
    one, _, two, _, three, _ = design("open|Courses/Hurdles", "enter|Difficulty|1", "draw", *steps)
    assert one == three != two


def test_advice_is_for_the_chosen_creature(content: Path) -> None:
    creature = 1 + BODIES.index("Humanoid")
    nobody, humanoid = design(
        "open|Courses/Gaps", "enter|Hard[0] high|1.5", "draw", "told", f"enter|Creature|{creature}", "draw", "told",
        content=content,
    )  # fmt: skip
    assert "Warning" not in nobody
    assert "|Warning: Gaps: a gap of 1.19 m is longer than a Humanoid jumps (1.12 m), from difficulty" in humanoid


def test_the_scene_shows_the_course_while_it_is_dragged_and_nothing_afterwards() -> None:
    def vertices(course: CourseSpec) -> int:
        return 24 * len(generate(course, 0, 0.5, 1.0).boxes)

    before = load_course("Hurdles")
    dragged = with_range(before, 0, 2, easy=f32(2.0, 9.0))
    steps = ("scene", "enter|Show in the scene|1", "draw", "scene", "enter|Easy[2] high|9", "draw", "scene")
    told = design("open|Courses/Hurdles", *steps, "close", "scene")
    assert vertices(before) != vertices(dragged)
    assert told[::2] == ["", f"Course preview: {vertices(before)}", f"Course preview: {vertices(dragged)}", ""]


@pytest.mark.parametrize("name", ["Courses/Hurdles", "Bodies/Quadruped"])
def test_a_running_game_shows_no_preview(name: str) -> None:
    """Its cameras would see it."""
    told = design("play", f"open|{name}", "enter|Show in the scene|1", "draw", "scene")
    assert told[0] == ""


def to_unity(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clamber's (x, y, z) in Unity's frame."""
    return np.array([-v[1], v[2], v[0]])


def from_unity(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unity's (x, y, z) in Clamber's frame."""
    return np.array([v[2], -v[0], v[1]])


def turned(v: NDArray[np.float64], axis: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """A vector turned as Unity's ``Quaternion.AngleAxis`` does (Rodrigues' formula holds in either handedness)."""
    return v * np.cos(angle) + np.cross(axis, v) * np.sin(angle) + axis * (axis @ v) * (1.0 - np.cos(angle))


@pytest.mark.parametrize("name", BODIES)
def test_the_arcs_are_where_the_joints_can_take_their_links(name: str) -> None:
    body = load_body(name)
    shown, _, *arcs = design(f"open|Bodies/{name}", "scene")
    assert shown.startswith("Body preview: ") and len(arcs) == len(body.axes)
    neutral = neutral_angles(body)
    for number, (axis, line) in enumerate(zip(body.axes, arcs, strict=True)):
        values = np.array([float(word) for word in line.split()])
        center, normal, start, sweep = values[:3], values[3:6], values[6:9], float(values[9])
        link = next(index for index, item in enumerate(body.links) if item.name == axis.link)
        standing = pose_of(body, neutral)
        place = standing.positions[link] + np.array([0.0, 0.0, body.standing_height])
        assert center == pytest.approx(to_unity(place), abs=1e-5)
        assert sweep == pytest.approx(axis.range_deg.y - axis.range_deg.x, abs=1e-4)
        # The link's centre of mass, seen along the axis, points along the arc's two edges at the two limits.
        shapes = body.links[link].shapes
        mass = sum(shape.mass for shape in shapes)
        middle = sum(shape.mass * np.array(shape.position) for shape in shapes) / mass if mass else np.zeros(3)
        direction = np.array(axis.direction)
        across = middle - (middle @ direction) * direction
        if np.linalg.norm(across) < 2e-3:
            continue
        across /= np.linalg.norm(across)
        for limit, edge in ((axis.range_deg.x, start), (axis.range_deg.y, turned(start, normal, np.radians(sweep)))):
            angles = neutral.copy()
            angles[number] = np.radians(limit)
            assert from_unity(edge) == pytest.approx(pose_of(body, angles).rotations[link] @ across, abs=1e-4)


def test_a_body_is_told_by_its_measures_and_its_joints_by_name() -> None:
    body = load_body("Quadruped")
    told, _, names, *_ = design("open|Bodies/Quadruped", "told", "enter|Name the joints there|1", "draw", "scene")
    mass = sum(shape.mass for link in body.links for shape in link.shapes)
    assert f"{mass:.4g} kg, 12 axes; expected to jump {np.sqrt(2.0) * body.leg_length:.2f} m far" in told
    axis = body.axes[0]
    assert names.split("|")[0] == f"{axis.name} {axis.range_deg.x:.0f}\u00b0 to {axis.range_deg.y:.0f}\u00b0"
    assert len(names.split("|")) == 12


def test_mistakes_in_a_body_are_told_as_python_tells_them(content: Path) -> None:
    path = content / "Bodies" / "Quadruped.asset"
    text = path.read_text()
    axes = load_body("Quadruped").axes
    first, second = axes[0], axes[1]
    for old, new in (
        ("m_Parent: trunk", "m_Parent: nobody"),
        (f"m_Link: {first.link}", "m_Link: nobody"),
        (f"m_Link: {first.link}", "m_Link: trunk"),
        (f"m_Link: {second.link}", f"m_Link: {first.link}"),
        (f"m_NeutralDeg: {first.neutral_deg:g}", "m_NeutralDeg: 170"),
        ("m_Direction: {x: 1", "m_Direction: {x: 0.5"),
        (f"m_Name: {second.name}", f"m_Name: {first.name}"),
    ):
        assert old in text, old
        head, axes_part = text.split("  m_Axes:\n")
        both = (head.replace(old, new, 1), axes_part) if "Parent" in old else (head, axes_part.replace(old, new, 1))
        path.write_text("  m_Axes:\n".join(both))
        with pytest.raises(ValueError) as error:
            load_body(str(path))
        told, scene, *_ = design("open|Bodies/Quadruped", "told", "scene", content=content)
        assert str(error.value) == f"{path}: {told.split('Error: ')[1]}"
        assert scene == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m_Size: {x: 0.09, y: 0.061, z: 0}", "m_Size: {x: 0.09, y: 0, z: 0}"),  # a capsule that is a ball
        ("m_Size: {x: 0.05, y: 0, z: 0}", "m_Size: {x: 0, y: 0, z: 0}"),
        ("m_Mass: 9.3014", "m_Mass: 0"),
        ("m_Axis: left_knee", "m_Axis: left_hip"),
        ("m_Axis: left_knee", "m_Axis: left_toe"),
        ("m_Arm: 0.0384", "m_Arm: 0"),
        ("m_Name: left_vasti", "m_Name: left_soleus"),
    ],
)
def test_mistakes_in_solids_and_muscles_are_told_as_python_tells_them(content: Path, old: str, new: str) -> None:
    path = content / "Bodies" / "Runner.asset"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError) as error:
        load_body(str(path))
    told, scene, *_ = design("open|Bodies/Runner", "told", "scene", content=content)
    assert str(error.value) == f"{path}: {told.split('Error: ')[1]}"
    assert scene == ""
