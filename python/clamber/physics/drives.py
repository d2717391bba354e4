"""The drives of a body: their torques, and their force limits kept through their targets."""

from __future__ import annotations

import numpy as np

from clamber.assets.body import BodySpec
from clamber.physics.engine import Float


class Drives:
    """Keeps a drive's torque within its force limit by not letting its target run further ahead than that allows.

    MuJoCo can cut a drive's torque at its limit, but then it takes the torque as a constant over the step: a light link
    under a strong motor overshoots, is driven back as hard, and gains energy until it explodes. Here the torque stays
    a spring's and a damper's, which MuJoCo takes at the step's end (as PhysX does), and that never gains energy. The
    limit holds at the start of a decision; a link struck during it may for that long be held harder.
    """

    def __init__(self, body: BodySpec) -> None:
        """Reads the drives of a body."""
        self._stiffness = stiffness = np.array([axis.stiffness for axis in body.axes])
        self._damping = damping = np.array([axis.damping for axis in body.axes])
        with np.errstate(divide="ignore", invalid="ignore"):
            # A drive without stiffness has no target to hold back.
            self._reach = np.where(
                stiffness > 0.0, np.array([axis.force_limit for axis in body.axes]) / stiffness, np.inf
            )
            self._lag = np.where(stiffness > 0.0, damping / stiffness, 0.0)

    def reachable(self, target: Float, position: Float, velocity: Float) -> Float:
        """The nearest targets at which no drive pulls harder than its limit; all (lanes, axes), rad and rad/s.

        From ``|stiffness (target - position) - damping velocity| <= limit``. A motor's strength scales stiffness,
        damping and limit alike and drops out.
        """
        middle = velocity * self._lag
        middle += position
        nearest: Float = middle - self._reach
        np.maximum(nearest, target, out=nearest)
        middle += self._reach
        np.minimum(nearest, middle, out=nearest)
        return nearest

    def torque(self, target: Float, position: Float, velocity: Float, strength: Float) -> Float:
        """Stiffness times what is missing to the target less damping times velocity, N m; (lanes, steps, axes) all,
        but ``strength``, the factor on the motors, (lanes, 1, 1).
        """
        torque = target - position
        torque *= strength * self._stiffness
        torque -= strength * self._damping * velocity
        return torque
