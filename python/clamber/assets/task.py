"""A task asset: body + course + senses + rewards + endings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from clamber.assets.fields import AssetReference, Limits, Vector2


class ControlMode(IntEnum):
    """What an action in [-1, 1] means for its axis (or muscle)."""

    DRIVE_TARGET = 0  # offset of the drive's target from the neutral angle
    TORQUE = 1  # share of the axis' force limit
    MUSCLE = 2  # excitation, (action + 1) / 2


class CurriculumMode(IntEnum):
    """Who sets an agent's difficulty."""

    LESSON = 0  # the environment parameter `difficulty`, else the task's
    PER_AGENT = 1  # each agent is promoted and demoted by its own episodes


@dataclass(frozen=True)
class ObservationBlock:
    """Where a named sense lies in the observations; recorded for readers, checked against the code on load.

    Attributes:
        sensor: 0 is proprioception (``obs_0``), 1 terrain (``obs_1``).
        name: the sense ("projected_gravity", "joint_pos", "height_scan", ...).
        start: first index in the sensor's observation.
        size: number of values.
    """

    sensor: Annotated[int, Limits(0, 1)]
    name: str
    start: Annotated[int, Limits(0, 100000)]
    size: Annotated[int, Limits(0, 100000)]


@dataclass(frozen=True)
class TerrainSense:
    """Where the terrain is sampled, in leg lengths in the body's heading frame.

    Attributes:
        floor_forward: x of the floor samples.
        floor_side: y of the floor samples; the floor is sampled at every (x, y) pair, x outer.
        ceiling_forward: x of the ceiling samples, at y = 0.
    """

    floor_forward: list[float]
    floor_side: list[float]
    ceiling_forward: list[float]


@dataclass(frozen=True)
class RewardTerm:
    """One named term of the reward.

    Attributes:
        name: a function of ``clamber.tasks.rewards``.
        weight: multiplies it; per second for rates (the environment multiplies by the decision interval).
    """

    name: str
    weight: Annotated[float, Limits(-1e6, 1e6)]


@dataclass(frozen=True)
class Endings:
    """When an episode ends. A limit of 0 switches that ending off.

    Attributes:
        fell_over_height: root height over the floor below this share of the standing height ends it.
        fell_over_tilt_deg: root tilted further than this from upright ends it, degrees.
        fatal_contact: a link marked fatal touching the course ends it.
        out_of_bounds: further than this beyond the lane's edge, leg lengths (also below the floor of the lane).
        stuck_seconds: less than 0.2 leg lengths of progress in this time ends it.
        time_limit: seconds; a truncation.
    """

    fell_over_height: Annotated[float, Limits(0.0, 1.0)]
    fell_over_tilt_deg: Annotated[float, Limits(0.0, 180.0, "deg")]
    fatal_contact: bool
    out_of_bounds: Annotated[float, Limits(0.0, 10.0, "leg lengths")]
    stuck_seconds: Annotated[float, Limits(0.0, 600.0, "s")]
    time_limit: Annotated[float, Limits(0.1, 3600.0, "s")]


@dataclass(frozen=True)
class Command:
    """What the creature is asked to do.

    Attributes:
        target_speed: m/s along the commanded heading, drawn evenly each time.
        heading_deg: commanded heading relative to the lane, drawn evenly each time, degrees.
        resample_seconds: a new command after this long; 0: one per episode.
    """

    target_speed: Annotated[Vector2, Limits(0.0, 20.0, "m/s", ordered=True)]
    heading_deg: Annotated[Vector2, Limits(-180.0, 180.0, "deg", ordered=True)]
    resample_seconds: Annotated[float, Limits(0.0, 600.0, "s")]


