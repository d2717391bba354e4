"""What the designer's table saves is Unity's own asset, lies in the course folder and nowhere else, and trains."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clamber.assets import content
from clamber.assets.course import CourseSpec
from clamber.assets.encoding import new_file
from clamber.assets.fields import AssetError, Vector2
from clamber.assets.loading import COURSE, load_course, load_task, save_task
from clamber.assets.meta_files import guid_of, meta_path
from clamber.game.designer_files import ChangedOnDiskError, open_course, save, save_as_new, why_not_saved
from clamber.tasks.environment import ClamberVectorEnv

from tests.unity import test_project as walk
from tests.unity.mono import CONTENT, PROJECT, run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the Unity project's assets, which is the content while a test runs."""
    copy = tmp_path / "UnityProject"
    shutil.copytree(PROJECT / "Assets", copy / "Assets")
    monkeypatch.setenv("CLAMBER_CONTENT", str(copy / "Assets" / "Clamber"))
    yield copy
    monkeypatch.undo()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asset(project: Path, name: str) -> Path:
    """A course's file."""
    return project / "Assets" / "Clamber" / "Courses" / f"{name}.asset"


def wider(spec: CourseSpec) -> CourseSpec:
    """The course with the first parameter's upper end at difficulty 1 changed."""
    first = spec.segments[0]
    item = replace(first.parameters[0], hard=Vector2(first.parameters[0].hard.x, 1.25))
    return replace(spec, segments=[replace(first, parameters=[item, *first.parameters[1:]]), *spec.segments[1:]])


def test_what_nobody_changed_is_saved_without_a_changed_byte(project: Path) -> None:
    before = snapshot(project)
    for name in content.names("Courses"):
        file = open_course(name)
        assert save(name, file.spec, file.version).version == file.version
    assert snapshot(project) == before


def test_only_the_changed_value_is_another(project: Path) -> None:
    file = open_course("Gaps")
    old = asset(project, "Gaps").read_text().splitlines()
    saved = save("Gaps", wider(file.spec), file.version)
    new = asset(project, "Gaps").read_text().splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("      m_Hard: {x: 0.8, y: 1}", "      m_Hard: {x: 0.8, y: 1.25}")
    ]
    assert load_course("Gaps") == saved.spec == wider(file.spec)


def test_cards_added_moved_and_removed_leave_the_file_that_a_new_one_would_be(project: Path) -> None:
    file = open_course("Gauntlet")
    segments = file.spec.segments
    spec = replace(file.spec, segments=[segments[5], *segments[:3], segments[5], *segments[7:]], length=48.5)
    save("Gauntlet", spec, file.version)
    assert asset(project, "Gauntlet").read_text() == new_file(spec, "Gauntlet", COURSE.guid)


def test_a_course_that_unity_named_is_saved_and_no_new_one_is_named_so(project: Path) -> None:
    """A copy of Gaps is called "Gaps 1" there."""
    path = asset(project, "Gaps 1")
    path.write_text(asset(project, "Gaps").read_text().replace("m_Name: Gaps", "m_Name: Gaps 1"))
    file = open_course("Gaps 1")
    assert save("Gaps 1", wider(file.spec), file.version).spec == wider(file.spec)
    with pytest.raises(AssetError, match="is taken by Gaps 1"):
        save_as_new("Gaps 1", file.spec)
    with pytest.raises(AssetError, match="is not allowed; a letter, then letters"):
        save_as_new("Gaps 2", file.spec)


def test_what_unity_knows_and_clamber_does_not_is_kept(project: Path) -> None:
    path = asset(project, "Gaps")
    path.write_bytes((path.read_text() + "  m_SomebodysField: {x: 1}\n").replace("\n", "\r\n").encode())
    file = open_course("Gaps")
    save("Gaps", wider(file.spec), file.version)
    lines = path.read_bytes().split(b"\r\n")
    assert b"  m_SomebodysField: {x: 1}" in lines and not any(b"\n" in line for line in lines)


