"""MuJoCo prints its warnings and puts them into a file of its own in the working folder, unless somebody takes them."""

from __future__ import annotations

import mujoco


def _drop(message: str) -> None:
    """Takes a warning and tells nobody."""


def silence_mujoco() -> None:
    """Drops MuJoCo's warnings from now on: a lane that breaks is told by the state, and starts over."""
    mujoco.set_mju_user_warning(_drop)
