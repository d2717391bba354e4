"""What changes in an environment while its agents live: arrays of a few objects, listed here.

What those follow from (the task, the body, the courses' seeds) is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from clamber.physics.mujoco_engine import MujocoEngine

if TYPE_CHECKING:
    from clamber.tasks.environment import ClamberVectorEnv

#: By object of the environment ("" is itself); of dataclasses every array changes.
_CHANGING: dict[str, tuple[str, ...]] = {
    "": ("_episode", "_elapsed", "_push_speed", "_physics", "_feet_before"),
    "moment": (),
    "engine.state": (),
    "engine": ("_rows", "_start", "_strength"),
    "courses": ("_own", "_planned", "_planned_seed", "seed", "difficulty", "length", "width"),
    "_actuation": ("_past", "_delay"),
    "_stuck": ("_mark", "_waited"),
    "_totals": ("_return", "_energy", "_length"),
}


def can_be_kept(env: ClamberVectorEnv) -> bool:
    """Whether all that changes can be read: PhysX holds contacts from one step to the next that it does not tell."""
    return isinstance(env.engine, MujocoEngine)


def changing(env: ClamberVectorEnv) -> Iterator[tuple[str, Any, str]]:
    """Every array that changes: the path of its object, the object, its name there."""
    for path, names in _CHANGING.items():
        owner: Any = attrgetter(path)(env) if path else env
        if is_dataclass(owner):
            names = tuple(entry.name for entry in fields(owner) if isinstance(getattr(owner, entry.name), np.ndarray))
        for name in names:
            yield path, owner, name
