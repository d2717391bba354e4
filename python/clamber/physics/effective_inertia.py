"""What a drive has to move: the inertia that conditions its stiffness and damping."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clamber.assets.body import BodySpec
from clamber.assets.kinematics import pose_of
from clamber.physics.inertia import link_inertia

Float = NDArray[np.float64]


def effective_inertia(body: BodySpec, angles: ArrayLike) -> Float:
    """Inertia about each axis with every other axis held still and the body floating freely, (axes,), kg m^2.

    With the spatial inertia of what the axis carries, A, and of the whole body, T, about one point, and the axis'
    unit twist s: s.A.s - (A s).T^-1 (A s), the Schur complement of the root's six coordinates in the mass matrix.
    In the planar case the root moves less freely; the difference is ignored.

    Args:
        body: the body.
        angles: of the axes, (axes,), rad.
    """
    pose = pose_of(body, angles)
    spatial = np.array([_spatial(body, index, pose.positions[index], pose.rotations[index]) for index in _all(body)])
    names = [link.name for link in body.links]
    carried = spatial.copy()
    for index in range(len(names) - 1, 0, -1):  # parents come before children
        carried[names.index(body.links[index].parent)] += carried[index]
    whole = carried[0]
    result = np.zeros(len(body.axes))
    for number, axis in enumerate(body.axes):
        index = names.index(axis.link)
        direction = pose.rotations[index] @ np.array(axis.direction)
        twist = np.concatenate([direction, np.cross(pose.positions[index], direction)])
        momentum = carried[index] @ twist
        result[number] = twist @ momentum - momentum @ np.linalg.solve(whole, momentum)
    return result


def _all(body: BodySpec) -> range:
    return range(len(body.links))


def _spatial(body: BodySpec, index: int, position: Float, rotation: Float) -> Float:
    """A link's spatial inertia about the root's origin: (turning, moving) by (turning, moving), (6, 6)."""
    own = link_inertia(body.links[index])
    x, y, z = position + rotation @ own.centre
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    result = np.zeros((6, 6))
    result[:3, :3] = rotation @ own.inertia @ rotation.T + own.mass * cross @ cross.T
    result[:3, 3:] = own.mass * cross
    result[3:, :3] = own.mass * cross.T
    result[3:, 3:] = own.mass * np.eye(3)
    return result
