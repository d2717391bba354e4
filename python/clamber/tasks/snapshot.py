"""An environment in the middle of its agents' lives, kept and taken up again to the bit.

Everything that changes while agents live is in arrays of a few objects, listed here; what those follow from (the task,
the body, the courses' seeds) is not kept but made again. Only MuJoCo's lanes can be kept: PhysX holds contacts from
one step to the next that it does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.physics.mujoco_engine import MujocoEngine
from clamber.tasks.environment import ClamberVectorEnv

Snapshot = dict[str, NDArray[Any]]

#: What changes, by object of the environment ("" is itself); of dataclasses every array does.
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
    """Whether ``snapshot`` can be taken of an environment."""
    return isinstance(env.engine, MujocoEngine)


def snapshot(env: ClamberVectorEnv) -> Snapshot:
    """Copies of all that changes while agents live, by name.

    Raises:
        ValueError: the engine's state cannot be read.
    """
    if not can_be_kept(env):
        raise ValueError("engine: only the state of mujoco can be kept")
    kept = {f"{path}.{name}": np.copy(getattr(owner, name)) for path, owner, name in _places(env)}
    kept |= {f"observations.{name}": values.copy() for name, values in env._observations.items()}
    kept["seed"] = np.array([env._seed], dtype=np.int64)
    kept["now"] = np.array([env._actuation._now], dtype=np.int64)
    return kept


def restore(env: ClamberVectorEnv, kept: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Takes up a snapshot in an environment of the same task and as many agents; returns what the agents see.

    Environment parameters and their samplers are the caller's to set again.

    Raises:
        ValueError: the snapshot is of another environment; which part does not fit.
    """
    for path, owner, name in _places(env):
        key = f"{path}.{name}"
        if key not in kept:
            raise ValueError(f"snapshot: {key} is missing")
        # How many past actions are kept depends on the longest delay so far.
        if name != "_past" and kept[key].shape != getattr(owner, name).shape:
            raise ValueError(f"snapshot: {key} is {kept[key].shape}; {getattr(owner, name).shape} is needed")
    env._seed, env._actuation._now = int(kept["seed"][0]), int(kept["now"][0])
    env._actuation._past = np.copy(kept["_actuation._past"])
    everyone = np.arange(env.num_envs)
    # The courses that the agents are on are placed as if they had been planned just now.
    np.copyto(env.courses._planned_seed, kept["courses.seed"])
    np.copyto(env.courses._planned, kept["courses.difficulty"])
    env.courses.place(everyone)
    physics = kept["._physics"]
    set_once = np.flatnonzero(np.isfinite(physics).all(axis=1))
    if len(set_once):
        env.engine.set_parameters(set_once, *np.ascontiguousarray(physics[set_once].T))
    for path, owner, name in _places(env):
        np.copyto(getattr(owner, name), kept[f"{path}.{name}"])
    env.courses.plan_again(everyone)
    env._observations = {name: np.copy(kept[f"observations.{name}"]) for name in env._observations}
    return env._observations


def _places(env: ClamberVectorEnv) -> Iterator[tuple[str, Any, str]]:
    """Every array that changes: the path of its object, the object, its name there."""
    for path, names in _CHANGING.items():
        owner: Any = attrgetter(path)(env) if path else env
        if is_dataclass(owner):
            names = tuple(entry.name for entry in fields(owner) if isinstance(getattr(owner, entry.name), np.ndarray))
        for name in names:
            yield path, owner, name
