"""The pose in which an episode begins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import Randomisation
from clamber.tasks.episode_draws import draw_start
from clamber.tasks.kinematics import Kinematics
from clamber.tasks.measures import Measures
from clamber.tasks.terrain_sense import TerrainMap

Float = NDArray[np.float64]


class Start(NamedTuple):
    """Root position (agents, 3), quaternion (agents, 4), velocity (agents, 3) and joint angles (agents, axes)."""

    position: Float
    quaternion: Float
    velocity: Float
    joints: Float


def start_pose(
    streams: NDArray[np.uint64],
    agents: NDArray[np.intp],
    chance: Randomisation,
    measures: Measures,
    planar: bool,
    feet: Kinematics,
    terrain: TerrainMap,
) -> Start:
    """On the start line in the middle of the lane, with the task's noise, the lowest foot just touching the floor."""
    joints, yaw, velocity = draw_start(streams, chance, measures.neutral, measures.lower, measures.upper)
    if planar:
        yaw[:], velocity[:, 1] = 0.0, 0.0
    quaternion = np.zeros((len(agents), 4))
    quaternion[:, 0], quaternion[:, 3] = np.cos(0.5 * yaw), np.sin(0.5 * yaw)
    position = np.zeros((len(agents), 3))
    position[:, 2] = terrain.floor_at(agents, position[:, 0], position[:, 1])
    position[:, 2] -= feet.lowest_point(quaternion, joints)
    return Start(position, quaternion, velocity, joints)
