"""Where the content lies, and how assets are found by name and by GUID."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from clamber.assets.fields import AssetError, AssetReference
from clamber.assets.meta_files import guid_of, meta_path

_IN_PROJECT = Path("UnityProject", "Assets", "Clamber")


def content_folder() -> Path:
    """The folder with ``Bodies``, ``Courses`` and ``Tasks``.

    It is what the environment variable CLAMBER_CONTENT names, else the Unity project this source lies in, else the
    copy inside the installed package.

    Raises:
        AssetError: CLAMBER_CONTENT names no folder, or there is none at all.
    """
    named = os.environ.get("CLAMBER_CONTENT")
    if named:
        if not Path(named).is_dir():
            raise AssetError(f"CLAMBER_CONTENT: {named} is not a folder; one with Bodies, Courses and Tasks is needed")
        return Path(named)
    here = Path(__file__).resolve()
    for parent in here.parents:
        if (parent / _IN_PROJECT).is_dir():
            return parent / _IN_PROJECT
    packaged = _packaged()
    if packaged.is_dir():
        return packaged
    raise AssetError(f"no {_IN_PROJECT.as_posix()} above {here.parent}; set CLAMBER_CONTENT to the content's folder")


def is_packaged(folder: Path) -> bool:
    """Whether a content folder is the copy inside the installed package, which the next installation replaces."""
    return folder.resolve() == _packaged().resolve()


def _packaged() -> Path:
    return Path(__file__).resolve().parents[1] / "content"


def label(path: Path) -> str:
    """What to call an asset in errors: its path in the content folder (``Bodies/Quadruped.asset``), else as given."""
    try:
        return path.resolve().relative_to(content_folder().resolve()).as_posix()
    except (ValueError, AssetError):
        return str(path)


def names(folder: str) -> list[str]:
    """The names of all assets in one of the content's folders ("Bodies", "Courses", "Tasks") and its own, sorted."""
    return sorted({path.stem for path in _assets(folder)})


def asset_path(name: str, folder: str) -> Path:
    """Where the asset of that name is, in any folder within one of the content's, or where a new one belongs."""
    there = (path for path in _assets(folder) if path.stem == name)
    return next(there, content_folder() / folder / f"{name}.asset")


def _assets(folder: str) -> list[Path]:
    """All assets within one of the content's folders, those in it before those in folders of its own: Unity finds an
    asset wherever its .meta file goes.
    """
    files = (content_folder() / folder).rglob("*.asset")
    return sorted(files, key=lambda path: (len(path.parts), path))


def find(name: str | os.PathLike[str], folder: str, word: str) -> Path:
    """The path of an asset given by name, or by path (anything with a slash or ending in ``.asset``).

    Args:
        name: the asset's name or path.
        folder: the content folder that names are looked up in.
        word: what such an asset is called, for errors.

    Raises:
        AssetError: there is none; the message lists the known names.
    """
    text = os.fspath(name)
    if text.endswith(".asset") or "/" in text or os.sep in text:
        if not Path(text).is_file():
            raise AssetError(f"{text}: no such {word} file")
        return Path(text)
    known = names(folder)
    if text in known:
        return asset_path(text, folder)
    close = difflib.get_close_matches(text.lower(), [other.lower() for other in known], n=1, cutoff=0.6)
    meant = next((f"; did you mean {other}?" for other in known if close and other.lower() == close[0]), "")
    raise AssetError(f"{word} {text!r}: there is none{meant}; known: {', '.join(known) or 'none'}")


def resolve(reference: AssetReference) -> Path:
    """The file that a reference points to, looked up among the content's .meta files.

    Raises:
        AssetError: the reference is empty or no asset of the content has its GUID.
    """
    if not reference.guid:
        raise AssetError("none is chosen (guid is empty)")
    for path in sorted(content_folder().rglob("*.asset")):
        if meta_path(path).is_file() and guid_of(path) == reference.guid:
            return path
    raise AssetError(f"no asset in {content_folder()} has the guid {reference.guid}")


def reference_to(path: Path) -> AssetReference:
    """The reference by which other assets point to this one.

    Raises:
        AssetError: it lies outside the content, where no reference finds it, or has no .meta file, or another asset
            has its GUID.
    """
    folder = content_folder()
    if folder.resolve() not in path.resolve().parents:
        raise AssetError(f"{path}: lies outside the content, {folder}, where nothing can refer to it")
    reference = AssetReference(guid_of(path))
    found = resolve(reference)
    if found.resolve() != path.resolve():
        raise AssetError(f"{meta_path(path)}: guid: {reference.guid} is not allowed; it is that of {found}")
    return reference
