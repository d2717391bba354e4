"""Where links are, from the root's pose and the joint angles: the same sum in every engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec, Link, Shape, ShapeKind
from clamber.assets.fields import Quaternion

Float = NDArray[np.float64]


class Kinematics:
    """Forward kinematics of some links of a body.

    All link frames are parallel at joint angles zero; a link turns about its axis through its own origin:
    R = R_parent exp(angle [direction]), p = p_parent + R_parent position.
    """

    def __init__(self, body: BodySpec, followed: Callable[[Link], bool]) -> None:
        """Finds the chains from the root to the links that are ``followed``, such as the feet."""
        index = {link.name: number for number, link in enumerate(body.links)}
        parents = [index[link.parent] if link.parent else -1 for link in body.links]
        needed = set()
        for number, link in enumerate(body.links):
            step = number if followed(link) else -1
            while step >= 0:
                needed.add(step)
                step = parents[step]
        axis_of = {index[axis.link]: number for number, axis in enumerate(body.axes)}
        self._chain = [
            (number, parents[number], axis_of.get(number, -1), np.array(body.links[number].position, dtype=np.float64))
            for number in sorted(needed | {0})
        ]
        directions = np.array([axis.direction for axis in body.axes], dtype=np.float64).reshape(-1, 3)
        self._cross = np.zeros((len(directions), 3, 3))
        for number, (x, y, z) in enumerate(directions):
            self._cross[number] = [[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]]
        self._cross_squared = self._cross @ self._cross
        self._followed = [number for number, link in enumerate(body.links) if followed(link)]
        self._solids = [_solid_points(body.links[number]) for number in self._followed]

    def _links(self, root_position: Float, root_rotation: Float, joints: Float) -> dict[int, tuple[Float, Float]]:
        sine, cosine = np.sin(joints)[:, :, None, None], np.cos(joints)[:, :, None, None]
        turns = np.eye(3) + sine * self._cross + (1.0 - cosine) * self._cross_squared
        poses: dict[int, tuple[Float, Float]] = {}
        for number, parent, axis, offset in self._chain:
            if parent < 0:
                position, rotation = root_position, root_rotation
            else:
                position = poses[parent][0] + poses[parent][1] @ offset
                rotation = poses[parent][1]
            poses[number] = (position, rotation @ turns[:, axis] if axis >= 0 else rotation)
        return poses

    def positions(self, root_position: Float, root_quaternion: Float, joints: Float) -> Float:
        """Origins of the links followed, (agents, links, 3), m.

        Args:
            root_position: (agents, 3), m.
            root_quaternion: (w, x, y, z), (agents, 4).
            joints: (agents, axes), rad.
        """
        poses = self._links(root_position, rotation_matrices(root_quaternion), joints)
        if not self._followed:
            return np.zeros((len(joints), 0, 3))
        return np.stack([poses[number][0] for number in self._followed], axis=1)

    def lowest_point(self, root_quaternion: Float, joints: Float) -> Float:
        """Height of the lowest point of the links followed over the root's origin (negative), (agents,), m."""
        return self._extreme(root_quaternion, joints, -1.0)

    def highest_point(self, root_quaternion: Float, joints: Float) -> Float:
        """Height of the highest point of the links followed over the root's origin, (agents,), m."""
        return self._extreme(root_quaternion, joints, 1.0)

    def _extreme(self, root_quaternion: Float, joints: Float, sign: float) -> Float:
        poses = self._links(np.zeros((len(joints), 3)), rotation_matrices(root_quaternion), joints)
        extreme = np.full(len(joints), -np.inf)
        for number, solids in zip(self._followed, self._solids, strict=True):
            position, rotation = poses[number]
            for points, radius in solids:
                x, y, z = rotation[:, 2, 0, None], rotation[:, 2, 1, None], rotation[:, 2, 2, None]
                heights = sign * (x * points[:, 0] + y * points[:, 1] + z * points[:, 2])
                np.maximum(extreme, sign * position[:, 2] + heights.max(axis=1) + radius, out=extreme)
        return sign * extreme


def _solid_points(link: Link) -> list[tuple[Float, float]]:
    """Each colliding solid as points in the link's frame and a radius around them: its lowest point is theirs."""
    return [_points(shape) for shape in link.shapes if shape.collides]


def _points(shape: Shape) -> tuple[Float, float]:
    centre = np.array(shape.position, dtype=np.float64)
    rotation = _matrix(shape.rotation)
    if shape.kind == ShapeKind.BOX:
        corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
        return centre + (corners * np.array(shape.size)) @ rotation.T, 0.0
    if shape.kind == ShapeKind.CAPSULE:
        end = rotation[:, 2] * (0.5 * shape.size.y)
        return np.stack([centre - end, centre + end]), shape.size.x
    return centre[None, :], shape.size.x


def _matrix(quaternion: Quaternion) -> Float:
    turn = np.array([[quaternion.w, quaternion.x, quaternion.y, quaternion.z]], dtype=np.float64)
    matrix: Float = rotation_matrices(turn / np.sqrt(np.square(turn).sum()))[0]
    return matrix


def rotation_matrices(quaternion: Float) -> Float:
    """Rotation matrices (n, 3, 3) of unit quaternions (w, x, y, z), (n, 4)."""
    w, x, y, z = quaternion.T
    matrix = np.empty((len(quaternion), 3, 3))
    matrix[:, 0, 0] = 1.0 - 2.0 * (y * y + z * z)
    matrix[:, 0, 1] = 2.0 * (x * y - w * z)
    matrix[:, 0, 2] = 2.0 * (x * z + w * y)
    matrix[:, 1, 0] = 2.0 * (x * y + w * z)
    matrix[:, 1, 1] = 1.0 - 2.0 * (x * x + z * z)
    matrix[:, 1, 2] = 2.0 * (y * z - w * x)
    matrix[:, 2, 0] = 2.0 * (x * z - w * y)
    matrix[:, 2, 1] = 2.0 * (y * z + w * x)
    matrix[:, 2, 2] = 1.0 - 2.0 * (x * x + y * y)
    return matrix