def test_a_file_that_changed_on_disk_is_not_overwritten(project: Path) -> None:
    file = open_course("Gaps")
    path = asset(project, "Gaps")
    path.write_text(path.read_text().replace("m_Length: 60", "m_Length: 61"))
    before = snapshot(project)
    with pytest.raises(ChangedOnDiskError, match=r"^Gaps: Courses/Gaps\.asset has changed on disk since it was loaded"):
        save("Gaps", wider(file.spec), file.version)
    assert snapshot(project) == before
    again = open_course("Gaps")
    saved = save("Gaps", wider(again.spec), again.version)
    assert load_course("Gaps").length == 61.0
    save("Gaps", file.spec, saved.version)  # a saved version goes on being saved


def test_a_file_that_is_gone_is_not_made_again(project: Path) -> None:
    file = open_course("Gaps")
    asset(project, "Gaps").unlink()
    with pytest.raises(AssetError, match="is gone; save it as new"):
        save("Gaps", file.spec, file.version)
    assert not asset(project, "Gaps").exists()


def test_a_write_that_fails_leaves_everything_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = open_course("Gaps")
    before = snapshot(project)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(AssetError, match="cannot be written: No space left on device"):
        save("Gaps", wider(file.spec), file.version)
    with pytest.raises(AssetError, match="cannot be written: No space left on device"):
        save_as_new("MyGaps", file.spec)
    assert snapshot(project) == before


def test_saved_as_new_it_is_a_file_of_its_own(project: Path) -> None:
    before = snapshot(project)
    file = open_course("Gaps")
    saved = save_as_new("MyGaps", wider(file.spec))
    after = snapshot(project)
    assert {name for name in after if after[name] != before.get(name)} == {
        "Assets/Clamber/Courses/MyGaps.asset", "Assets/Clamber/Courses/MyGaps.asset.meta",
    }  # fmt: skip
    assert set(before) <= set(after)
    assert asset(project, "MyGaps").read_text() == new_file(wider(file.spec), "MyGaps", COURSE.guid)
    assert load_course("MyGaps") == wider(file.spec)
    save("MyGaps", file.spec, saved.version)
    assert load_course("MyGaps") == file.spec


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../Evil", "../../Evil", "a/b", "a\\b", "/tmp/Evil", "Evil.asset", ".hidden", "-rf", "5Gaps",
        "Gaps\n", "Gaps ", "G\u00e4ps", "con", "NUL", "Lpt1", "a" * 61, "Gaps\0", "C:Evil", "~",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(project: Path, name: str) -> None:
    before = snapshot(project.parent)
    spec = load_course("Gaps")
    for attempt in (lambda: save_as_new(name, spec), lambda: save(name, spec, "")):
        with pytest.raises(AssetError, match=r"^name .* is not allowed; a letter, then letters") as error:
            attempt()
        assert "\n" not in str(error.value)
    with pytest.raises(AssetError, match="there is none"):
        open_course(name)
    assert snapshot(project.parent) == before


@pytest.mark.parametrize("name", ["Gaps", "gaps", "GAPS"])
def test_a_name_that_is_taken_is_refused_whatever_its_case(project: Path, name: str) -> None:
    before = snapshot(project)
    with pytest.raises(AssetError, match="is taken by Gaps; choose another"):
        save_as_new(name, load_course("Flat"))
    assert snapshot(project) == before


