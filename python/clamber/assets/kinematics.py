"""Where every link of a body is at given joint angles, and how low it reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clamber.assets.body import BodySpec, Shape, ShapeKind
from clamber.assets.fields import Quaternion

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """A body's links in the root's frame.

    Attributes:
        positions: of the links' origins, (links, 3), m.
        rotations: from each link's frame to the root's, (links, 3, 3).
    """

    positions: Float
    rotations: Float


def quaternion_matrix(quaternion: Quaternion) -> Float:
    """The rotation of a quaternion (normalised here) as a matrix, (3, 3)."""
    x, y, z, w = np.array(quaternion, dtype=np.float64) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def turn_matrix(direction: ArrayLike, angle: float) -> Float:
    """The rotation by an angle in radians about a unit vector (Rodrigues), (3, 3)."""
    x, y, z = np.asarray(direction, dtype=np.float64)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross)


def pose_of(body: BodySpec, angles: ArrayLike) -> Pose:
    """Forward kinematics; ``angles`` are the axes', (axes,), rad. The root's frame is the origin."""
    by_link = {axis.link: (axis.direction, angle) for axis, angle in zip(body.axes, np.asarray(angles), strict=True)}
    places: dict[str, tuple[Float, Float]] = {"": (np.zeros(3), np.eye(3))}
    for link in body.links:
        position, rotation = places[link.parent]
        position = position + rotation @ np.array(link.position) if link.parent else position
        if link.name in by_link:
            rotation = rotation @ turn_matrix(*by_link[link.name])
        places[link.name] = (position, rotation)
    ordered = [places[link.name] for link in body.links]
    return Pose(np.array([place for place, _ in ordered]), np.array([turn for _, turn in ordered]))


def neutral_angles(body: BodySpec) -> Float:
    """The axes' neutral angles, (axes,), rad."""
    return np.radians(np.array([axis.neutral_deg for axis in body.axes], dtype=np.float64))


def extent_along(shape: Shape, direction: Float) -> tuple[float, float]:
    """How far a shape reaches along a unit vector in its link's frame: the least and the greatest coordinate, m."""
    along = direction @ quaternion_matrix(shape.rotation)
    centre = float(direction @ np.array(shape.position))
    if shape.kind == ShapeKind.BOX:
        reach = float(np.abs(along) @ np.array(shape.size)) / 2.0
    elif shape.kind == ShapeKind.CAPSULE:
        reach = abs(float(along[2])) * shape.size.y / 2.0 + shape.size.x
    else:
        reach = shape.size.x
    return centre - reach, centre + reach


def lowest_points(body: BodySpec, pose: Pose) -> Float:
    """The lowest height that each link's colliding shapes reach, (links,), m; infinite where it has none."""
    lowest = np.full(len(body.links), np.inf)
    for index, link in enumerate(body.links):
        up = pose.rotations[index][2]
        for shape in link.shapes:
            if shape.collides:
                lowest[index] = min(lowest[index], pose.positions[index][2] + extent_along(shape, up)[0])
    return lowest
