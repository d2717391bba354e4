"""What two tasks have in common though bodies or senses differ: which senses and actions of one stand for which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import Axis, BodySpec
from clamber.assets.fields import AssetError
from clamber.assets.loading import task_body
from clamber.assets.task import ControlMode, ObservationBlock, TaskSpec

#: (place here, place there, gain): what is here is gain times what is there.
Match = tuple[int, int, float]
#: Samples of the terrain as near to each other as this are the same, leg lengths.
SAME_PLACE = 1e-3
#: Axes whose directions have a cosine of at least this, up to the sign, are parallel.
PARALLEL = 0.999


@dataclass(frozen=True)
class Matches:
    """Rows of numbers, a part of whose entries stand for each other: ``here[own] = gain * there[other]``.

    Attributes:
        own: places here.
        other: places there.
        gain: factors.
    """

    own: NDArray[np.intp]
    other: NDArray[np.intp]
    gain: NDArray[np.float64]

    @staticmethod
    def of(matches: Iterable[Match]) -> Matches:
        """From a list."""
        rows = list(matches)
        return Matches(
            np.array([row[0] for row in rows], dtype=np.intp),
            np.array([row[1] for row in rows], dtype=np.intp),
            np.array([row[2] for row in rows], dtype=np.float64),
        )

    @staticmethod
    def same(count: int) -> Matches:
        """Rows of as many numbers, each of which stands for the one at its own place."""
        places = np.arange(count, dtype=np.intp)
        return Matches(places, places, np.ones(count))


@dataclass(frozen=True)
class Counterparts:
    """What stands for what.

    Attributes:
        sensors: by name of the sensor, obs_0 and obs_1.
        actions: of the actions.
        other_actions: how many the other task has.
    """

    sensors: dict[str, Matches]
    actions: Matches
    other_actions: int


def counterparts(own: TaskSpec, other: TaskSpec, sees_last_action: bool = True) -> Counterparts:
    """What in a task has a counterpart in another one.

    Joints and feet are matched by name. A joint also answers to one whose name goes on after a ``_``, as a body's
    ``left_hip`` does to another's ``left_hip_pitch``, but only if they turn about parallel axes; where those point
    against each other, signs change. Angles count from the standing pose; actions are matched by the angles that they
    ask for. Terrain samples are the same where they are taken at the same place, in leg lengths. Everything else is
    matched by the name of its block.

    Args:
        own: the task to be learned.
        other: the task that was learned.
        sees_last_action: whether what was learned makes use of that sense (``hyperparameters.sense_last_action``).

    Raises:
        AssetError: one line, if the tasks' actions mean different things.
    """
    if own.control != other.control:
        raise AssetError(
            f"task {other.behavior_name}: m_Control: {other.control:d} is not allowed; {own.control:d}, as that of "
            f"task {own.behavior_name}, for what one has learned to pass to the other"
        )
    body, origin = task_body(own), task_body(other)
    joints = matching_joints(body.axes, origin.axes)
    actions = _actions(own, other, body, origin, joints)
    kinds: dict[str, Callable[[], list[Match]]] = {
        "joint_pos": lambda: joints,
        "joint_vel": lambda: joints,
        "last_action": lambda: actions,
        "foot_contacts": lambda: _named([link.name for link in body.links if link.foot],
                                        [link.name for link in origin.links if link.foot]),
        "height_scan": lambda: _places(_floor(own), _floor(other)),
        "ceiling_scan": lambda: _places([(x, 0.0) for x in own.terrain.ceiling_forward],
                                        [(x, 0.0) for x in other.terrain.ceiling_forward]),
    }  # fmt: skip
    there = {block.name: block for block in other.observations}
    sensors: dict[str, list[Match]] = {"obs_0": [], "obs_1": []}
    for block in own.observations:
        if block.name in there and (sees_last_action or block.name != "last_action"):
            found = kinds[block.name]() if block.name in kinds else _alike(block, there[block.name])
            start = there[block.name].start
            sensors[f"obs_{block.sensor}"] += [(block.start + i, start + j, gain) for i, j, gain in found]
    muscular = other.control == ControlMode.MUSCLE
    return Counterparts(
        {name: Matches.of(found) for name, found in sensors.items()},
        Matches.of(actions),
        len(origin.muscles if muscular else origin.axes),
    )


def _alike(own: ObservationBlock, other: ObservationBlock) -> list[Match]:
    return [(index, index, 1.0) for index in range(min(own.size, other.size))]


def _named(own: list[str], other: list[str]) -> list[Match]:
    return [(index, other.index(name), 1.0) for index, name in enumerate(own) if name in other]


def matching_joints(own: list[Axis], other: list[Axis]) -> list[Match]:
    """The joints of a body that stand for those of another, with a gain of -1 where they turn the other way."""
    matches = []
    for index, axis in enumerate(own):
        for place in sorted(range(len(other)), key=lambda place: other[place].name != axis.name):
            there = other[place]
            akin = axis.name == there.name or axis.name.startswith(there.name + "_")
            akin |= there.name.startswith(axis.name + "_")
            along = float(np.dot(axis.direction, there.direction))
            if akin and abs(along) >= PARALLEL:
                matches.append((index, place, 1.0 if along > 0.0 else -1.0))
                break
    return matches


def _actions(own: TaskSpec, other: TaskSpec, body: BodySpec, origin: BodySpec, joints: list[Match]) -> list[Match]:
    if own.control == ControlMode.MUSCLE:
        return _named([muscle.name for muscle in body.muscles], [muscle.name for muscle in origin.muscles])
    scale = other.action_range_deg / own.action_range_deg if own.control == ControlMode.DRIVE_TARGET else 1.0
    return [(index, place, sign * scale) for index, place, sign in joints]


def _floor(task: TaskSpec) -> list[tuple[float, float]]:
    return [(x, y) for x in task.terrain.floor_forward for y in task.terrain.floor_side]


def _places(own: list[tuple[float, float]], other: list[tuple[float, float]]) -> list[Match]:
    return [
        (index, place, 1.0)
        for index, here in enumerate(own)
        for place, there in enumerate(other)
        if max(abs(here[0] - there[0]), abs(here[1] - there[1])) < SAME_PLACE
    ]
