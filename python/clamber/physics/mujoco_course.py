"""A course as the arrays of a MuJoCo model's course slots, ready to be copied in without compiling anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled
from clamber.courses.course import Course
from clamber.physics.mujoco_model import PARKED_Z, CourseSlots

Float = NDArray[np.float64]
Int = NDArray[np.int32]

#: Thickness below its lowest node that a height field gets at least, m; MuJoCo wants more than nothing.
LEAST_BASE = 0.05
#: Rise from its lowest to its highest node that a height field gets at least, m.
LEAST_RISE = 1e-3


@dataclass(frozen=True)
class PreparedCourse:
    """What ``place`` copies into a lane's model; rows are course slots, the first of them, unless said otherwise.

    Attributes:
        position, size, bounds, radius: geom_pos, geom_size, geom_aabb, geom_rbound.
        node_child, node_geom, node_bounds: the collision tree over the slots in use (rows are tree nodes).
        field_rows, field_columns, field_size: hfield_nrow, hfield_ncol, hfield_size of the fields in use.
        field_data: each field's heights as shares of its size, float32, row by row.
    """

    position: Float
    size: Float
    bounds: Float
    radius: Float
    node_child: Int
    node_geom: Int
    node_bounds: Float
    field_rows: Int
    field_columns: Int
    field_size: Float
    field_data: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True)
class _TreeShape:
    """A balanced binary tree over n leaves in order: children (-1: none), always after their parent, and the leaves'
    nodes.
    """

    child: Int
    leaves: Int


@lru_cache(maxsize=2048)
def _tree_shape(count: int) -> _TreeShape:
    child = np.full((2 * count - 1, 2), -1, dtype=np.int32)
    leaves = np.zeros(count, dtype=np.int32)
    used = 1
    stack = [(0, 0, count)]
    while stack:
        node, start, end = stack.pop()
        if end - start == 1:
            leaves[start] = node
            continue
        middle = (start + end) // 2
        child[node] = used, used + 1
        stack.append((used, start, middle))
        stack.append((used + 1, middle, end))
        used += 2
    return _TreeShape(child, leaves)


def _collision_tree(low: Float, high: Float, geoms: Int) -> tuple[Int, Int, Float]:
    """Children, geoms and bounds (centre, half size) of a tree over boxes [low, high], ordered along the lane."""
    order = np.argsort(low[:, 0] + high[:, 0], kind="stable")
    shape = _tree_shape(len(order))
    node_geom = np.full(len(shape.child), -1, dtype=np.int32)
    node_geom[shape.leaves] = geoms[order]
    bounds = np.empty((len(shape.child), 6))
    _bound(shape.child, shape.leaves, low[order], high[order], bounds)
    return shape.child, node_geom, bounds


@compiled
def _bound(child: Int, leaves: Int, low: Float, high: Float, bounds: Float) -> None:
    """Fills the nodes' bounds: leaves' boxes, and what encloses both children."""
    for leaf in range(len(leaves)):
        bounds[leaves[leaf], :3], bounds[leaves[leaf], 3:] = low[leaf], high[leaf]
    for node in range(len(child) - 1, -1, -1):
        first, second = child[node]
        if first >= 0:
            for side in range(3):
                bounds[node, side] = min(bounds[first, side], bounds[second, side])
                bounds[node, 3 + side] = max(bounds[first, 3 + side], bounds[second, 3 + side])
    for node in range(len(child)):
        for side in range(3):
            least, most = bounds[node, side], bounds[node, 3 + side]
            bounds[node, side], bounds[node, 3 + side] = (least + most) / 2, (most - least) / 2


def prepare_course(course: Course, slots: CourseSlots) -> PreparedCourse:
    """Lays a course out over the slots.

    Raises:
        ValueError: when the course holds more than the slots.
    """
    boxes, spheres, fields = len(course.boxes), len(course.spheres), len(course.height_fields)
    nodes = max((field.heights.size for field in course.height_fields), default=0)
    for name, count, room in (
        ("boxes", boxes, slots.boxes),
        ("spheres", spheres, slots.spheres),
        ("height fields", fields, slots.height_fields),
        ("nodes in a height field", nodes, slots.nodes),
    ):
        if count > room:
            raise ValueError(f"course with seed {course.seed}: {count} {name}, the engine has room for {room}")

    # Only the slots up to the last box in use are written; the boxes after it are cut off.
    used = slots.first_box + max(1, boxes)
    position = np.zeros((used, 3))
    position[:, 2] = PARKED_Z
    size = np.full((used, 3), 0.01)
    bounds = np.zeros((used, 6))
    bounds[:, 3:] = 0.01
    radius = np.full(used, 0.02)

    field_rows, field_columns = np.zeros(fields, np.int32), np.zeros(fields, np.int32)
    field_size = np.zeros((fields, 4))
    field_data = []
    for slot, field in enumerate(course.height_fields):
        columns, rows = field.heights.shape
        low = float(field.heights.min())
        rise = max(float(field.heights.max()) - low, LEAST_RISE)
        base = max(low - field.base, LEAST_BASE)
        half_x, half_y = field.dx * (columns - 1) / 2, field.dy * (rows - 1) / 2
        position[slot] = field.x + half_x, field.y + half_y, low
        bounds[slot] = 0.0, 0.0, (rise - base) / 2, half_x, half_y, (rise + base) / 2
        radius[slot] = sqrt(half_x**2 + half_y**2 + max(rise, base) ** 2)
        field_rows[slot], field_columns[slot] = rows, columns
        field_size[slot] = half_x, half_y, rise, base
        field_data.append(np.ascontiguousarray(((field.heights - low) / rise).T, dtype=np.float32).ravel())
    ball = slice(slots.first_sphere, slots.first_sphere + spheres)
    position[ball] = course.spheres[:, :3]
    size[ball] = course.spheres[:, 3:4] * [1.0, 0.0, 0.0]
    bounds[ball, 3:] = course.spheres[:, 3:4]
    radius[ball] = course.spheres[:, 3]
    box = slice(slots.first_box, slots.first_box + boxes)
    position[box] = course.boxes[:, :3]
    size[box] = course.boxes[:, 3:6]
    bounds[box, 3:] = course.boxes[:, 3:6]
    radius[box] = np.sqrt(np.sum(course.boxes[:, 3:6] ** 2, axis=1))

    in_use = np.concatenate([np.arange(fields), np.arange(ball.start, ball.stop), np.arange(box.start, box.stop)])
    # The tree needs a leaf: without a course, the first box where it is parked.
    in_use = (in_use if in_use.size else np.array([slots.first_box])).astype(np.int32)
    middle = position[in_use] + bounds[in_use, :3]
    half = bounds[in_use, 3:]
    node_child, node_geom, node_bounds = _collision_tree(middle - half, middle + half, in_use)
    return PreparedCourse(
        position, size, bounds, radius, node_child, node_geom, node_bounds,
        field_rows, field_columns, field_size, tuple(field_data),
    )  # fmt: skip
