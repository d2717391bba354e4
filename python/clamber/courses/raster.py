"""Floor and ceiling of a lane on a grid of points.

All arithmetic on a cell is the same few additions, multiplications, divisions and square roots whatever the language;
a cell's centre lies in a box if ``low < centre <= high`` by the index it computes to (``_cells``).
"""

from __future__ import annotations

from functools import lru_cache
from math import floor

import numpy as np
from numpy.typing import NDArray

from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Raster
from clamber.courses.lane import Lane, Patch
from clamber.courses.plan import CELL_LENGTH, CELL_WIDTH, CoursePlan

Heights = NDArray[np.float32]


def _cells(low: float, high: float, first: float, size: float, count: int) -> tuple[int, int]:
    """Returns the range of cells whose centres lie between two places: first one in, first one beyond."""
    begin = floor((low - first) / size) + 1
    end = floor((high - first) / size) + 1
    return max(begin, 0), min(end, count)


@lru_cache(maxsize=16)
def _open_sky(cells: tuple[int, int], scale: float) -> Heights:
    """Returns a ceiling without anything in it, shared by all courses that have none."""
    sky = np.full(cells, OPEN_SKY * scale, dtype=np.float32)
    sky.flags.writeable = False
    return sky


def paint(lane: Lane, plan: CoursePlan, scale: float) -> Raster:
    """Returns the raster of a lane in metres.

    Relies on the order in which lanes are built: where two boxes overlap seen from above, the later one is higher.

    Args:
        lane: what stands where, leg lengths.
        plan: gives the grid.
        scale: metres per leg length.
    """
    floor_heights = np.full(plan.raster_cells, HOLE_FLOOR * scale, dtype=np.float32)
    first_x, first_y = plan.raster_start
    columns = plan.raster_cells[0]
    for x0, _, _, x1, _, z1 in lane.ground:
        begin, end = _cells(x0, x1, first_x, CELL_LENGTH, columns)
        floor_heights[begin:end] = z1 * scale
    for patch in lane.patches:
        _paint_patch(floor_heights, patch, plan, scale)
    for x0, y0, _, x1, y1, z1 in lane.boxes:
        begin = floor((x0 - first_x) / CELL_LENGTH) + 1
        end = floor((x1 - first_x) / CELL_LENGTH) + 1
        right = floor((y0 - first_y) / CELL_WIDTH) + 1
        left = floor((y1 - first_y) / CELL_WIDTH) + 1
        floor_heights[max(begin, 0) : end, max(right, 0) : left] = z1 * scale
    for x, y, z, radius in lane.spheres:
        _paint_sphere(floor_heights, x, y, z, radius, plan, scale)
    ceiling = _open_sky(plan.raster_cells, scale)
    if lane.beams:
        ceiling = ceiling.copy()
        for x0, _, z0, x1, _, _ in lane.beams:
            begin, end = _cells(x0, x1, first_x, CELL_LENGTH, columns)
            ceiling[begin:end] = z0 * scale
    return Raster(
        x=first_x * scale,
        y=first_y * scale,
        dx=CELL_LENGTH * scale,
        dy=CELL_WIDTH * scale,
        floor=floor_heights,
        ceiling=ceiling,
    )


def _paint_patch(heights: Heights, patch: Patch, plan: CoursePlan, scale: float) -> None:
    """Paints a height field: each cell of it is two triangles, split from its corner of least x and y."""
    nodes = patch.heights
    last_column, last_row = nodes.shape[0] - 1, nodes.shape[1] - 1
    first_x, first_y = plan.raster_start
    begin, end = _cells(patch.x, patch.x + patch.dx * last_column, first_x, CELL_LENGTH, plan.raster_cells[0])
    x = (first_x + np.arange(begin, end) * CELL_LENGTH - patch.x) / patch.dx
    column = np.minimum(np.maximum(np.floor(x), 0.0), last_column - 1).astype(np.intp)
    along = (x - column)[:, None]
    y = (first_y + np.arange(plan.raster_cells[1]) * CELL_WIDTH - patch.y) / patch.dy
    row = np.minimum(np.maximum(np.floor(y), 0.0), last_row - 1).astype(np.intp)
    across = y - row
    near, far = nodes[column], nodes[column + 1]
    near_right, near_left = near[:, row], near[:, row + 1]
    far_right, far_left = far[:, row], far[:, row + 1]
    right = near_right + along * (far_right - near_right) + across * (far_left - far_right)
    left = near_right + across * (near_left - near_right) + along * (far_left - near_left)
    heights[begin:end] = np.where(along >= across, right, left) * scale


def _paint_sphere(
    heights: Heights, x: float, y: float, z: float, radius: float, plan: CoursePlan, scale: float
) -> None:
    """Paints the part of a sphere that is above the floor."""
    first_x, first_y = plan.raster_start
    begin, end = _cells(x - radius, x + radius, first_x, CELL_LENGTH, plan.raster_cells[0])
    right, left = _cells(y - radius, y + radius, first_y, CELL_WIDTH, plan.raster_cells[1])
    dx = first_x + np.arange(begin, end) * CELL_LENGTH - x
    dy = first_y + np.arange(right, left) * CELL_WIDTH - y
    square = radius * radius - (dx * dx)[:, None] - dy * dy
    top = (z + np.sqrt(np.maximum(square, 0.0))) * scale
    part = heights[begin:end, right:left]
    np.copyto(part, np.maximum(part, top.astype(np.float32)), where=square > 0.0)
