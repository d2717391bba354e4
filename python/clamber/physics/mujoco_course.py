"""A course as the solids of a MuJoCo model's course slots, ready to be copied in without compiling anything."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import mujoco
import numpy as np
from numpy.typing import NDArray

from clamber.courses.course import Course
from clamber.physics.mujoco_model import CourseSlots

Float = NDArray[np.float64]
Int = NDArray[np.int32]

#: Thickness below its lowest node that a height field gets at least, m; MuJoCo wants more than nothing.
LEAST_BASE = 0.05
#: Rise from its lowest to its highest node that a height field gets at least, m.
LEAST_RISE = 1e-3


@dataclass(frozen=True)
class Solids:
    """What a course is made of: height fields first, then spheres, then boxes; MuJoCo sorts contacts by their geoms.

    Attributes:
        kind: geom_type, (solids,).
        field: geom_dataid, which height field; -1 of other solids, (solids,).
        position, size, bounds, radius: geom_pos, geom_size, geom_aabb, geom_rbound; rows are solids.
        order: the solids by their middles along the lane, (solids,).
    """

    kind: Int
    field: Int
    position: Float
    size: Float
    bounds: Float
    radius: Float
    order: Int


#: Of a lane without a course.
NOTHING = Solids(
    np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 6)), np.zeros(0),
    np.zeros(0, np.int32),
)  # fmt: skip


@dataclass(frozen=True)
class PreparedCourse:
    """What ``place`` puts into a lane's model.

    Attributes:
        solids: of which a lane holds those within its creature's reach.
        field_rows, field_columns, field_size: hfield_nrow, hfield_ncol, hfield_size of the fields in use.
        field_data: each field's heights as shares of its size, float32, row by row.
    """

    solids: Solids
    field_rows: Int
    field_columns: Int
    field_size: Float
    field_data: tuple[NDArray[np.float32], ...]


def prepare_course(course: Course, slots: CourseSlots) -> PreparedCourse:
    """Lays a course out as solids.

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

    count = fields + spheres + boxes
    ball, box = slice(fields, fields + spheres), slice(fields + spheres, count)
    kind = np.full(count, int(mujoco.mjtGeom.mjGEOM_BOX), dtype=np.int32)
    kind[:fields], kind[ball] = int(mujoco.mjtGeom.mjGEOM_HFIELD), int(mujoco.mjtGeom.mjGEOM_SPHERE)
    which = np.full(count, -1, dtype=np.int32)
    which[:fields] = np.arange(fields)
    position, size, bounds, radius = np.zeros((count, 3)), np.zeros((count, 3)), np.zeros((count, 6)), np.zeros(count)

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
    position[ball] = course.spheres[:, :3]
    size[ball, 0] = course.spheres[:, 3]
    bounds[ball, 3:] = course.spheres[:, 3:4]
    radius[ball] = course.spheres[:, 3]
    position[box] = course.boxes[:, :3]
    size[box] = bounds[box, 3:] = course.boxes[:, 3:6]
    radius[box] = np.sqrt(np.sum(course.boxes[:, 3:6] ** 2, axis=1))
    order = np.argsort(position[:, 0], kind="stable").astype(np.int32)
    solids = Solids(kind, which, position, size, bounds, radius, order)
    return PreparedCourse(solids, field_rows, field_columns, field_size, tuple(field_data))
