"""Choosing the Unity project whose content the game plays with."""

from __future__ import annotations

import os
from pathlib import Path

from clamber.assets.fields import AssetError

_CONTENT = Path("Assets", "Clamber")


def use_project(folder: Path) -> None:
    """Takes the content from a project from now on: ``folder`` is UnityProject or what holds it.

    Raises:
        AssetError: there is no such project.
    """
    for place in (folder / "UnityProject" / _CONTENT, folder / _CONTENT):
        if place.is_dir():
            os.environ["CLAMBER_CONTENT"] = str(place.resolve())
            return
    raise AssetError(f"--project: {folder} holds no UnityProject/{_CONTENT.as_posix()}")
