"""The drives of a body: their torques, and their force limits kept through their targets."""

from __future__ import annotations

import numpy as np

from clamber.assets.body import BodySpec
from clamber.compilation import compiled
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
        nearest = np.empty(target.shape)
        _reachable(target, position, velocity, self._lag, self._reach, nearest)
        return nearest

    def work(
        self, target: Float, position: Float, velocity: Float, strength: Float, seconds: float, torque: Float,
        energy: Float,
    ) -> None:  # fmt: skip
        """Fills what the drives did over the physics steps of a decision.

        Args:
            target: (lanes, axes), rad.
            position: after each step, (lanes, steps, axes), rad: MuJoCo takes a drive at the end of a step, so what
                follows from it is what MuJoCo applied.
            velocity: after each step, (lanes, steps, axes), rad/s.
            strength: factor on the motors, (lanes,).
            seconds: length of a step.
            torque: is filled with the mean torque, (lanes, axes), N m.
            energy: is filled with the sum of |torque * velocity| * seconds, (lanes, axes), J.
        """
        _work(target, position, velocity, self._stiffness, self._damping, strength, seconds, torque, energy)


@compiled
def _reachable(target: Float, position: Float, velocity: Float, lag: Float, reach: Float, out: Float) -> None:
    for lane in range(target.shape[0]):
        for axis in range(target.shape[1]):
            middle = velocity[lane, axis] * lag[axis] + position[lane, axis]
            out[lane, axis] = min(max(target[lane, axis], middle - reach[axis]), middle + reach[axis])


@compiled
def _work(
    target: Float, position: Float, velocity: Float, stiffness: Float, damping: Float, strength: Float,
    seconds: float, mean_torque: Float, energy: Float,
) -> None:  # fmt: skip
    lanes, steps, axes = position.shape
    for lane in range(lanes):
        for axis in range(axes):
            spring, damper = strength[lane] * stiffness[axis], strength[lane] * damping[axis]
            total = power = 0.0
            for step in range(steps):
                speed = velocity[lane, step, axis]
                torque = (target[lane, axis] - position[lane, step, axis]) * spring - damper * speed
                total += torque
                power += abs(torque * speed)
            mean_torque[lane, axis] = total / steps
            energy[lane, axis] = power * seconds
