"""The muscles of a body after MuJoCo's model: activation, force by length and velocity, torque by constant moment arms.

A muscle's tendon is rigid and its moment arms are constant, so its fibre length follows from the joint angles alone::

    length = neutral length - sum over axes of arm * (angle - neutral angle)
    force  = peak force * (activation * F_L(length) * F_V(velocity) + F_P(length))
    torque = sum over muscles of arm * force

The curves and the activation dynamics are those of ``mju_muscleGain``, ``mju_muscleBias`` and ``mju_muscleDynamics``
(MuJoCo's documentation, "Muscles"), with MuJoCo's numbers where the asset has none.
"""

from __future__ import annotations

import numpy as np

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode
from clamber.compilation import compiled
from clamber.physics.engine import Float

#: Time constants of activation and deactivation, s.
ACTIVATION_TIME, DEACTIVATION_TIME = 0.01, 0.04
#: Active force is zero beyond these fibre lengths, in optimal lengths.
LEAST_LENGTH, MOST_LENGTH = 0.5, 1.6
#: Force at saturating lengthening velocity, in peak forces.
ECCENTRIC_FORCE = 1.2


class Muscles:
    """The muscles of a body, for any number of bodies at once."""

    def __init__(self, body: BodySpec) -> None:
        """Reads the muscles of a body."""
        axes = {axis.name: number for number, axis in enumerate(body.axes)}
        self.count = len(body.muscles)
        #: Moment arms, (muscles, axes), m.
        self.arms = np.zeros((self.count, len(axes)))
        for number, muscle in enumerate(body.muscles):
            for moment_arm in muscle.moment_arms:
                self.arms[number, axes[moment_arm.axis]] = moment_arm.arm
        neutral = np.radians([axis.neutral_deg for axis in body.axes])
        optimal = np.array([muscle.optimal_length for muscle in body.muscles])
        fastest = np.array([muscle.max_velocity for muscle in body.muscles])
        at_neutral = np.array([muscle.neutral_length for muscle in body.muscles])
        #: Fibre length at angles of zero, in optimal lengths, (muscles,).
        self._at_zero = (at_neutral + self.arms @ neutral) / optimal
        self._optimal, self._per_speed = optimal, 1.0 / (optimal * fastest)
        self._force = np.array([muscle.force for muscle in body.muscles])
        self._passive = np.array([muscle.passive_force for muscle in body.muscles])

    def step_activation(self, activation: Float, excitation: Float, seconds: float) -> None:
        """Lets activations, (..., muscles), follow excitations in [0, 1] for a physics step, as MuJoCo's Euler does."""
        activation += seconds * activation_rate(excitation, activation)

    def lengths(self, position: Float) -> Float:
        """Fibre lengths in optimal lengths, (bodies, muscles), of joint angles (bodies, axes) in rad."""
        lengths: Float = self._at_zero - (position @ self.arms.T) / self._optimal
        return lengths

    def velocities(self, velocity: Float) -> Float:
        """Lengthening velocities in maximum velocities, (bodies, muscles), of joint velocities in rad/s."""
        velocities: Float = -(velocity @ self.arms.T) * self._per_speed
        return velocities

    def forces(self, activation: Float, position: Float, velocity: Float) -> Float:
        """Tensions, (bodies, muscles), N.

        Args:
            activation: (bodies, muscles), in [0, 1].
            position: joint angles, (bodies, axes), rad.
            velocity: (bodies, axes), rad/s.
        """
        tensions: Float = self._pull(activation, position, velocity)[..., 0] * self._force
        return tensions

    def torques(self, activation: Float, position: Float, velocity: Float) -> Float:
        """Joint torques, (bodies, axes), N m; arguments as of ``forces``."""
        result: Float = self.forces(activation, position, velocity) @ self.arms
        return result

    def linearised(self, activation: Float, position: Float, velocity: Float) -> tuple[Float, Float, Float]:
        """Torques, and how they fall as each axis moves; arguments as of ``forces``.

        A muscle's damping stops a light foot within a small part of a physics step, so torques must be taken at the
        step's end: as torque - stiffness * (angle's change) - damping * (velocity's change). MuJoCo's ``discrete``
        integrator does so muscle by muscle (a stiffness below zero counts as zero); here it is done axis by axis, as
        PhysX's drives are.

        Returns:
            torque in N m, stiffness in N m/rad, damping in N m s/rad, each (bodies, axes).
        """
        pull = self._pull(activation, position, velocity)
        squared = self.arms * self.arms
        torque: Float = (pull[..., 0] * self._force) @ self.arms
        stiffness: Float = (np.maximum(pull[..., 1], 0.0) * (self._force / self._optimal)) @ squared
        damping: Float = (pull[..., 2] * (self._force * self._per_speed)) @ squared
        return torque, stiffness, damping

    def work(
        self, activation: Float, position: Float, velocity: Float, strength: Float, seconds: float, torque: Float,
        energy: Float,
    ) -> None:  # fmt: skip
        """Fills what the muscles did over the physics steps of a decision, from the state before each step.

        Args:
            activation: (lanes, steps, muscles).
            position: (lanes, steps, axes), rad.
            velocity: (lanes, steps, axes), rad/s.
            strength: factor on the muscles' force, (lanes,).
            seconds: length of a step.
            torque: is filled with the mean torque, (lanes, axes), N m.
            energy: is filled with the sum of |torque * velocity| * seconds, (lanes, axes), J.
        """
        each = self.torques(activation, position, velocity) * strength[:, None, None]
        each.mean(axis=1, out=torque)
        np.abs(each * velocity).sum(axis=1, out=energy)
        energy *= seconds

    def _pull(self, activation: Float, position: Float, velocity: Float) -> Float:
        """Force and its derivatives by length and velocity, all normalised, (..., muscles, 3)."""
        length, speed = self.lengths(position), self.velocities(velocity)
        result = np.empty((*length.shape, 3))
        _pull(
            np.broadcast_to(activation, length.shape).reshape(-1, self.count), length.reshape(-1, self.count),
            speed.reshape(-1, self.count), self._passive, result.reshape(-1, self.count, 3),
        )  # fmt: skip
        return result


