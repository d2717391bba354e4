"""What every physics engine offers: many lanes, each with its own course and one body, stepped together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.courses.course import Course

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Index = NDArray[np.intp]


@dataclass
class BodyState:
    """The bodies of all lanes after the last step. Every array's first dimension is the lane.

    Attributes:
        root_position: of the root link's origin in the lane's frame, (lanes, 3), m.
        root_quaternion: (w, x, y, z), root to lane frame, (lanes, 4).
        root_linear_velocity: of the root link's origin, lane frame, (lanes, 3), m/s.
        root_angular_velocity: root frame, (lanes, 3), rad/s.
        joint_position: (lanes, axes), rad.
        joint_velocity: (lanes, axes), rad/s.
        joint_torque: the drives' torque, averaged over the physics steps of the decision, (lanes, axes), N m.
        joint_energy: integral of |torque x velocity| over the decision, (lanes, axes), J.
        foot_contact: whether each foot link touched the course in the last physics step, (lanes, feet), in link order.
        fatal_contact: whether any fatal link touched the course in the decision, (lanes,).
        finite: False where the simulation of a lane broke; its other entries are then meaningless, (lanes,).
    """

    root_position: Float
    root_quaternion: Float
    root_linear_velocity: Float
    root_angular_velocity: Float
    joint_position: Float
    joint_velocity: Float
    joint_torque: Float
    joint_energy: Float
    foot_contact: Bool
    fatal_contact: Bool
    finite: Bool


class Engine(Protocol):
    """Many bodies on many lanes. Same calls, same numbers, to the bit, whatever the number of threads.

    Attributes:
        body: the creature, the same on every lane.
        lanes: how many.
        state: the bodies now; arrays are overwritten in place by ``step`` and ``reset``.
    """

    body: BodySpec
    lanes: int
    state: BodyState

    def prepare(self, course: Course) -> Any:
        """Does the costly part of putting a course on a lane ahead of time; the result is for ``place``."""

    def place(self, lane: int, prepared: Any) -> None:
        """Puts a prepared course on a lane. The body there must be reset before the next step."""

    def set_parameters(
        self, lanes: Index, friction: Float, mass_scale: Float, motor_strength: Float, gravity: Float
    ) -> None:
        """Sets the physics of some lanes, one value each: friction coefficient, factor on masses and inertias, factor
        on stiffness, damping and force limit, and gravity's pull downwards in m/s^2.
        """

    def reset(
        self,
        lanes: Index,
        root_position: Float,
        root_quaternion: Float,
        root_linear_velocity: Float,
        joint_position: Float,
    ) -> None:
        """Puts the bodies of some lanes at a pose with joints at rest; drives hold ``joint_position`` until told."""

    def renew(self, lanes: Index) -> None:
        """Has some lanes forget what was there: what follows is as in an engine just made, to the bit.

        Their courses and parameters must be given anew before the next ``reset``.
        """

    def push(self, lanes: Index, velocity_change: Float) -> None:
        """Adds to the root's linear velocity on some lanes, (len(lanes), 3), m/s."""

    def step(self, control: Float, steps: int, beside: Callable[[], None] | None = None) -> None:
        """Steps every lane ``steps`` physics steps under constant control, (lanes, axes): drive targets in rad, or
        torques in N m, or (lanes, muscles) excitations in [0, 1], as the engine was made. Updates ``state``.

        ``beside`` is called once and has returned when this does: while the physics runs, in another thread, where the
        engine can. It must not touch the lanes.
        """

    def close(self) -> None:
        """Frees threads and memory."""
