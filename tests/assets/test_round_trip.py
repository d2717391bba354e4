"""What was saved and is loaded and saved again is byte for byte the same; a change touches its own lines only."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import pytest
from clamber.assets.body import BodySpec
from clamber.assets.content import content_folder
from clamber.assets.course import CourseSpec
from clamber.assets.fields import Vector3
from clamber.assets.loading import asset_text, parse_body, parse_course, parse_task, save_body
from clamber.assets.task import TaskSpec
from clamber.assets.unity_scalars import to_float32
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assets.examples import body, course, task

PARSERS = {"Bodies": parse_body, "Courses": parse_course, "Tasks": parse_task}
CONTENT = sorted(path for folder in PARSERS for path in (content_folder() / folder).glob("*.asset"))
SPECS: list[BodySpec | CourseSpec | TaskSpec] = [body(), course(), task()]


def changed_lines(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def parse(spec: BodySpec | CourseSpec | TaskSpec, text: str) -> BodySpec | CourseSpec | TaskSpec:
    if isinstance(spec, BodySpec):
        return parse_body(text, "X.asset")
    return parse_course(text, "X.asset") if isinstance(spec, CourseSpec) else parse_task(text, "X.asset")


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_content_is_kept_byte_for_byte_and_is_written_as_unity_would(path: Path) -> None:
    text = path.read_bytes().decode()
    spec = PARSERS[path.parent.name](text, path.name)
    assert asset_text(spec, path.stem, text) == text
    assert asset_text(spec, path.stem) == text


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: type(spec).__name__)
def test_a_spec_comes_back_equal(spec: BodySpec | CourseSpec | TaskSpec) -> None:
    text = asset_text(spec, "X")
    assert parse(spec, text) == spec
    assert asset_text(spec, "X", text) == text


def odd_but_valid() -> str:
    """A file with everything a person, an older or a newer version may have left in it."""
    text = asset_text(body(), "X")
    text = text.replace("  m_Description: Hops.\n", "  m_Newer: {fileID: 0}\n  m_Description:   'Hops.'\n")
    text = text.replace("m_Mass: 0.5\n", "m_Mass: 5.0e-1\n      m_Colour: {r: 1, g: 0, b: 0, a: 1}\n")
    text = text.replace("  m_Axes:\n", "  m_Notes:\n  - a: [1, 2]\n    b: 'x\n\n      y'\n  m_Axes:\n")
    text = text.replace("m_Size: {x: 0.25, y: 0.125, z: 0.0625}", "m_Size: {z: 0.0625, x: .25, y: 0.125}")
    return text + "  m_Last: \n--- !u!114 &7\nMonoBehaviour:\n  m_Script: {fileID: 11500000, guid: abc, type: 3}\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_fields_it_does_not_know_spacing_and_line_ends_are_kept(line_end: str) -> None:
    text = odd_but_valid().replace("\n", line_end)
    spec = parse_body(text, "X.asset")
    assert spec == body()
    assert asset_text(spec, "X", text) == text


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_changing_one_value_changes_only_its_line(line_end: str) -> None:
    text = odd_but_valid().replace("\n", line_end)
    spec = body()
    axes = [spec.axes[0], replace(spec.axes[1], stiffness=31.5)]
    new = asset_text(replace(spec, axes=axes), "X", text)
    assert changed_lines(text.replace("\r\n", "\n"), new.replace("\r\n", "\n")) == [
        "-    m_Stiffness: 30", "+    m_Stiffness: 31.5",
    ]  # fmt: skip
    assert new.count("\r\n") == (new.count("\n") if line_end == "\r\n" else 0)


def test_removing_adding_and_renaming_elements_keeps_the_others_as_they_are() -> None:
    text = odd_but_valid()
    spec = body()
    thigh = replace(spec.links[1], name="femur")
    extra = replace(spec.links[2], name="tail", parent="trunk", foot=False)
    links = [spec.links[0], thigh, replace(spec.links[2], parent="femur"), extra]
    changed = replace(spec, links=links, axes=[replace(spec.axes[0], link="femur")], muscles=[])
    new = asset_text(changed, "X", text)
    assert parse_body(new, "X") == changed
    assert "m_Colour: {r: 1, g: 0, b: 0, a: 1}" in new  # the thigh's, though it was renamed
    assert "  m_Muscles: []\n" in new
    assert "-    m_Name: trunk" not in changed_lines(text, new)
    back = asset_text(spec, "X", new)
    assert parse_body(back, "X") == spec


def test_an_empty_text_and_an_empty_list_are_filled() -> None:
    bare = replace(body(), description="", muscles=[])
    text = asset_text(bare, "X")
    assert "  m_Description: \n" in text
    assert asset_text(body(), "X", text) == asset_text(body(), "X")
    assert asset_text(bare, "X", asset_text(body(), "X")) == text


SMALL = st.floats(-10.0, 10.0, width=32).map(to_float32)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=100)


@st.composite
def bodies(draw: st.DrawFn) -> BodySpec:
    """The hopper with random texts, masses, places and a random number of shapes."""
    spec = body()
    links = []
    for link in spec.links:
        shapes = [
            replace(link.shapes[0], mass=draw(st.floats(0.125, 1000.0, width=32)),
                    collides=draw(st.booleans()) or not (links or number),  # one must
                    position=Vector3(draw(SMALL), draw(SMALL), draw(SMALL)))
            for number in range(draw(st.integers(1, 3)))
        ]  # fmt: skip
        links.append(replace(link, shapes=shapes, position=Vector3(draw(SMALL), draw(SMALL), draw(SMALL))))
    muscles = [replace(spec.muscles[0], name=f"{n} {draw(WORDS)}") for n in range(draw(st.integers(0, 2)))]
    return replace(spec, description=draw(WORDS), links=links, muscles=muscles, planar=draw(st.booleans()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies(), bodies())
def test_any_body_comes_back_and_can_be_written_over_any_other(first: BodySpec, second: BodySpec) -> None:
    old = asset_text(first, "X")
    assert parse_body(old, "X") == first
    new = asset_text(second, "X", old)
    assert parse_body(new, "X") == second
    assert asset_text(first, "X", new) == old


def test_a_new_file_gets_a_meta_and_an_old_one_keeps_its_guid(tmp_path: Path) -> None:
    path = tmp_path / "Assets" / "Bodies" / "Hopper.asset"
    save_body(body(), path)
    meta = path.with_name("Hopper.asset.meta").read_text()
    assert "mainObjectFileID: 11400000" in meta
    assert "  m_Name: Hopper\n" in path.read_text()
    save_body(replace(body(), planar=True), path)
    assert path.with_name("Hopper.asset.meta").read_text() == meta
    assert parse_body(path.read_text(), "Hopper").planar
    assert sorted(file.name for file in path.parent.iterdir()) == ["Hopper.asset", "Hopper.asset.meta"]


def test_nothing_is_written_when_the_spec_is_not_allowed(tmp_path: Path) -> None:
    path = tmp_path / "Hopper.asset"
    save_body(body(), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"m_StandingHeight: 0 is not allowed; at least 0\.01 m"):
        save_body(replace(body(), standing_height=0.0), path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*"))