def check_control(body: BodySpec, control: ControlMode) -> None:
    """Refuses to drive a body by muscles that it does not have.

    Raises:
        ValueError: one line.
    """
    if control == ControlMode.MUSCLE and not body.muscles:
        raise ValueError("control MUSCLE: the body has no muscles; DRIVE_TARGET and TORQUE are allowed")


def activation_rate(excitation: Float, activation: Float) -> Float:
    """The time derivative of activations, 1/s: quick to rise, slow to fall, the slower the more is active already."""
    present = np.clip(activation, 0.0, 1.0)
    change = np.clip(excitation, 0.0, 1.0) - activation
    scale = 0.5 + 1.5 * present
    rate: Float = change / np.where(change > 0.0, ACTIVATION_TIME * scale, DEACTIVATION_TIME / scale)
    return rate


@compiled
def _active(length: float) -> tuple[float, float]:
    """F_L and its slope: four parabolas, 1 at the optimal length and 0 at the least and the most."""
    if length < LEAST_LENGTH or length > MOST_LENGTH:
        return 0.0, 0.0
    rise, fall = 0.5 * (1.0 - LEAST_LENGTH), 0.5 * (MOST_LENGTH - 1.0)
    if length <= LEAST_LENGTH + rise:
        x = (length - LEAST_LENGTH) / rise
        return 0.5 * x * x, x / rise
    if length <= 1.0:
        x = (1.0 - length) / rise
        return 1.0 - 0.5 * x * x, x / rise
    if length <= 1.0 + fall:
        x = (length - 1.0) / fall
        return 1.0 - 0.5 * x * x, -x / fall
    x = (MOST_LENGTH - length) / fall
    return 0.5 * x * x, -x / fall


@compiled
def _by_velocity(velocity: float) -> tuple[float, float]:
    """F_V and its slope: 0 at the maximum shortening velocity, 1 held still, ECCENTRIC_FORCE lengthening fast."""
    most = ECCENTRIC_FORCE - 1.0
    if velocity <= -1.0:
        return 0.0, 0.0
    if velocity <= 0.0:
        return (velocity + 1.0) * (velocity + 1.0), 2.0 * (velocity + 1.0)
    if velocity <= most:
        return ECCENTRIC_FORCE - (most - velocity) * (most - velocity) / most, 2.0 * (most - velocity) / most
    return ECCENTRIC_FORCE, 0.0


@compiled
def _passive(length: float, stretched: float) -> tuple[float, float]:
    """F_P and its slope: a parabola from the optimal length on to half the way to the most, from there a line."""
    half = 0.5 * (MOST_LENGTH - 1.0)
    if length <= 1.0:
        return 0.0, 0.0
    x = (length - 1.0) / half
    if x <= 1.0:
        return 0.5 * stretched * x * x, stretched * x / half
    return stretched * (x - 0.5), stretched / half


@compiled
def _pull(activation: Float, length: Float, velocity: Float, stretched: Float, out: Float) -> None:
    for body in range(length.shape[0]):
        for muscle in range(length.shape[1]):
            active, active_slope = _active(length[body, muscle])
            moving, moving_slope = _by_velocity(velocity[body, muscle])
            passive, passive_slope = _passive(length[body, muscle], stretched[muscle])
            share = activation[body, muscle]
            out[body, muscle, 0] = share * active * moving + passive
            out[body, muscle, 1] = share * active_slope * moving + passive_slope
            out[body, muscle, 2] = share * active * moving_slope
