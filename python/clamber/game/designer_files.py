"""Loads and saves the courses of the designer's table: in the project's course folder and nowhere else."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clamber.assets import content
from clamber.assets.course import CourseSpec
from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text
from clamber.assets.loading import asset_text, parse_course
from clamber.assets.meta_files import meta_path, write_own_meta

_FOLDER: Final = "Courses"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_ALLOWED_NAME: Final = "a letter, then letters, digits, - and _; 60 characters at most"
#: Names that Windows keeps for devices.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{word}{number}" for word in ("com", "lpt") for number in range(10))}
#: One page saves at a time: what is on disk is compared and replaced in one go.
_SAVING = threading.Lock()


class ChangedOnDiskError(AssetError):
    """The file is not what it was when the page loaded it."""


@dataclass(frozen=True)
class CourseFile:
    """A course as it lies on disk.

    Attributes:
        name: its name.
        spec: what it holds.
        version: tells this text of the file from any other.
    """

    name: str
    spec: CourseSpec
    version: str


def why_not_saved() -> str:
    """Why nothing can be saved here, in one line; empty where it can."""
    folder = content.content_folder()
    if content.is_packaged(folder):
        return (
            "Saving needs a project: this is the copy inside the installed package. "
            "Start the game with `clamber play --project DIR`, the folder that holds UnityProject."
        )
    courses = folder / _FOLDER
    if not courses.is_dir():
        return f"Saving needs a folder {_FOLDER} in {folder}: there is none."
    if courses.resolve() != folder.resolve() / _FOLDER:
        return f"Nothing is saved in {courses}: it is a link to another folder."
    return ""


def open_course(name: str) -> CourseFile:
    """A course of the content.

    Raises:
        AssetError: there is none of that name, or something in it is not allowed.
    """
    if name not in content.names(_FOLDER):
        raise AssetError(f"course {name!r}: there is none; known: {', '.join(content.names(_FOLDER)) or 'none'}")
    path = content.asset_path(name, _FOLDER)
    text = read_text(path, content.label(path))
    return CourseFile(name, parse_course(text, content.label(path)), _version(text))


def save(name: str, spec: CourseSpec, version: str) -> CourseFile:
    """Puts a course back into its file; all but the changed values stays as it is, byte for byte.

    Args:
        name: the course's.
        spec: what to write.
        version: of the file as it was loaded or last saved.

    Raises:
        ChangedOnDiskError: the file is another than that.
        AssetError: nothing can be saved here, the file is gone, or it cannot be written. Nothing is half-written.
    """
    path = _writable(name)
    with _SAVING:
        if not path.is_file():
            raise AssetError(f"{name}: {content.label(path)} is gone; save it as new")
        old_text = read_text(path, content.label(path))
        if _version(old_text) != version:
            raise ChangedOnDiskError(
                f"{name}: {content.label(path)} has changed on disk since it was loaded; "
                "load it again, or save yours as new"
            )
        text = asset_text(spec, content.label(path), old_text)
        if text != old_text:
            write_text(path, text)
        write_own_meta(path, content.content_folder())
    return CourseFile(name, parse_course(text, content.label(path)), _version(text))


def save_as_new(name: str, spec: CourseSpec) -> CourseFile:
    """Writes a course into a new file, with a .meta file and a GUID of its own.

    Raises:
        AssetError: the name is not allowed or taken, nothing can be saved here, or it cannot be written.
    """
    path = _writable(name)
    with _SAVING:
        taken = next((known for known in content.names(_FOLDER) if known.lower() == name.lower()), None)
        taken = taken or next((file.name for file in (path, meta_path(path)) if file.exists()), None)
        if taken is not None:
            raise AssetError(f"name {name!r} is taken by {taken}; choose another")
        text = asset_text(spec, name)
        write_text(path, text)
        write_own_meta(path, content.content_folder())
    return CourseFile(name, parse_course(text, content.label(path)), _version(text))


def _writable(name: str) -> Path:
    """Where a course of that name is saved.

    Raises:
        AssetError: nothing can be saved there.
    """
    refusal = why_not_saved()
    if refusal:
        raise AssetError(refusal)
    # What is there may be called as Unity calls a copy ("Gaps 1"); a new name is a word.
    known = name in content.names(_FOLDER)
    if not known and (not _NAME.fullmatch(name) or name.lower() in _DEVICES):
        raise AssetError(f"name {name[:80]!r} is not allowed; {_ALLOWED_NAME}")
    path = content.asset_path(name, _FOLDER)
    for file in (path, meta_path(path)):
        if file.is_symlink():
            raise AssetError(f"{name}: {file.name} is a link to another file, which is not written to")
    return path


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


