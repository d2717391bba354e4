"""What the rules of a task need to know of a body, as arrays in action order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.tasks.kinematics import Kinematics

Float = NDArray[np.float64]

#: Standard gravity, m/s^2.
GRAVITY = 9.81
#: Words in the names of axes that say which leg.
SIDES = ("left", "right", "front", "middle", "hind")


@dataclass(frozen=True)
class Measures:
    """A body in numbers.

    Attributes:
        leg_length: m.
        standing_height: of the root's origin in the standing pose, m.
        top_height: of the highest point in the standing pose, m; beams go by it.
        mass: of the whole body, kg.
        neutral: joint angles in the standing pose, (axes,), rad.
        lower, upper: joint limits, (axes,), rad.
        force_limit: (axes,), N m.
        alike: groups of two axes and more that are the same but for the leg: their names are, without ``SIDES``.
        knees: which axes are knees: those whose names end with "knee", (axes,).
        feet: number of foot links.
        actions: number of actions.
    """

    leg_length: float
    standing_height: float
    top_height: float
    mass: float
    neutral: Float
    lower: Float
    upper: Float
    force_limit: Float
    alike: tuple[NDArray[np.intp], ...]
    knees: NDArray[np.bool_]
    feet: int
    actions: int


def measure(body: BodySpec, control: ControlMode = ControlMode.DRIVE_TARGET) -> Measures:
    """Takes the measures of a body under one kind of control."""
    neutral = np.radians([axis.neutral_deg for axis in body.axes])
    upright = np.array([[1.0, 0.0, 0.0, 0.0]])
    top = Kinematics(body, lambda link: True).highest_point(upright, neutral[None])[0]
    return Measures(
        leg_length=body.leg_length,
        standing_height=body.standing_height,
        top_height=body.standing_height + float(top),
        mass=sum(shape.mass for link in body.links for shape in link.shapes),
        neutral=neutral,
        lower=np.radians([axis.range_deg.x for axis in body.axes]),
        upper=np.radians([axis.range_deg.y for axis in body.axes]),
        force_limit=np.array([axis.force_limit for axis in body.axes], dtype=np.float64),
        alike=axes_alike(body),
        knees=np.array([axis.name.endswith("knee") for axis in body.axes], dtype=np.bool_),
        feet=sum(link.foot for link in body.links),
        actions=len(body.muscles) if control == ControlMode.MUSCLE else len(body.axes),
    )


def axes_alike(body: BodySpec) -> tuple[NDArray[np.intp], ...]:
    """Groups of two axes and more whose names are the same without the words that say which leg (``SIDES``)."""
    groups: dict[str, list[int]] = {}
    for index, axis in enumerate(body.axes):
        kind = "_".join(word for word in axis.name.split("_") if word not in SIDES)
        groups.setdefault(kind, []).append(index)
    return tuple(np.array(group, dtype=np.intp) for group in groups.values() if len(group) > 1)
