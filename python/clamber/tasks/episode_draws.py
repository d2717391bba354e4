"""What is drawn for an episode: its course, the physics, the start, the command, the pushes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clamber.assets.fields import Vector2
from clamber.assets.task import Command, Randomisation
from clamber.tasks.measures import GRAVITY
from clamber.tasks.parameters import EnvironmentParameters
from clamber.tasks.random_streams import Purpose, uniform

Float = NDArray[np.float64]
#: From random_streams.episode_streams.
Streams = NDArray[np.uint64]


@dataclass(frozen=True)
class Physics:
    """Of each agent's next episode; every array (agents,).

    Attributes:
        friction: Coulomb coefficient.
        mass_scale: factor on masses and inertias.
        motor_strength: factor on stiffness, damping and force limit.
        gravity: m/s^2 downwards.
        action_delay: decisions by which actions lag.
        push_speed: the largest sudden change of velocity, m/s.
    """

    friction: Float
    mass_scale: Float
    motor_strength: Float
    gravity: Float
    action_delay: NDArray[np.int64]
    push_speed: Float


def draw_course_seeds(streams: Streams, seeds: tuple[int, int]) -> NDArray[np.int64]:
    """Course seeds from ``seeds[0]`` up to but not including ``seeds[1]``, (agents,)."""
    share = uniform(streams, Purpose.COURSE, 1)[:, 0]
    drawn: NDArray[np.int64] = seeds[0] + np.floor(share * (seeds[1] - seeds[0])).astype(np.int64)
    return drawn


def draw_physics(streams: Streams, spec: Randomisation, parameters: EnvironmentParameters) -> Physics:
    """Draws the physics of the agents' episodes; an environment parameter that is set takes a number's place."""
    share = uniform(streams, Purpose.PHYSICS, 5).T

    def drawn(name: str, value: Float) -> Float:
        for index in range(len(streams)):
            replaced = parameters.get(name)
            if replaced is not None:
                value[index] = replaced
        return value

    delay = np.floor(spec.action_delay.x + share[4] * (spec.action_delay.y - spec.action_delay.x + 1.0))
    return Physics(
        friction=drawn("friction", _between(spec.friction, share[0])),
        mass_scale=drawn("mass_scale", _between(spec.mass_scale, share[1])),
        motor_strength=drawn("motor_strength", _between(spec.motor_strength, share[2])),
        gravity=drawn("gravity", GRAVITY * _between(spec.gravity_scale, share[3])),
        action_delay=np.round(drawn("action_delay", np.minimum(delay, spec.action_delay.y))).astype(np.int64),
        push_speed=drawn("push_speed", np.full(len(streams), spec.push_speed)),
    )


def draw_start(
    streams: Streams, spec: Randomisation, neutral: Float, lower: Float, upper: Float
) -> tuple[Float, Float, Float]:
    """Draws the pose at the start line.

    Returns:
        Joint angles (agents, axes) in rad, yaw (agents,) in rad, root velocity (agents, 3) in m/s.
    """
    share = uniform(streams, Purpose.START, 3 + len(neutral))
    noise = np.radians(spec.joint_noise_deg)
    joints = np.minimum(np.maximum(neutral + noise * (2.0 * share[:, 3:] - 1.0), lower), upper)
    yaw = np.radians(spec.yaw_noise_deg) * (2.0 * share[:, 0] - 1.0)
    return joints, yaw, _level(spec.velocity_noise * share[:, 1], 2.0 * np.pi * share[:, 2])


def draw_command(
    streams: Streams,
    turn: NDArray[np.int64],
    spec: Command,
    parameters: EnvironmentParameters,
) -> tuple[Float, Float]:
    """Draws the ``turn``-th command of the agents' episodes: target speed in m/s and heading in rad, (agents,)."""
    share = uniform(streams, Purpose.COMMAND, 2, first=2 * turn)
    speed = _between(spec.target_speed, share[:, 0])
    for index in range(len(streams)):
        replaced = parameters.get("target_speed")
        if replaced is not None:
            speed[index] = replaced
    return speed, np.radians(_between(spec.heading_deg, share[:, 1]))


def kept_on_lane(heading: Float, y: Float, width: Float, way: Float) -> Float:
    """Headings (rad) so that nobody is told to walk off the lane.

    Where an agent is halfway to the lane's edge or beyond, one that leads further out is mirrored. One that would end
    nearer to an edge than an eighth of the lane's width is turned until it does not.

    Args:
        heading: as drawn, (agents,), rad.
        y: how far left of the lane's middle each agent is, (agents,), m.
        width: of the lanes, (agents,), m.
        way: as far as each agent goes by this command, (agents,), m; 0 where that is not known.
    """
    outward = (heading * y > 0.0) & (np.abs(y) > 0.25 * width)
    heading = np.where(outward, -heading, heading)
    side = np.sign(heading)
    room = np.maximum(0.0, 0.375 * width - side * y)
    steepest = np.arcsin(np.minimum(1.0, room / np.maximum(way, 1e-9)))
    backwards = np.abs(heading) > 0.5 * np.pi
    turned = side * np.where(backwards, np.pi - steepest, steepest)
    return np.where(way * np.abs(np.sin(heading)) > room, turned, heading)


def draw_push(streams: Streams, turn: NDArray[np.int64], largest: Float) -> Float:
    """Draws the ``turn``-th push: a horizontal change of velocity up to ``largest`` in any direction, (agents, 3)."""
    share = uniform(streams, Purpose.PUSH, 2, first=2 * turn)
    return _level(largest * share[:, 0], 2.0 * np.pi * share[:, 1])


def _level(speed: Float, direction: Float) -> Float:
    """Horizontal velocities, (agents, 3)."""
    velocity = np.zeros((len(speed), 3))
    velocity[:, 0], velocity[:, 1] = speed * np.cos(direction), speed * np.sin(direction)
    return velocity


def _between(bounds: Vector2, share: Float) -> Float:
    return bounds.x + (bounds.y - bounds.x) * share
