"""Which solids of a course a lane's model holds: those within its creature's reach, and the tree that finds them."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled
from clamber.physics.mujoco_course import Solids
from clamber.physics.mujoco_model import PARKED_Z, CourseSlots

Float = NDArray[np.float64]
Int = NDArray[np.int32]

_BOX = int(mujoco.mjtGeom.mjGEOM_BOX)


class SolidsInReach:
    """The course slots of one model.

    MuJoCo works out the frame of every geom at every step, though a creature only ever touches those around it. The
    contacts it finds are the same, and in the same order, whichever of the others are left out: slots are filled in the
    solids' order, and MuJoCo sorts contacts by their geoms.
    """

    def __init__(self, model: mujoco.MjModel, slots: CourseSlots) -> None:
        """Keeps views of the model's arrays: asking MuJoCo for them costs more than writing."""
        total, nodes = slots.total, int(model.body_bvhnum[0])
        # Course geoms are parallel to the world: told so, MuJoCo need not turn them at every step.
        model.geom_sameframe[:total] = int(mujoco.mjtSameFrame.mjSAMEFRAME_BODYROT)
        self._geoms_of_body = model.body_geomnum
        self._geoms = (
            model.geom_type[:total], model.geom_dataid[:total], model.geom_pos[:total], model.geom_size[:total],
            model.geom_aabb[:total], model.geom_rbound[:total],
        )  # fmt: skip
        self._tree = model.bvh_child[:nodes], model.bvh_nodeid[:nodes], model.bvh_aabb[:nodes]

    def fill(self, solids: Solids, low: float, high: float) -> None:
        """Fills the slots with all solids that reach between ``low`` and ``high`` along the lane, m."""
        self._geoms_of_body[0] = _fill(
            low, high, solids.kind, solids.field, solids.position, solids.size, solids.bounds, solids.radius,
            solids.order, PARKED_Z, *self._geoms, *self._tree,
        )  # fmt: skip


# Arrays one by one: what a tuple holds the compiler's caller finds out anew, which can take as long as 40 calls.
@compiled
def _fill(
    low: float, high: float, kind: Int, field: Int, position: Float, size: Float, bounds: Float, radius: Float,
    order: Int, parked_z: float, geom_kind: Int, geom_field: Int, geom_position: Float, geom_size: Float,
    geom_bounds: Float, geom_radius: Float, node_child: Int, node_geom: Int, node_bounds: Float,
) -> int:  # fmt: skip
    """Copies solids into geoms and builds a balanced binary tree over them; returns how many geoms are in use.

    What other modules define is handed over: what is compiled is kept until this file changes, with what it held.
    """
    geom_of = np.full(len(kind), -1, dtype=np.int32)
    used = 0
    for solid in range(len(kind)):
        middle, half = position[solid, 0] + bounds[solid, 0], bounds[solid, 3]
        if middle + half < low or middle - half > high:
            continue
        geom_of[solid] = used
        geom_kind[used], geom_field[used], geom_radius[used] = kind[solid], field[solid], radius[solid]
        geom_position[used], geom_size[used], geom_bounds[used] = position[solid], size[solid], bounds[solid]
        used += 1
    leaves = np.zeros(max(1, used), dtype=np.int32)
    if used == 0:
        # A tree needs a leaf: a small box where nothing touches it.
        geom_kind[0], geom_field[0], geom_radius[0] = _BOX, -1, 0.02
        geom_position[0, 0], geom_position[0, 1], geom_position[0, 2] = 0.0, 0.0, parked_z
        geom_size[0], geom_bounds[0, :3], geom_bounds[0, 3:] = 0.01, 0.0, 0.01
        used = 1
    else:
        leaf = 0
        for solid in order:
            if geom_of[solid] >= 0:
                leaves[leaf] = geom_of[solid]
                leaf += 1
    _build_tree(leaves, geom_position, geom_bounds, node_child, node_geom, node_bounds)
    return used


@compiled
def _build_tree(
    leaves: Int, position: Float, bounds: Float, node_child: Int, node_geom: Int, node_bounds: Float
) -> None:
    """Writes children (-1: none; always after their parent), geoms (-1: none) and bounds (centre, half size)."""
    stack = np.zeros((64, 3), dtype=np.int64)
    stack[0, 2] = len(leaves)
    waiting, nodes = 1, 1
    while waiting > 0:
        waiting -= 1
        node, start, end = stack[waiting]
        if end - start == 1:
            geom = leaves[start]
            node_child[node] = -1
            node_geom[node] = geom
            for side in range(3):
                middle, half = position[geom, side] + bounds[geom, side], bounds[geom, 3 + side]
                node_bounds[node, side], node_bounds[node, 3 + side] = middle - half, middle + half
            continue
        middle_leaf = (start + end) // 2
        node_child[node, 0], node_child[node, 1], node_geom[node] = nodes, nodes + 1, -1
        stack[waiting, 0], stack[waiting, 1], stack[waiting, 2] = nodes, start, middle_leaf
        stack[waiting + 1, 0], stack[waiting + 1, 1], stack[waiting + 1, 2] = nodes + 1, middle_leaf, end
        waiting += 2
        nodes += 2
    for node in range(nodes - 1, -1, -1):
        first, second = node_child[node, 0], node_child[node, 1]
        if first >= 0:
            for side in range(3):
                node_bounds[node, side] = min(node_bounds[first, side], node_bounds[second, side])
                node_bounds[node, 3 + side] = max(node_bounds[first, 3 + side], node_bounds[second, 3 + side])
    for node in range(nodes):
        for side in range(3):
            least, most = node_bounds[node, side], node_bounds[node, 3 + side]
            node_bounds[node, side], node_bounds[node, 3 + side] = (least + most) / 2, (most - least) / 2
