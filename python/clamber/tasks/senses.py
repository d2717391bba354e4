"""What an agent senses of itself (obs_0), in named blocks whose places are recorded in the task."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.fields import AssetError
from clamber.assets.task import ObservationBlock, TaskSpec
from clamber.compilation import compiled
from clamber.tasks.measures import Measures, measure
from clamber.tasks.moment import Float, Moment

#: The root's height over the floor and its sideways offset are held within these, leg lengths.
HEIGHT_CLIP = (-1.0, 4.0)
OFFSET_CLIP = (-4.0, 4.0)
#: Velocities are held within these, so that one violent contact does not drown a learner's normalisation.
VELOCITY_CLIP = 50.0
JOINT_VELOCITY_CLIP = 100.0

Sense = Callable[[Moment, NDArray[np.float32]], None]


def projected_gravity(moment: Moment, out: NDArray[np.float32]) -> None:
    """Direction of gravity in the root's frame, a unit vector; (0, 0, -1) upright."""
    out[:] = moment.gravity.T


def base_lin_vel(moment: Moment, out: NDArray[np.float32]) -> None:
    """Velocity of the root's origin in the root's frame, m/s."""
    _clip(moment.velocity.T, -VELOCITY_CLIP, VELOCITY_CLIP, out)


def base_ang_vel(moment: Moment, out: NDArray[np.float32]) -> None:
    """Angular velocity in the root's frame, rad/s."""
    _clip(moment.state.root_angular_velocity, -VELOCITY_CLIP, VELOCITY_CLIP, out)


def joint_pos(moment: Moment, out: NDArray[np.float32]) -> None:
    """Joint angles less the neutral ones, rad."""
    _subtract(moment.state.joint_position, moment.measures.neutral, out)


def joint_vel(moment: Moment, out: NDArray[np.float32]) -> None:
    """Joint velocities, rad/s."""
    _clip(moment.state.joint_velocity, -JOINT_VELOCITY_CLIP, JOINT_VELOCITY_CLIP, out)


def foot_contacts(moment: Moment, out: NDArray[np.float32]) -> None:
    """1 for each foot on the course, else 0."""
    out[:] = moment.state.foot_contact


def last_action(moment: Moment, out: NDArray[np.float32]) -> None:
    """The last action as decided (before any delay), in [-1, 1]."""
    out[:] = moment.action


def base_height(moment: Moment, out: NDArray[np.float32]) -> None:
    """Height of the root over the floor under it, leg lengths; over a hole, over the lane's level."""
    _clip_lengths(moment.height, moment.measures.leg_length, *HEIGHT_CLIP, out)


def command(moment: Moment, out: NDArray[np.float32]) -> None:
    """Target speed (m/s), sine and cosine of the heading error (commanded heading less the root's)."""
    _turn(moment.target_speed, moment.heading_x, moment.heading_y, moment.command_x, moment.command_y, out)


def sideways_offset(moment: Moment, out: NDArray[np.float32]) -> None:
    """How far left of the lane's middle, leg lengths."""
    _clip_lengths(moment.state.root_position[:, 1], moment.measures.leg_length, *OFFSET_CLIP, out)


def stamina(moment: Moment, out: NDArray[np.float32]) -> None:
    """Share that is left of the energy budget, 1 rested, 0 spent; only in tasks that have one."""
    assert moment.stamina is not None
    out[:, 0] = moment.stamina


# Compiled one by one, as NumPy takes longer to begin each of its passes than these few agents take.


@compiled
def _clip(value: Float, low: float, high: float, out: NDArray[np.float32]) -> None:
    for agent in range(value.shape[0]):
        for column in range(value.shape[1]):
            out[agent, column] = min(max(value[agent, column], low), high)


@compiled
def _clip_lengths(metres: Float, leg_length: float, low: float, high: float, out: NDArray[np.float32]) -> None:
    for agent in range(len(metres)):
        out[agent, 0] = min(max(metres[agent] / leg_length, low), high)


@compiled
def _subtract(value: Float, neutral: Float, out: NDArray[np.float32]) -> None:
    for agent in range(value.shape[0]):
        for column in range(value.shape[1]):
            out[agent, column] = value[agent, column] - neutral[column]


@compiled
def _turn(
    target_speed: Float, heading_x: Float, heading_y: Float, command_x: Float, command_y: Float,
    out: NDArray[np.float32],
) -> None:  # fmt: skip
    for agent in range(len(target_speed)):
        hx, hy, cx, cy = heading_x[agent], heading_y[agent], command_x[agent], command_y[agent]
        out[agent, 0] = target_speed[agent]
        out[agent, 1] = cy * hx - cx * hy
        out[agent, 2] = cx * hx + cy * hy


#: The senses in the order of obs_0.
PROPRIOCEPTION: tuple[Sense, ...] = (
    projected_gravity,
    base_lin_vel,
    base_ang_vel,
    joint_pos,
    joint_vel,
    foot_contacts,
    last_action,
    base_height,
    command,
    sideways_offset,
    stamina,
)
_BY_NAME = {sense.__name__: sense for sense in PROPRIOCEPTION}


def proprioception_layout(measures: Measures, tires: bool = False) -> list[ObservationBlock]:
    """The blocks of obs_0 for a body, and for one that tires what is left of its stamina."""
    axes = len(measures.neutral)
    sizes = (3, 3, 3, axes, axes, measures.feet, measures.actions, 1, 3, 1, 1)
    senses = PROPRIOCEPTION if tires else PROPRIOCEPTION[:-1]
    blocks, start = [], 0
    for sense, size in zip(senses, sizes, strict=False):
        blocks.append(ObservationBlock(sensor=0, name=sense.__name__, start=start, size=size))
        start += size
    return blocks


def observation_layout(task: TaskSpec, body: BodySpec) -> list[ObservationBlock]:
    """The blocks of both sensors that the code makes for a task, as its ``observations`` must record them."""
    blocks = proprioception_layout(measure(body, task.control), task.stamina.capacity > 0.0)
    floor = len(task.terrain.floor_forward) * len(task.terrain.floor_side)
    blocks.append(ObservationBlock(sensor=1, name="height_scan", start=0, size=floor))
    blocks.append(ObservationBlock(sensor=1, name="ceiling_scan", start=floor, size=len(task.terrain.ceiling_forward)))
    return blocks


def check_layout(task: TaskSpec, body: BodySpec, source: str) -> None:
    """Checks that a task records the layout that the code makes.

    Raises:
        AssetError: one line, with the first block that differs.
    """
    expected = observation_layout(task, body)
    for index in range(max(len(expected), len(task.observations))):
        wanted = expected[index] if index < len(expected) else None
        found = task.observations[index] if index < len(task.observations) else None
        if wanted != found:
            raise AssetError(
                f"{source}: m_Observations[{index}]: {_describe(found)} is not allowed; the body and the terrain "
                f"sense make it {_describe(wanted)}"
            )


def _describe(block: ObservationBlock | None) -> str:
    if block is None:
        return "nothing"
    return f"obs_{block.sensor} {block.name} at {block.start}, size {block.size}"


def sense_proprioception(moment: Moment, layout: list[ObservationBlock], out: NDArray[np.float32]) -> None:
    """Fills obs_0.

    Args:
        moment: the agents.
        layout: from ``proprioception_layout``.
        out: (agents, size of obs_0).
    """
    for block in layout:
        _BY_NAME[block.name](moment, out[:, block.start : block.start + block.size])
