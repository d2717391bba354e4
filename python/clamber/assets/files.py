"""Reading and writing files so that errors are one line and a file appears whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from clamber.assets.fields import AssetError


def read_text(path: Path, label: str) -> str:
    """A text file as it is, line ends included.

    Args:
        path: the file.
        label: what to call it in errors.

    Raises:
        AssetError: it cannot be read, or is not UTF-8 text.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise AssetError(
            f"{label}: not a text file (in Unity, choose Project Settings > Editor > Asset Serialization > Force Text)"
        ) from None
    except OSError as error:
        raise AssetError(f"{label}: cannot be read: {error.strerror or error}") from None


def read_json(path: Path) -> Any:
    """What a JSON file holds.

    Raises:
        AssetError: it cannot be read, or is no JSON.
    """
    text = read_text(path, str(path))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AssetError(f"{path}: not JSON: {error}") from None


def read_object(path: Path) -> dict[str, Any]:
    """What a JSON file holds, which is to be an object, such as a report.

    Raises:
        AssetError: it cannot be read, or is none.
    """
    read = read_json(path)
    if not isinstance(read, dict):
        raise AssetError(f"{path}: a JSON object is needed, not {type(read).__name__}")
    return read


def write_text(path: Path, text: str) -> None:
    """Writes text as UTF-8, as ``write_bytes`` does; line ends are written as they are.

    Raises:
        AssetError: it cannot be written; what was there before is untouched.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file beside the old one and puts it in its place in one step.

    Raises:
        AssetError: it cannot be written; what was there before is untouched.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unity ignores names that start with a dot, so it never imports the half-written file.
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise AssetError(f"{path}: cannot be written: {error.strerror or error}") from None
