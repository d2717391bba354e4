"""Where every link of a body is, as positions and quaternions, for many agents at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.compilation import compiled

Float = NDArray[np.float64]
Index = NDArray[np.int64]


class LinkPoses:
    """Forward kinematics of all links.

    A link turns about its axis through its own origin: q = q_parent (cos(a/2), sin(a/2) direction),
    p = p_parent + R(q_parent) position.
    """

    def __init__(self, body: BodySpec) -> None:
        """Reads the tree of a body."""
        index = {link.name: number for number, link in enumerate(body.links)}
        axis_of = {index[axis.link]: number for number, axis in enumerate(body.axes)}
        self._parents = np.array([index[link.parent] if link.parent else -1 for link in body.links], dtype=np.int64)
        self._offsets = np.array([link.position for link in body.links], dtype=np.float64)
        self._axis = np.array([axis_of.get(number, -1) for number in range(len(body.links))], dtype=np.int64)
        self._directions = np.array([axis.direction for axis in body.axes], dtype=np.float64).reshape(-1, 3)

    def poses(self, root_quaternion: Float, joints: Float) -> tuple[Float, Float]:
        """Link poses with the root's origin as the origin, axes parallel to the lane's.

        Args:
            root_quaternion: (w, x, y, z), (agents, 4).
            joints: (agents, axes), rad.

        Returns:
            positions (agents, links, 3), m, and quaternions (w, x, y, z), (agents, links, 4).
        """
        positions = np.zeros((len(joints), len(self._parents), 3))
        quaternions = np.zeros((len(joints), len(self._parents), 4))
        _fill_poses(
            root_quaternion, joints, self._parents, self._offsets, self._axis, self._directions, positions, quaternions
        )
        return positions, quaternions


@compiled
def _fill_poses(
    root: Float, joints: Float, parents: Index, offsets: Float, axes: Index, directions: Float, positions: Float,
    quaternions: Float,
) -> None:  # fmt: skip
    """Fills ``positions`` and ``quaternions``, parents before children."""
    for agent in range(joints.shape[0]):
        for part in range(4):
            quaternions[agent, 0, part] = root[agent, part]
        for link in range(1, len(parents)):
            parent = parents[link]
            w, x = quaternions[agent, parent, 0], quaternions[agent, parent, 1]
            y, z = quaternions[agent, parent, 2], quaternions[agent, parent, 3]
            vx, vy, vz = offsets[link, 0], offsets[link, 1], offsets[link, 2]
            # R(q) v = v + w t + u x t, where u = (x, y, z) and t = 2 u x v.
            tx, ty, tz = 2.0 * (y * vz - z * vy), 2.0 * (z * vx - x * vz), 2.0 * (x * vy - y * vx)
            positions[agent, link, 0] = positions[agent, parent, 0] + vx + w * tx + y * tz - z * ty
            positions[agent, link, 1] = positions[agent, parent, 1] + vy + w * ty + z * tx - x * tz
            positions[agent, link, 2] = positions[agent, parent, 2] + vz + w * tz + x * ty - y * tx
            a, b, c, d = 1.0, 0.0, 0.0, 0.0
            axis = axes[link]
            if axis >= 0:
                half = 0.5 * joints[agent, axis]
                a, sine = np.cos(half), np.sin(half)
                b, c, d = sine * directions[axis, 0], sine * directions[axis, 1], sine * directions[axis, 2]
            quaternions[agent, link, 0] = w * a - x * b - y * c - z * d
            quaternions[agent, link, 1] = w * b + x * a + y * d - z * c
            quaternions[agent, link, 2] = w * c - x * d + y * a + z * b
            quaternions[agent, link, 3] = w * d + x * c - y * b + z * a
