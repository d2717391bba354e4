"""The moment of a decision: all that senses, rewards and endings may look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled
from clamber.physics.engine import BodyState
from clamber.tasks.measures import Measures

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

#: How long the widest angles of a joint's range take to fade, s.
RANGE_SECONDS = 1.0


@dataclass
class Moment:
    """Many agents after a decision. Every array's first dimension is the agent; the lane's frame unless said otherwise.

    Attributes:
        measures: of the body.
        dt: time between decisions, s.
        state: the engine's, overwritten by it in place.
        heading_x, heading_y: the root's forward direction on the ground, a unit vector, (agents,).
        gravity: direction of gravity in the root's frame, a unit vector, (3, agents).
        velocity: of the root's origin in the root's frame, (3, agents), m/s.
        floor: height of the floor under the root, (agents,), m.
        height: of the root over that floor, (agents,), m.
        progress: along the lane since the decision before, (agents,), m.
        previous_x: the root's x at the decision before, (agents,), m.
        previous_joint_velocity: at the decision before, (agents, axes), rad/s.
        earlier_joint_velocity: at the decision before that, (agents, axes), rad/s.
        joint_low, joint_high: between which each joint has moved lately, (agents, axes), rad; kept up to date
            only where a reward asks for them.
        action: the last, (agents, actions), in [-1, 1].
        previous_action: the one before, (agents, actions).
        air_time: how long each foot has been off the ground, (agents, feet), s.
        landing_air_time: for a foot that has just come down, how long it was off the ground; else 0, (agents, feet), s.
        foot_velocity: of the feet's origins since the decision before, (agents, feet, 3), m/s; filled only where a
            reward asks for it.
        target_speed: asked for along the commanded heading, (agents,), m/s.
        command_x, command_y: the commanded heading, a unit vector, (agents,).
        lane_width: of each agent's course, (agents,), m.
        terminated: whether the episode has just ended other than by time, (agents,).
        finished: whether the agent has just crossed the finish, (agents,).
        stamina: share that is left of each one's energy budget, (agents,); None where the task has none.
    """

    measures: Measures
    dt: float
    state: BodyState
    heading_x: Float
    heading_y: Float
    gravity: Float
    velocity: Float
    floor: Float
    height: Float
    progress: Float
    previous_x: Float
    previous_joint_velocity: Float
    earlier_joint_velocity: Float
    joint_low: Float
    joint_high: Float
    action: Float
    previous_action: Float
    air_time: Float
    landing_air_time: Float
    foot_velocity: Float
    target_speed: Float
    command_x: Float
    command_y: Float
    lane_width: Float
    terminated: Bool
    finished: Bool
    stamina: Float | None = None


def new_moment(measures: Measures, dt: float, state: BodyState) -> Moment:
    """A moment for the agents of one engine's state, all zero but for headings straight down the lane."""
    agents, axes = state.joint_position.shape

    def zeros(*shape: int) -> Float:
        return np.zeros((agents, *shape))

    return Moment(
        measures=measures,
        dt=dt,
        state=state,
        heading_x=np.ones(agents),
        heading_y=zeros(),
        gravity=np.zeros((3, agents)),
        velocity=np.zeros((3, agents)),
        floor=zeros(),
        height=zeros(),
        progress=zeros(),
        previous_x=zeros(),
        previous_joint_velocity=zeros(axes),
        earlier_joint_velocity=zeros(axes),
        joint_low=zeros(axes),
        joint_high=zeros(axes),
        action=zeros(measures.actions),
        previous_action=zeros(measures.actions),
        air_time=zeros(measures.feet),
        landing_air_time=zeros(measures.feet),
        foot_velocity=zeros(measures.feet, 3),
        target_speed=zeros(),
        command_x=np.ones(agents),
        command_y=zeros(),
        lane_width=np.ones(agents),
        terminated=np.zeros(agents, dtype=np.bool_),
        finished=np.zeros(agents, dtype=np.bool_),
    )


def update_frames(moment: Moment) -> None:
    """Fills heading, gravity and velocity from the root's quaternion (w, x, y, z) and velocity.

    With R the rotation from root to lane: gravity = -(third row of R), velocity = R^T v, heading = (R00, R10) made a
    unit vector, or (1, 0) for a root that points straight up or down.
    """
    state = moment.state
    _turn_into_root(
        state.root_quaternion, state.root_linear_velocity, moment.gravity, moment.velocity, moment.heading_x,
        moment.heading_y,
    )  # fmt: skip


@compiled
def _turn_into_root(
    quaternion: Float, linear_velocity: Float, gravity: Float, velocity: Float, heading_x: Float, heading_y: Float
) -> None:
    for agent in range(len(quaternion)):
        w, x, y, z = quaternion[agent, 0], quaternion[agent, 1], quaternion[agent, 2], quaternion[agent, 3]
        vx, vy, vz = linear_velocity[agent, 0], linear_velocity[agent, 1], linear_velocity[agent, 2]
        x2, y2, z2 = x + x, y + y, z + z
        xx, yy, zz = x * x2, y * y2, z * z2
        xy, xz, yz = x * y2, x * z2, y * z2
        wx, wy, wz = w * x2, w * y2, w * z2
        r00, r01, r02 = 1.0 - (yy + zz), xy - wz, xz + wy
        r10, r11, r12 = xy + wz, 1.0 - (xx + zz), yz - wx
        r20, r21, r22 = xz - wy, yz + wx, 1.0 - (xx + yy)
        gravity[0, agent], gravity[1, agent], gravity[2, agent] = -r20, -r21, -r22
        velocity[0, agent] = r00 * vx + r10 * vy + r20 * vz
        velocity[1, agent] = r01 * vx + r11 * vy + r21 * vz
        velocity[2, agent] = r02 * vx + r12 * vy + r22 * vz
        length = np.sqrt(r00 * r00 + r10 * r10)
        if length < 1e-6:
            r00, r10, length = 1.0, 0.0, 1.0
        heading_x[agent], heading_y[agent] = r00 / length, r10 / length


def update_ranges(moment: Moment, only: NDArray[np.intp] | None = None) -> None:
    """Widens the ranges of the joints by where they are now, and lets what is long past fade.

    low = min(angle, low + (angle - low) dt / RANGE_SECONDS), and high likewise.

    Args:
        moment: the agents.
        only: begin the ranges of these agents instead, where their joints are now.
    """
    angle = moment.state.joint_position
    if only is not None:
        moment.joint_low[only] = moment.joint_high[only] = angle[only]
        return
    share = moment.dt / RANGE_SECONDS
    for bound, widest in ((moment.joint_low, np.minimum), (moment.joint_high, np.maximum)):
        bound += (angle - bound) * share
        widest(bound, angle, out=bound)


def update_air_time(moment: Moment, only: NDArray[np.intp] | None = None) -> None:
    """Counts how long feet are off the ground and notes the flights that ended with this decision.

    Args:
        moment: the agents.
        only: zero the count of these agents instead (their episode begins).
    """
    if only is not None:
        moment.air_time[only] = 0.0
        moment.landing_air_time[only] = 0.0
        return
    _count_flights(moment.state.foot_contact, moment.dt, moment.air_time, moment.landing_air_time)


@compiled
def _count_flights(contact: Bool, dt: float, air_time: Float, landing_air_time: Float) -> None:
    for agent in range(contact.shape[0]):
        for foot in range(contact.shape[1]):
            flown = air_time[agent, foot]
            touching = contact[agent, foot]
            landing_air_time[agent, foot] = flown + dt if touching and flown > 0.0 else 0.0
            air_time[agent, foot] = 0.0 if touching else flown + dt
