"""Floor and ceiling of a lane on a grid of points.

All arithmetic on a cell is the same few additions, multiplications, divisions and square roots whatever the language;
a cell's centre lies in a box if ``low < centre <= high`` by the index it computes to (``_cells``).
"""

from __future__ import annotations

from functools import lru_cache
from math import floor

import numpy as np
from numpy.typing import NDArray

from clamber.compilation import compiled
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
    if lane.boxes:
        _paint_boxes(floor_heights, np.array(lane.boxes), first_x, first_y, CELL_LENGTH, CELL_WIDTH, scale)
    if lane.spheres:
        _paint_spheres(floor_heights, np.array(lane.spheres), first_x, first_y, CELL_LENGTH, CELL_WIDTH, scale)
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
    first_x, first_y = plan.raster_start
    end_x = patch.x + patch.dx * (patch.heights.shape[0] - 1)
    begin, end = _cells(patch.x, end_x, first_x, CELL_LENGTH, plan.raster_cells[0])
    _paint_triangles(
        heights, patch.heights, begin, end, first_x, first_y, CELL_LENGTH, CELL_WIDTH, patch.x, patch.y, patch.dx,
        patch.dy, scale,
    )  # fmt: skip


@compiled
def _paint_boxes(
    heights: Heights, boxes: NDArray[np.float64], first_x: float, first_y: float, length: float, width: float,
    scale: float,
) -> None:  # fmt: skip
    columns, rows = heights.shape
    for box in range(len(boxes)):
        begin = max(int(np.floor((boxes[box, 0] - first_x) / length)) + 1, 0)
        end = min(int(np.floor((boxes[box, 3] - first_x) / length)) + 1, columns)
        right = max(int(np.floor((boxes[box, 1] - first_y) / width)) + 1, 0)
        left = min(int(np.floor((boxes[box, 4] - first_y) / width)) + 1, rows)
        height = np.float32(boxes[box, 5] * scale)
        for column in range(begin, end):
            for row in range(right, left):
                heights[column, row] = height


@compiled
def _paint_triangles(
    heights: Heights, nodes: NDArray[np.float64], begin: int, end: int, first_x: float, first_y: float,
    length: float, width: float, patch_x: float, patch_y: float, dx: float, dy: float, scale: float,
) -> None:  # fmt: skip
    rows = heights.shape[1]
    across, row_of = np.empty(rows), np.empty(rows, dtype=np.int64)
    for cell in range(rows):
        y = (first_y + cell * width - patch_y) / dy
        row_of[cell] = int(min(max(np.floor(y), 0.0), nodes.shape[1] - 2.0))
        across[cell] = y - row_of[cell]
    for cell in range(begin, end):
        x = (first_x + cell * length - patch_x) / dx
        column = int(min(max(np.floor(x), 0.0), nodes.shape[0] - 2.0))
        along = x - column
        near, far = nodes[column], nodes[column + 1]
        for index in range(rows):
            row, side = row_of[index], across[index]
            near_right, near_left, far_right, far_left = near[row], near[row + 1], far[row], far[row + 1]
            if along >= side:
                height = near_right + along * (far_right - near_right) + side * (far_left - far_right)
            else:
                height = near_right + side * (near_left - near_right) + along * (far_left - near_left)
            heights[cell, index] = height * scale


@compiled
def _paint_spheres(
    heights: Heights, spheres: NDArray[np.float64], first_x: float, first_y: float, length: float, width: float,
    scale: float,
) -> None:  # fmt: skip
    """Paints the part of spheres that is above the floor."""
    columns, rows = heights.shape
    for sphere in range(len(spheres)):
        x, y, z, radius = spheres[sphere]
        begin = max(int(np.floor((x - radius - first_x) / length)) + 1, 0)
        end = min(int(np.floor((x + radius - first_x) / length)) + 1, columns)
        right = max(int(np.floor((y - radius - first_y) / width)) + 1, 0)
        left = min(int(np.floor((y + radius - first_y) / width)) + 1, rows)
        for column in range(begin, end):
            dx = first_x + column * length - x
            for row in range(right, left):
                dy = first_y + row * width - y
                square = radius * radius - dx * dx - dy * dy
                if square > 0.0:
                    top = np.float32((z + np.sqrt(square)) * scale)
                    heights[column, row] = max(heights[column, row], top)
