"""Where every link of a body is, as positions and quaternions, for many agents at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec

Float = NDArray[np.float64]


class LinkPoses:
    """Forward kinematics of all links, level by level of the tree.

    A link turns about its axis through its own origin: q = q_parent (cos(a/2), sin(a/2) direction),
    p = p_parent + R(q_parent) position.
    """

    def __init__(self, body: BodySpec) -> None:
        """Reads the tree of a body."""
        index = {link.name: number for number, link in enumerate(body.links)}
        axis_of = {index[axis.link]: number for number, axis in enumerate(body.axes)}
        parents = [index[link.parent] if link.parent else -1 for link in body.links]
        depth = [0] * len(parents)
        for number, parent in enumerate(parents):
            depth[number] = depth[parent] + 1 if parent >= 0 else 0
        self._links = len(parents)
        self._offsets = np.array([link.position for link in body.links], dtype=np.float64)
        # A welded link turns about nothing by the angle of an axis that is not there, which is 0.
        self._axis = np.array([axis_of.get(number, len(body.axes)) for number in range(self._links)], dtype=np.intp)
        directions = np.zeros((len(body.axes) + 1, 3))
        directions[:-1] = np.array([axis.direction for axis in body.axes], dtype=np.float64).reshape(-1, 3)
        self._directions = directions[self._axis]
        self._levels = [
            (np.array(level, dtype=np.intp), np.array([parents[number] for number in level], dtype=np.intp))
            for level in (
                [number for number in range(self._links) if depth[number] == wanted]
                for wanted in range(1, max(depth) + 1)
            )
        ]

    def poses(self, root_quaternion: Float, joints: Float) -> tuple[Float, Float]:
        """Link poses with the root's origin as the origin, axes parallel to the lane's.

        Args:
            root_quaternion: (w, x, y, z), (agents, 4).
            joints: (agents, axes), rad.

        Returns:
            positions (agents, links, 3), m, and quaternions (w, x, y, z), (agents, links, 4).
        """
        agents = len(joints)
        half = np.zeros((agents, joints.shape[1] + 1))
        np.multiply(joints, 0.5, out=half[:, :-1])
        half = half[:, self._axis]
        turns = np.empty((agents, self._links, 4))
        turns[..., 0] = np.cos(half)
        turns[..., 1:] = np.sin(half)[..., None] * self._directions
        positions = np.zeros((agents, self._links, 3))
        quaternions = np.empty((agents, self._links, 4))
        quaternions[:, 0] = root_quaternion
        for links, parents in self._levels:
            turned = quaternions[:, parents]
            quaternions[:, links] = multiply(turned, turns[:, links])
            positions[:, links] = positions[:, parents] + rotate(turned, self._offsets[links])
        return positions, quaternions


def multiply(first: Float, second: Float) -> Float:
    """Products of quaternions (w, x, y, z): first turned by second, (..., 4)."""
    w1, x1, y1, z1 = np.moveaxis(first, -1, 0)
    w2, x2, y2, z2 = np.moveaxis(second, -1, 0)
    return np.stack(
        [
            w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2,
            w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2,
            w1 * y2 - x1 * z2 + y1 * w2 + z1 * x2,
            w1 * z2 + x1 * y2 - y1 * x2 + z1 * w2,
        ],
        axis=-1,
    )


def rotate(quaternion: Float, vector: Float) -> Float:
    """Vectors turned by unit quaternions: v + 2 w (u x v) + 2 u x (u x v), (..., 3)."""
    w, x, y, z = np.moveaxis(quaternion, -1, 0)
    vx, vy, vz = np.moveaxis(vector, -1, 0)
    tx, ty, tz = 2.0 * (y * vz - z * vy), 2.0 * (z * vx - x * vz), 2.0 * (x * vy - y * vx)
    return np.stack(
        [vx + w * tx + y * tz - z * ty, vy + w * ty + z * tx - x * tz, vz + w * tz + x * ty - y * tx], axis=-1
    )
