"""Where links are, from the root's pose and the joint angles: the same sum in every engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec, Link, Shape, ShapeKind
from clamber.assets.fields import Quaternion
from clamber.compilation import compiled

Float = NDArray[np.float64]
Integers = NDArray[np.int64]


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
        chain = sorted(needed | {0})
        place = {number: index for index, number in enumerate(chain)}
        self._parent = np.array([place.get(parents[number], -1) for number in chain], dtype=np.int64)
        self._axis = np.array([axis_of.get(number, -1) for number in chain], dtype=np.int64)
        self._offset = np.array([body.links[number].position for number in chain], dtype=np.float64)
        self._direction = np.array([axis.direction for axis in body.axes], dtype=np.float64).reshape(-1, 3)
        followed_links = [number for number, link in enumerate(body.links) if followed(link)]
        self._followed = np.array([place[number] for number in followed_links], dtype=np.int64)
        solids = [
            (place[number], *point, radius)
            for number in followed_links
            for points, radius in _solid_points(body.links[number])
            for point in points.tolist()
        ]
        table = np.array(solids, dtype=np.float64).reshape(-1, 5)
        self._solid_link, self._solid_point = table[:, 0].astype(np.int64), np.ascontiguousarray(table[:, 1:4])
        self._solid_radius = np.ascontiguousarray(table[:, 4])

    def _links(self, root_position: Float, root_quaternion: Float, joints: Float) -> tuple[Float, Float]:
        """Origins (agents, chain, 3) and rotations (agents, chain, 3, 3) of the links on the chains."""
        positions = np.empty((len(joints), len(self._parent), 3))
        rotations = np.empty((len(joints), len(self._parent), 3, 3))
        _link_poses(
            root_position, rotation_matrices(root_quaternion), joints, self._parent, self._axis, self._offset,
            self._direction, positions, rotations,
        )  # fmt: skip
        return positions, rotations

    def positions(self, root_position: Float, root_quaternion: Float, joints: Float) -> Float:
        """Origins of the links followed, (agents, links, 3), m.

        Args:
            root_position: (agents, 3), m.
            root_quaternion: (w, x, y, z), (agents, 4).
            joints: (agents, axes), rad.
        """
        positions, _ = self._links(root_position, root_quaternion, joints)
        return positions[:, self._followed]

    def lowest_point(self, root_quaternion: Float, joints: Float) -> Float:
        """Height of the lowest point of the links followed over the root's origin (negative), (agents,), m."""
        return self._extreme(root_quaternion, joints, -1.0)

    def highest_point(self, root_quaternion: Float, joints: Float) -> Float:
        """Height of the highest point of the links followed over the root's origin, (agents,), m."""
        return self._extreme(root_quaternion, joints, 1.0)

    def _extreme(self, root_quaternion: Float, joints: Float, sign: float) -> Float:
        positions, rotations = self._links(np.zeros((len(joints), 3)), root_quaternion, joints)
        extreme = np.empty(len(joints))
        _extremes(positions, rotations, self._solid_link, self._solid_point, self._solid_radius, sign, extreme)
        return extreme


@compiled
def _link_poses(
    root_position: Float, root_rotation: Float, joints: Float, parent: Integers, axis: Integers, offset: Float,
    direction: Float, positions: Float, rotations: Float,
) -> None:  # fmt: skip
    """Goes down the chains; a turn about an axis is Rodrigues' formula, cos 1 + sin [u] + (1 - cos) u u^T."""
    turn = np.empty((3, 3))
    for agent in range(len(joints)):
        for link in range(len(parent)):
            position, rotation = positions[agent, link], rotations[agent, link]
            if parent[link] < 0:
                position[:] = root_position[agent]
                before = root_rotation[agent]
            else:
                before = rotations[agent, parent[link]]
                for row in range(3):
                    position[row] = positions[agent, parent[link], row]
                    for column in range(3):
                        position[row] += before[row, column] * offset[link, column]
            if axis[link] < 0:
                rotation[:] = before
                continue
            angle = joints[agent, axis[link]]
            x, y, z = direction[axis[link]]
            sine, cosine = np.sin(angle), np.cos(angle)
            rest = 1.0 - cosine
            turn[0, 0], turn[0, 1], turn[0, 2] = cosine + rest * x * x, rest * x * y - sine * z, rest * x * z + sine * y
            turn[1, 0], turn[1, 1], turn[1, 2] = rest * x * y + sine * z, cosine + rest * y * y, rest * y * z - sine * x
            turn[2, 0], turn[2, 1], turn[2, 2] = rest * x * z - sine * y, rest * y * z + sine * x, cosine + rest * z * z
            for row in range(3):
                for column in range(3):
                    rotation[row, column] = (
                        before[row, 0] * turn[0, column]
                        + before[row, 1] * turn[1, column]
                        + before[row, 2] * turn[2, column]
                    )


def stands_on(body: BodySpec) -> Kinematics:
    """The kinematics of what a body stands on: its feet; all links where none of those collides."""
    feet = any(link.foot and any(shape.collides for shape in link.shapes) for link in body.links)
    return Kinematics(body, lambda link: link.foot or not feet)


@compiled
def _extremes(
    positions: Float, rotations: Float, link: Integers, point: Float, radius: Float, sign: float, out: Float
) -> None:
    for agent in range(len(positions)):
        extreme = -np.inf
        for solid in range(len(link)):
            up = rotations[agent, link[solid], 2]
            height = up[0] * point[solid, 0] + up[1] * point[solid, 1] + up[2] * point[solid, 2]
            extreme = max(extreme, sign * (positions[agent, link[solid], 2] + height) + radius[solid])
        out[agent] = sign * extreme


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


@compiled
def rotation_matrices(quaternion: Float) -> Float:
    """Rotation matrices (n, 3, 3) of unit quaternions (w, x, y, z), (n, 4)."""
    matrix = np.empty((len(quaternion), 3, 3))
    for row in range(len(quaternion)):
        w, x, y, z = quaternion[row, 0], quaternion[row, 1], quaternion[row, 2], quaternion[row, 3]
        matrix[row, 0, 0] = 1.0 - 2.0 * (y * y + z * z)
        matrix[row, 0, 1] = 2.0 * (x * y - w * z)
        matrix[row, 0, 2] = 2.0 * (x * z + w * y)
        matrix[row, 1, 0] = 2.0 * (x * y + w * z)
        matrix[row, 1, 1] = 1.0 - 2.0 * (x * x + z * z)
        matrix[row, 1, 2] = 2.0 * (y * z - w * x)
        matrix[row, 2, 0] = 2.0 * (x * z - w * y)
        matrix[row, 2, 1] = 2.0 * (y * z + w * x)
        matrix[row, 2, 2] = 1.0 - 2.0 * (x * x + y * y)
    return matrix
