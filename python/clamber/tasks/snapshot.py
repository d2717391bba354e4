"""An environment in the middle of its agents' lives, kept and taken up again to the bit.

What ``changing`` lists is kept; what that follows from (the task, the body, the courses' seeds) is made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import CurriculumMode
from clamber.tasks.changing import can_be_kept, changing
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.second_chances import SecondChances

Snapshot = dict[str, NDArray[Any]]

#: What the names of the second chances' arrays begin with.
SECOND_CHANCES = "second_chances."


def snapshot(env: ClamberVectorEnv) -> Snapshot:
    """Copies of all that changes while agents live, by name.

    Raises:
        ValueError: the engine's state cannot be read.
    """
    if not can_be_kept(env):
        raise ValueError("engine: only the state of mujoco can be kept")
    kept = {f"{path}.{name}": np.copy(getattr(owner, name)) for path, owner, name in changing(env)}
    kept |= {f"observations.{name}": values.copy() for name, values in env._observations.items()}
    kept["seed"] = np.array([env._seed], dtype=np.int64)
    kept["now"] = np.array([env._actuation._now], dtype=np.int64)
    if env.second_chances is not None:
        kept |= {SECOND_CHANCES + name: values.copy() for name, values in env.second_chances.arrays().items()}
    return kept


def restore(env: ClamberVectorEnv, kept: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Takes up a snapshot in an environment of the same task and as many agents; returns what the agents see.

    Environment parameters and their samplers are the caller's to set again, before. Where they ask for no second
    chances, or asked for none then, or for others (how many moments are kept follows from the task), what belongs to
    those is left alone, and agents that are in the middle of one start over. Where agents do not climb, the courses
    after their next, which was planned already, are as difficult as the task says now.

    Raises:
        ValueError: the snapshot is of another environment; which part does not fit.
    """
    for path, owner, name in changing(env):
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
    for path, owner, name in changing(env):
        np.copyto(getattr(owner, name), kept[f"{path}.{name}"])
    env.courses.plan_again(everyone)
    env._observations = {name: np.copy(kept[f"observations.{name}"]) for name in env._observations}
    if env.task.curriculum.mode != CurriculumMode.PER_AGENT:
        env.courses.restart(everyone)
    had_some = SECOND_CHANCES + "next" in kept
    if had_some and env.second_chances is None and env.parameters.is_set("second_chances"):
        env.second_chances = SecondChances(env)  # of a lesson before; this one gives none
    own = env.second_chances.arrays() if env.second_chances is not None else {}
    shapes = {name: getattr(kept.get(SECOND_CHANCES + name), "shape", None) for name in own}
    if own and all(values.shape == shapes[name] for name, values in own.items()):
        for name, values in own.items():
            np.copyto(values, kept[SECOND_CHANCES + name])
    elif had_some:
        to_come = np.flatnonzero(kept[SECOND_CHANCES + "next"] >= 0)
        env.courses.plan(to_come, env._seed, env._episode[to_come] + 1)
        env.reset(options={"reset_mask": kept[SECOND_CHANCES + "relived"]})
    return env._observations

