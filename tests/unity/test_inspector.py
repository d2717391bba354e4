"""The course inspector: its preview shows what creatures sense, its complaints are plain."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.fields import Vector2
from clamber.assets.loading import load_course, save_course
from clamber.courses import generate
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Course
from clamber.courses.plan import check_course
from numpy.typing import NDArray

from tests.unity.mono import CONTENT, copy_content, run

HOLE, LEVEL, SKY = (38, 42, 54), (190, 184, 170), (226, 234, 240)
#: The side view's lowest and highest z, leg lengths.
SIDE = (-1.0, 3.0)


def design(*actions: str, content: Path = CONTENT) -> list[str]:
    """What a person at the inspector gets told."""
    return run("design", actions, content=content)


def inspect(name: str, seed: int, difficulty: float, content: Path = CONTENT) -> tuple[str, list[NDArray[np.int64]]]:
    """What the inspector writes under its cards, and its pictures (columns, rows from the bottom up, colours)."""
    seen = (f"enter|Seed|{seed}", f"enter|Difficulty|{difficulty}", "draw", "told", "pictures")
    written, *pictures = design(f"open|{name}", *seen, content=content)
    found = []
    for picture in pictures:
        width, height, pixels = picture.split()
        colours = np.frombuffer(bytes.fromhex(pixels), dtype=np.uint8).astype(np.int64)
        found.append(colours.reshape(int(height), int(width), 3).transpose(1, 0, 2))
    return written.split("|Preview|Creature: no creature|")[1], found


def course_of(name: str, seed: int, difficulty: float) -> Course:
    """The course that the preview shows: one metre per leg length."""
    return generate(load_course(name), seed, float(np.float32(difficulty)), 1.0)


def test_top_view_is_the_raster() -> None:
    for name in ("SteppingStones", "Hurdles", "Beams"):
        course = course_of(name, 4, 0.6)
        written, (top, _) = inspect(f"Courses/{name}", 4, 0.6)
        floor, covered = course.raster.floor, course.raster.ceiling < OPEN_SKY
        assert top.shape[:2] == floor.shape
        assert ((top == HOLE).all(axis=2) == ((floor == HOLE_FLOOR) & ~covered)).all(), name
        assert ((top == LEVEL).all(axis=2) == ((floor == 0.0) & ~covered)).all(), name
        assert written.startswith(f"{len(course.segments)} segments, {len(course.boxes)} boxes")


def test_side_view_shows_the_middle_of_the_lane_and_what_is_behind() -> None:
    course = course_of("Gauntlet", 9, 0.8)
    _, (_, side) = inspect("Courses/Gauntlet", 9, 0.8)
    rows = side.shape[1]
    z = SIDE[0] + (SIDE[1] - SIDE[0]) * (np.arange(rows) + 0.5) / rows
    highest = course.raster.floor.max(axis=1)
    open_above = course.raster.ceiling.min(axis=1) >= OPEN_SKY
    sky = (side == SKY).all(axis=2)
    assert (sky[open_above] == (z[None, :] >= highest[open_above, None])).all()
    assert not sky[~open_above].all(axis=1).any()


def test_a_mistake_is_one_plain_line_and_no_picture(tmp_path: Path) -> None:
    content = copy_content(tmp_path / "content")
    course = load_course("Hurdles")
    segment = course.segments[0]
    height = replace(segment.parameters[0], hard=Vector2(0.4, 9.0))
    broken = replace(course, segments=[replace(segment, parameters=[height, *segment.parameters[1:]])])
    save_course(broken, content / "Courses" / "Hurdles.asset")
    written, pictures = inspect("Courses/Hurdles", 1, 0.5, content)
    assert written == (
        "Error: m_Segments[0].m_Parameters[0].m_Hard: 9 is not allowed; height of Hurdles is 0.01 to 1.5 leg "
        "lengths"
    )
    assert pictures == []


def test_a_new_course_asks_for_its_first_segment() -> None:
    written, pictures = inspect("new", 0, 0.0)
    assert written == ("Error: m_Segments: the list is empty; a course needs at least one kind of segment")
    assert pictures == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("m_Length: 60", "m_Length: 2000"),
        ("m_Length: 60", "m_Length: 2.5"),
        ("m_Width: 4", "m_Width: 0.5"),
        ("m_StartLength: 2", "m_StartLength: 60"),
        ("m_Spacing: {x: 0.2, y: 0.2}", "m_Spacing: {x: 0.1, y: 0.2}"),
        ("m_Spacing: {x: 0.2, y: 0.2}", "m_Spacing: {x: 3, y: 60}"),
        ("m_Spacing: {x: 0.2, y: 0.2}", "m_Spacing: {x: 3, y: 1}"),
        ("m_DifficultyAtStart: 1", "m_DifficultyAtStart: 1.5"),
        ("m_Weight: 1", "m_Weight: -1"),
        ("m_Weight: 1", "m_Weight: 2000"),
        ("m_Weight: 1", "m_Weight: 0"),
    ],
)
def test_what_python_refuses_is_told_in_the_same_words(field: str, value: str, tmp_path: Path) -> None:
    content = copy_content(tmp_path / "content")
    path = content / "Courses" / "Hurdles.asset"
    assert field in path.read_text()
    path.write_text(path.read_text().replace(field, value, 1))
    with pytest.raises(ValueError) as error:
        load_course(str(path))
    written, pictures = inspect("Courses/Hurdles", 1, 0.5, content)
    assert f"{path}: {written.removeprefix('Error: ')}" == str(error.value)
    assert pictures == []


def test_weights_do_not_count_in_a_sequence(tmp_path: Path) -> None:
    content = copy_content(tmp_path / "content")
    path = content / "Courses" / "Hurdles.asset"
    text = path.read_text().replace("m_Weight: 1", "m_Weight: 0", 1)
    assert text.count("m_Weight") == 1
    path.write_text(text.replace("m_Arrangement: 0", "m_Arrangement: 2", 1))
    load_course(str(path))
    written, pictures = inspect("Courses/Hurdles", 1, 0.5, content)
    assert "Error" not in written
    assert len(pictures) == 2


def test_the_longest_lane_still_fits_a_texture(tmp_path: Path) -> None:
    content = copy_content(tmp_path / "content")
    save_course(replace(load_course("Gaps"), length=1000.0), content / "Courses" / "Gaps.asset")
    _, (top, side) = inspect("Courses/Gaps", 1, 1.0, content)
    raster = generate(load_course(str(content / "Courses" / "Gaps.asset")), 1, 1.0, 1.0).raster
    every_other = raster.floor[: len(raster.floor) // 2 * 2 : 2]
    assert len(raster.floor) > 16384 >= top.shape[0] == side.shape[0] == len(every_other)
    assert ((top == HOLE).all(axis=2) == (every_other == HOLE_FLOOR)).all()


def test_the_inspector_lets_pass_what_python_loads_and_nothing_else(tmp_path: Path) -> None:
    """Numbers of the Gauntlet replaced at random, mostly by ones near some limit."""
    content = copy_content(tmp_path / "content")
    text = (content / "Courses" / "Gauntlet.asset").read_text()
    head, fields = text.split("  m_EditorClassIdentifier: \n")
    numbers = list(re.finditer(r"(?<=[ ])-?\d+(\.\d+)?(?=[,}\n])", fields))
    random = np.random.default_rng(5)
    accepted, actions = [], []
    for case in range(80):
        changed = numbers[random.integers(len(numbers))]
        if fields[: changed.start()].endswith(("m_Kind: ", "m_Arrangement: ")):
            continue
        value = random.choice(["0", "-1", "0.01", "0.25", "0.5", "1", "1.5", "3", "20", "41", "60", "1001"])
        path = content / "Courses" / f"Case{case}.asset"
        body = fields[: changed.start()] + str(value) + fields[changed.end() :]
        path.write_text(f"{head}  m_EditorClassIdentifier: \n{body}")
        try:
            check_course(load_course(str(path)))
            accepted.append(True)
        except ValueError:
            accepted.append(False)
        actions += [f"open|Courses/Case{case}", "told"]
    passed = ["Error: " not in line for line in design(*actions, content=content)]
    assert passed == accepted
    assert 10 < sum(accepted) < len(accepted) - 10