@dataclass(frozen=True)
class Randomisation:
    """What differs between episodes, drawn evenly. A range with equal ends is a constant.

    Attributes:
        joint_noise_deg: start angles, each up to this far from neutral, degrees.
        yaw_noise_deg: start heading, up to this far from forward, degrees.
        velocity_noise: start velocity of the root in the plane, up to this, m/s.
        friction: Coulomb coefficient of all contacts.
        mass_scale: multiplies every mass and inertia.
        motor_strength: multiplies stiffness, damping and force limit.
        gravity_scale: multiplies 9.81 m/s^2.
        action_delay: decisions by which actions lag, drawn as a whole number from x to y.
        push_speed: a sudden change of the root's horizontal velocity, up to this, m/s; 0: none.
        push_interval: seconds between pushes.
    """

    joint_noise_deg: Annotated[float, Limits(0.0, 90.0, "deg")]
    yaw_noise_deg: Annotated[float, Limits(0.0, 180.0, "deg")]
    velocity_noise: Annotated[float, Limits(0.0, 10.0, "m/s")]
    friction: Annotated[Vector2, Limits(0.0, 5.0, "", ordered=True)]
    mass_scale: Annotated[Vector2, Limits(0.1, 10.0, "", ordered=True)]
    motor_strength: Annotated[Vector2, Limits(0.0, 10.0, "", ordered=True)]
    gravity_scale: Annotated[Vector2, Limits(0.0, 10.0, "", ordered=True)]
    action_delay: Annotated[Vector2, Limits(0.0, 20.0, "decisions", ordered=True)]
    push_speed: Annotated[float, Limits(0.0, 10.0, "m/s")]
    push_interval: Annotated[float, Limits(0.1, 600.0, "s")]


@dataclass(frozen=True)
class Curriculum:
    """How difficulty is chosen.

    Attributes:
        mode: by lesson or per agent.
        difficulty: where it starts (and stays, where no lesson sets it).
        promote: share of the lane's length after which a per-agent difficulty rises.
        demote: share of the lane's length short of which it falls.
        step: by how much.
    """

    mode: CurriculumMode
    difficulty: Annotated[float, Limits(0.0, 1.0)]
    promote: Annotated[float, Limits(0.0, 1.0)]
    demote: Annotated[float, Limits(0.0, 1.0)]
    step: Annotated[float, Limits(0.0, 1.0)]


@dataclass(frozen=True)
class Stamina:
    """An energy budget that limits what the muscles can do.

    Attributes:
        capacity: work that a rested body can do before it is spent, per kilogram of the whole body; 0: no budget, it
            never tires.
        recovery: what comes back all the time, W per kilogram.
        weakest: share of its strength that is left when all is spent.
    """

    capacity: Annotated[float, Limits(0.0, 1e5, "J/kg")] = 0.0
    recovery: Annotated[float, Limits(0.0, 1e4, "W/kg")] = 0.0
    weakest: Annotated[float, Limits(0.0, 1.0)] = 0.25


@dataclass(frozen=True)
class TaskSpec:
    """What an agent lives through, as saved in ``Tasks/NAME.asset``.

    Attributes:
        description: one sentence.
        behavior_name: the ML-Agents behavior, as in trainer_configs.
        body: the body asset.
        course: the course asset.
        course_scale: metres per leg length of the course; 0: the body's leg length.
        physics_step: seconds.
        decision_steps: physics steps per decision.
        control: what actions mean.
        action_range_deg: how far an action of 1 moves a drive's target from neutral, degrees (within joint limits).
        observations: the recorded layout.
        terrain: where the terrain is sampled.
        rewards: the terms; the default is forward progress alone.
        endings: when an episode ends.
        command: speed and heading asked for.
        randomisation: what differs between episodes.
        curriculum: how difficulty is chosen.
        stamina: whether and how the body tires; where it does, the last value of ``obs_0`` is what is left.
    """

    description: str
    behavior_name: str
    body: AssetReference
    course: AssetReference
    course_scale: Annotated[float, Limits(0.0, 10.0, "m")]
    physics_step: Annotated[float, Limits(0.0005, 0.02, "s")]
    decision_steps: Annotated[int, Limits(1, 50)]
    control: ControlMode
    action_range_deg: Annotated[float, Limits(1.0, 180.0, "deg")]
    observations: list[ObservationBlock]
    terrain: TerrainSense
    rewards: list[RewardTerm]
    endings: Endings
    command: Command
    randomisation: Randomisation
    curriculum: Curriculum
    stamina: Stamina = Stamina()
