"""Unity's .meta files: the GUID by which assets refer to each other, beside every file and folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text

_GUID = re.compile(r"^guid: ([0-9a-f]{32})\s*$", re.MULTILINE)
_ENDING = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"
_DEFAULT = "DefaultImporter:\n  externalObjects: {}\n" + _ENDING
_NATIVE = "NativeFormatImporter:\n  externalObjects: {}\n  mainObjectFileID: 11400000\n" + _ENDING
_SCRIPT = (
    "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
    "  icon: {instanceID: 0}\n" + _ENDING
)
_TEXT = "TextScriptImporter:\n  externalObjects: {}\n" + _ENDING
_ASSEMBLY = "AssemblyDefinitionImporter:\n  externalObjects: {}\n" + _ENDING
# The importer of com.unity.ai.inference (its script's GUID is the same from 2.2 to 2.4), as Unity writes it for a model
# whose one open dimension is named ``batch``, which is what the exporters of ML-Agents and Clamber name it.
_MODEL = (
    "ScriptedImporter:\n  internalIDToNameTable: []\n  externalObjects: {}\n  serializedVersion: 2\n"
    + _ENDING
    + "  script: {fileID: 11500000, guid: f22407ba6b4157b4a93d0a670bd3dd57, type: 3}\n"
    "  dynamicDimConfigs:\n  - name: batch\n    size: -1\n"
)
_IMPORTERS = {
    ".asset": _NATIVE,
    ".cs": _SCRIPT,
    ".asmdef": _ASSEMBLY,
    ".txt": _TEXT,
    ".md": _TEXT,
    ".json": _TEXT,
    ".onnx": _MODEL,
}


def meta_path(path: Path) -> Path:
    """Where the .meta file of a file or folder lies."""
    return path.with_name(path.name + ".meta")


def guid_of(path: Path) -> str:
    """The GUID in the .meta file of an asset.

    Raises:
        AssetError: there is no .meta file, or no GUID in it.
    """
    meta = meta_path(path)
    found = _GUID.search(read_text(meta, str(meta)))
    if found is None:
        raise AssetError(f"{meta}: guid: missing; 32 digits of 0-9 and a-f are needed")
    return found[1]


def fresh_guid(path: Path) -> str:
    """A GUID for a new asset, made from its path below the project's ``Assets`` folder: the same on every machine."""
    parts = path.absolute().parts
    last = max((index for index, part in enumerate(parts) if part == "Assets"), default=len(parts) - 2)
    parts = parts[last:]
    return hashlib.blake2b("/".join(parts).encode(), digest_size=16, person=b"clamber asset").hexdigest()


def unused_guid(path: Path, project: Path) -> str:
    """A GUID for a new asset that nothing in the project has, nor, outside of it, anything beside it.

    It follows from the path; but where another asset that once lay there took its GUID along, from a longer one.

    Args:
        path: where the asset is to lie.
        project: the content folder.
    """
    inside = project.absolute() in path.absolute().parents
    used = set(_guids(project.rglob("*.meta") if inside else path.parent.glob("*.meta")))
    place = path
    while (guid := fresh_guid(place)) in used:
        place = place / "again"
    return guid


def _guids(metas: Iterable[Path]) -> Iterator[str]:
    """The GUIDs in some .meta files."""
    for meta in metas:
        try:
            yield guid_of(meta.with_suffix(""))
        except AssetError:
            continue  # not Unity's


def meta_text(path: Path, guid: str) -> str:
    """The .meta file that Unity itself would write for a file or folder of this name."""
    if path.is_dir():
        return f"fileFormatVersion: 2\nguid: {guid}\nfolderAsset: yes\n{_DEFAULT}"
    return f"fileFormatVersion: 2\nguid: {guid}\n{_IMPORTERS.get(path.suffix, _DEFAULT)}"


def write_missing_meta(path: Path, guid: str | None = None) -> bool:
    """Writes the .meta file of one file or folder unless it has one; returns whether it did."""
    meta = meta_path(path)
    if meta.exists():
        return False
    write_text(meta, meta_text(path, guid or fresh_guid(path)))
    return True


def write_own_meta(path: Path, project: Path) -> None:
    """Writes the .meta file of a new asset of the project, with a GUID of its own, unless it has one."""
    if not meta_path(path).exists():
        write_missing_meta(path, unused_guid(path, project))


def write_missing_metas(folder: Path, guids: dict[str, str] | None = None) -> list[Path]:
    """Gives every file and folder under (and including) a folder of the Unity project the .meta file it lacks.

    Args:
        folder: a folder below ``Assets``.
        guids: GUIDs that are fixed, by path relative to ``folder``.

    Returns:
        the files and folders that got one.
    """
    fixed = guids or {}
    paths = [folder, *_visible(folder)]
    return [path for path in paths if write_missing_meta(path, fixed.get(path.relative_to(folder).as_posix()))]


def _visible(folder: Path) -> Iterator[Path]:
    """What Unity imports: not what is hidden by a leading dot or a trailing tilde, and not .meta files."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~") or path.suffix in (".meta", ".tmp"):
            continue
        yield path
        if path.is_dir():
            yield from _visible(path)
