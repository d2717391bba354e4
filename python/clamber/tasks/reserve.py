"""Stamina: what is left of each agent's energy budget, and how hard a tired body can still pull.

The budget follows the critical power model (Monod & Scherrer 1965): a body recovers with constant power all the time,
and what it works beyond that comes out of a reserve. How strong it is falls evenly with the reserve (Morton 1996, the
model with three parameters). Work is what the project counts as energy everywhere: |torque x velocity|, for holding
back a load tires too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode, TaskSpec
from clamber.physics.engine import BodyState

Float = NDArray[np.float64]


class Reserve:
    """The reserves of many agents of one task.

    Attributes:
        left: share that is left, (agents,), from 1, rested, to 0, spent.
    """

    def __init__(self, task: TaskSpec, body: BodySpec, agents: int) -> None:
        """Rested agents of a task whose stamina has a capacity."""
        self._control, self._spec = task.control, task.stamina
        self._capacity = task.stamina.capacity * sum(shape.mass for link in body.links for shape in link.shapes)
        self._recovery = task.stamina.recovery / task.stamina.capacity
        stiffness = np.array([axis.stiffness for axis in body.axes])
        limit = np.array([axis.force_limit for axis in body.axes])
        # A drive without stiffness follows no target.
        springs = np.where(stiffness > 0.0, stiffness, 1.0)
        self._reach = np.where(stiffness > 0.0, limit / springs, np.inf)
        self._lag = np.where(stiffness > 0.0, np.array([axis.damping for axis in body.axes]) / springs, 0.0)
        self.left: Float = np.ones(agents)

    @property
    def strength(self) -> Float:
        """Share of their strength that the agents have, (agents,): from 1, rested, to ``weakest``, spent."""
        weakest = self._spec.weakest
        strength: Float = weakest + (1.0 - weakest) * self.left
        return strength

    def weaken(self, control: Float, state: BodyState) -> None:
        """Lets the agents pull with no more than their strength's share of what they are asked to, in place.

        A drive's target, rad, is brought nearer until at the start of the decision its torque, ``stiffness (target -
        angle) - damping velocity`` within its limit, is that share of what it would be; a motor's own strength scales
        all of these and drops out. Torques, N m, and excitations are multiplied by the share.

        Args:
            control: (agents, actions).
            state: the bodies before the decision.
        """
        strength = self.strength[:, None]
        if self._control == ControlMode.DRIVE_TARGET:
            # Where the drive would not pull at all, and how far ahead of that its target may be.
            idle = state.joint_position + self._lag * state.joint_velocity
            ahead = np.clip(control - idle, -self._reach, self._reach)
            np.copyto(control, idle + strength * ahead)
        else:
            control *= strength

    def spend(self, state: BodyState, seconds: float) -> None:
        """Takes the work of so many seconds, ``state.joint_energy`` in J, out of the reserves; lets them recover."""
        self.left += self._recovery * seconds - state.joint_energy.sum(axis=1) / self._capacity
        np.clip(self.left, 0.0, 1.0, out=self.left)

    def rest(self, agents: NDArray[np.intp]) -> None:
        """Fills up the reserves of some agents."""
        self.left[agents] = 1.0


def reserve_of(task: TaskSpec, body: BodySpec, agents: int) -> Reserve | None:
    """The reserves of a task's agents; None where the task lets nobody tire."""
    return Reserve(task, body, agents) if task.stamina.capacity > 0.0 else None
