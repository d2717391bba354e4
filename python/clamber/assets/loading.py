"""Loads and saves the three kinds of asset."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from clamber.assets import content
from clamber.assets.body import BodySpec
from clamber.assets.body_validation import validate_body
from clamber.assets.course import CourseSpec
from clamber.assets.course_validation import validate_course
from clamber.assets.decoding import Place, decode_spec
from clamber.assets.encoding import changed_file, new_file
from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text
from clamber.assets.meta_files import write_own_meta
from clamber.assets.task import TaskSpec
from clamber.assets.task_validation import validate_task
from clamber.assets.unity_yaml import UnityObject, parse

Spec = TypeVar("Spec")


@dataclass(frozen=True)
class Kind(Generic[Spec]):
    """A kind of asset.

    Attributes:
        word: what people call it.
        folder: where its assets lie below the content folder.
        spec: the dataclass that it is in Python.
        script: the C# script that it is in Unity, below the content folder.
        guid: that script's GUID.
        validate: checks what a single field's limits cannot say; raises AssetError.
    """

    word: str
    folder: str
    spec: type[Spec]
    script: str
    guid: str
    validate: Callable[[Spec, Place], None]


BODY = Kind("body", "Bodies", BodySpec, "Runtime/BodyAsset.cs", "7c1a5e0b94d24f3e8a6b0d2f51c3e701", validate_body)
COURSE = Kind(
    "course", "Courses", CourseSpec, "Runtime/CourseAsset.cs", "7c1a5e0b94d24f3e8a6b0d2f51c3e702", validate_course
)
TASK = Kind("task", "Tasks", TaskSpec, "Runtime/TaskAsset.cs", "7c1a5e0b94d24f3e8a6b0d2f51c3e703", validate_task)
_KINDS: tuple[Kind[BodySpec], Kind[CourseSpec], Kind[TaskSpec]] = (BODY, COURSE, TASK)
#: Path below the content folder -> GUID of the scripts that the assets name.
SCRIPT_GUIDS = {kind.script: kind.guid for kind in _KINDS}


def load_body(name: str | os.PathLike[str]) -> BodySpec:
    """The body of a name in the content, or in a file.

    Raises:
        AssetError: there is none, or something in it is not allowed.
    """
    return _load(BODY, content.find(name, BODY.folder, BODY.word))


def load_course(name: str | os.PathLike[str]) -> CourseSpec:
    """The course of a name in the content, or in a file. Segment parameters are checked where courses are made.

    Raises:
        AssetError: there is none, or something in it is not allowed.
    """
    return _load(COURSE, content.find(name, COURSE.folder, COURSE.word))


def load_task(name: str | os.PathLike[str]) -> TaskSpec:
    """The task of a name in the content, or in a file. Reward names and layouts are checked where tasks are made.

    Raises:
        AssetError: there is none, something in it is not allowed, or its body or course is not in the content.
    """
    path = content.find(name, TASK.folder, TASK.word)
    task = _load(TASK, path)
    for field, reference, kind in (("m_Body", task.body, BODY), ("m_Course", task.course, COURSE)):
        place = Place(content.label(path), field)
        try:
            found = content.resolve(reference)
        except AssetError as error:
            place.fail(str(error))
        if found.parent.name != kind.folder:
            place.fail(f"{content.label(found)} is not allowed; an asset in {kind.folder} is needed")
    return task


def task_body(task: TaskSpec) -> BodySpec:
    """The body that a task names."""
    return load_body(content.resolve(task.body))


def task_course(task: TaskSpec) -> CourseSpec:
    """The course that a task names."""
    return load_course(content.resolve(task.course))


def save_body(spec: BodySpec, path: Path) -> None:
    """Writes a body: a new file with its .meta, or into an existing one, where only what changed is replaced.

    Raises:
        AssetError: the spec is not allowed, or the file cannot be written; nothing is half-written.
    """
    _save(BODY, spec, path)


def save_course(spec: CourseSpec, path: Path) -> None:
    """Writes a course as ``save_body`` writes a body."""
    _save(COURSE, spec, path)


def save_task(spec: TaskSpec, path: Path) -> None:
    """Writes a task as ``save_body`` writes a body."""
    _save(TASK, spec, path)


def parse_body(text: str, file: str) -> BodySpec:
    """A body from an asset's text; ``file`` is what to call it in errors."""
    return _read(BODY, text, file)[0]


def parse_course(text: str, file: str) -> CourseSpec:
    """A course from an asset's text; ``file`` is what to call it in errors."""
    return _read(COURSE, text, file)[0]


def parse_task(text: str, file: str) -> TaskSpec:
    """A task from an asset's text; ``file`` is what to call it in errors."""
    return _read(TASK, text, file)[0]


def asset_text(spec: BodySpec | CourseSpec | TaskSpec, name: str, old_text: str | None = None) -> str:
    """The text of an asset file holding a spec.

    Args:
        spec: what to write; it is checked as on loading.
        name: the asset's name, also what to call it in errors.
        old_text: an existing file's text, of which all but the changed values is kept; None for a new file.

    Raises:
        AssetError: the spec is not allowed.
    """
    kind: Kind[Any] = next(kind for kind in _KINDS if isinstance(spec, kind.spec))
    if old_text is None:
        text = new_file(spec, name, kind.guid)
    else:
        text = changed_file(spec, _find_object(kind, old_text, name))
    _read(kind, text, name)  # what would not load again is never written
    return text


def _load(kind: Kind[Spec], path: Path) -> Spec:
    file = content.label(path)
    return _read(kind, read_text(path, file), file)[0]


def _save(kind: Kind[Spec], spec: Spec, path: Path) -> None:
    old_text = read_text(path, content.label(path)) if path.exists() else None
    if not isinstance(spec, (BodySpec, CourseSpec, TaskSpec)) or not isinstance(spec, kind.spec):
        raise TypeError(f"{type(spec).__name__} is not a {kind.spec.__name__}")
    name = path.stem if old_text is None else content.label(path)
    text = asset_text(spec, name, old_text)
    if text != old_text:
        write_text(path, text)
    write_own_meta(path, content.content_folder())


def _read(kind: Kind[Spec], text: str, file: str) -> tuple[Spec, UnityObject]:
    unity = _find_object(kind, text, file)
    place = Place(file)
    spec = decode_spec(kind.spec, unity.fields, place)
    kind.validate(spec, place)
    return spec, unity


def _find_object(kind: Kind[Spec], text: str, file: str) -> UnityObject:
    """The object of this kind in a file's text; one whose script is of another kind is named in the error."""
    objects = parse(text, file)
    for unity in objects:
        if unity.script == kind.guid:
            return unity
    for other in _KINDS:
        if objects[0].script == other.guid:
            raise AssetError(f"{file}: m_Script: this is a {other.word}, a {kind.word} is needed")
    raise AssetError(
        f"{file}: m_Script.guid: {objects[0].script or 'nothing'} is not allowed; a {kind.word} has {kind.guid}"
    )