def test_links_out_of_the_folder_are_not_followed(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.asset"
    shutil.copy(asset(project, "Gaps"), outside)
    before = outside.read_bytes()
    asset(project, "Linked").symlink_to(outside)
    file = open_course("Linked")
    with pytest.raises(AssetError, match=r"^Linked: Linked\.asset is a link to another file"):
        save("Linked", wider(file.spec), file.version)
    asset(project, "Dangling").symlink_to(tmp_path / "nowhere.asset")
    meta_path(asset(project, "Fresh")).symlink_to(tmp_path / "nowhere.meta")
    for name in ("Dangling", "Fresh"):
        with pytest.raises(AssetError, match="is a link to another file"):
            save_as_new(name, file.spec)
    assert outside.read_bytes() == before
    assert not (tmp_path / "nowhere.asset").exists() and not (tmp_path / "nowhere.meta").exists()


def test_a_course_folder_that_is_a_link_is_not_written_to(project: Path, tmp_path: Path) -> None:
    folder = asset(project, "Gaps").parent
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    before = snapshot(tmp_path / "elsewhere")
    assert "is a link to another folder" in why_not_saved()
    with pytest.raises(AssetError, match="is a link to another folder"):
        save_as_new("MyGaps", open_course("Gaps").spec)
    assert snapshot(tmp_path / "elsewhere") == before


def test_the_packaged_copy_is_not_written_to(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_packaged", content.content_folder)
    before = snapshot(project)
    file = open_course("Gaps")
    for attempt in (lambda: save("Gaps", wider(file.spec), file.version), lambda: save_as_new("MyGaps", file.spec)):
        with pytest.raises(AssetError, match=r"^Saving needs a project: .* `clamber play --project DIR`") as error:
            attempt()
        assert "\n" not in str(error.value)
    assert snapshot(project) == before


def test_an_asset_moved_in_unity_keeps_its_guid_and_a_new_one_of_its_old_name_gets_another(project: Path) -> None:
    first = save_as_new("MyGaps", load_course("Gaps"))
    old, new = asset(project, "MyGaps"), asset(project, "Renamed")
    old.rename(new)
    meta_path(old).rename(meta_path(new))
    save_as_new("MyGaps", first.spec)
    assert guid_of(old) != guid_of(new)
    walk_of(project, [old])


def walk_of(project: Path, assets: list[Path]) -> None:
    """What the editor would complain about on opening the project, of these assets in particular."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "ASSETS", project / "Assets")
        walk.guids.cache_clear()
        try:
            walk.test_everything_has_a_meta_file_and_no_meta_file_is_left_over()
            walk.test_guids_are_unique()
            for path in assets:
                walk.test_references_lead_somewhere(path)
                walk.test_scripts_are_classes_of_that_name_with_those_fields(path)
        finally:
            walk.guids.cache_clear()


def test_what_is_saved_opens_in_unity_and_trains(project: Path) -> None:
    gaps = load_course("Gaps").segments[0]
    near = [replace(item, easy=end, hard=end) for item, end in
            zip(gaps.parameters, (Vector2(1.25, 1.5), Vector2(0.3, 0.4), Vector2(9.0, 9.0)), strict=True)]  # fmt: skip
    spec = replace(load_course("Gaps"), start_length=1.0, length=24.0, segments=[replace(gaps, parameters=near)])
    save_as_new("MyGaps", spec)
    path = asset(project, "MyGaps")
    task = load_task("QuadrupedFlat")
    tasks = project / "Assets" / "Clamber" / "Tasks"
    save_task(replace(task, course=content.reference_to(path)), tasks / "MyTask.asset")
    walk_of(project, [path, tasks / "MyTask.asset"])
    # The inspector's C# reads the very file: its gaps are as wide there.
    told = run("advice", ["MyGaps|Humanoid"], content=project / "Assets" / "Clamber")
    assert told[1:] == ["- Gaps: a gap of 1.19 m is longer than a Humanoid jumps (1.12 m)"]
    environment = ClamberVectorEnv("MyTask", 2, seed=1)
    first, _ = environment.reset(seed=1)
    holes = first["terrain"].min()
    for _ in range(20):
        seen, rewards, *_ = environment.step(np.zeros(environment.action_space.shape, dtype=np.float32))
    environment.close()
    assert np.isfinite(rewards).all() and np.isfinite(seen["terrain"]).all()
    # The first hole shows in what is sensed.
    assert holes < -1.0
    assert CONTENT not in path.parents


def test_a_course_may_lie_in_a_folder_of_its_own(project: Path) -> None:
    """Unity finds an asset by its GUID, wherever in the project its file has been dragged."""
    gaps = asset(project, "Gaps")
    moved = gaps.parent / "Easy" / "Gaps.asset"
    moved.parent.mkdir()
    guid = guid_of(gaps)
    for path in (gaps, meta_path(gaps)):
        path.rename(moved.parent / path.name)
    assert "Gaps" in content.names("Courses")
    assert content.resolve(content.reference_to(content.find("Gaps", "Courses", "course"))) == moved
    file = open_course("Gaps")
    save("Gaps", wider(file.spec), file.version)
    assert load_course("Gaps") == wider(file.spec)
    assert guid_of(moved) == guid
    assert not gaps.exists()
    with pytest.raises(AssetError, match="taken by Gaps"):
        save_as_new("gaps", file.spec)
