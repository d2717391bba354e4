"""Where the game keeps what is a player's own: never in the project."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The folder for data of this program and user, after each system's custom; CLAMBER_DATA names another."""
    named = os.environ.get("CLAMBER_DATA")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "clamber"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "clamber"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "clamber"
