"""The terrain sense: floor and ceiling around the body, read from the courses' rasters (obs_1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import TerrainSense
from clamber.compilation import compiled
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Capacity, Course
from clamber.tasks.moment import Moment

#: Relative floor heights are held within these, leg lengths.
FLOOR_CLIP = (-2.5, 1.5)
#: Relative ceiling heights are held within these, leg lengths.
CEILING_CLIP = (-1.0, 2.0)
_LEAST_FLOOR, _MOST_FLOOR = np.float32(FLOOR_CLIP[0]), np.float32(FLOOR_CLIP[1])
_LEAST_CEILING, _MOST_CEILING = np.float32(CEILING_CLIP[0]), np.float32(CEILING_CLIP[1])

Float = NDArray[np.float64]


class TerrainMap:
    """The rasters of all agents' lanes, with a border of one cell, and the points at which each agent samples them.

    A point takes the cell whose centre is nearest; along x and along y apart, a point halfway belongs to the larger
    index. Beyond the raster there is neither floor nor ceiling.
    """

    def __init__(self, sense: TerrainSense, lanes: int, capacity: Capacity, leg_length: float, scale: float) -> None:
        """Lays out memory.

        Args:
            sense: where to sample, in leg lengths.
            lanes: how many.
            capacity: of the course; says how large rasters are.
            leg_length: of the body, m.
            scale: of the course, metres per leg length.
        """
        self._scale = np.float32(1.0 / leg_length)
        self._columns, self._rows = capacity.raster_cells[0] + 2, capacity.raster_cells[1] + 2
        self._cells = self._columns * self._rows
        #: Floor, then ceiling of every lane.
        self._heights = np.empty((lanes, 2, self._columns, self._rows), dtype=np.float32)
        self._heights[:, 0], self._heights[:, 1] = HOLE_FLOOR * scale, OPEN_SKY * scale
        self._ceilings: list[NDArray[np.float32] | None] = [None] * lanes
        self._flat = self._heights.reshape(-1)
        self._first_cell = np.arange(lanes, dtype=np.int64) * (2 * self._cells)
        self._hole_below = 0.5 * HOLE_FLOOR * scale

        self.floor_samples = len(sense.floor_forward) * len(sense.floor_side)
        self.ceiling_samples = len(sense.ceiling_forward)
        # How far ahead of the root, and how far to its left, every sample is: the floor's, then the ceiling's.
        ahead = np.repeat(sense.floor_forward, len(sense.floor_side)), sense.ceiling_forward
        aside = np.tile(sense.floor_side, len(sense.floor_forward)), np.zeros(self.ceiling_samples)
        self._ahead = np.concatenate(ahead).astype(np.float64) * leg_length
        self._aside = np.concatenate(aside).astype(np.float64) * leg_length
        # Where the raster lies, in cells; the same for every course of a spec and scale.
        self._x = self._y = 0.0
        self._dx = self._dy = 1.0

    def place(self, lane: int, course: Course) -> None:
        """Puts a course's raster on a lane.

        Raises:
            ValueError: the raster does not lie where the other lanes' do.
        """
        raster = course.raster
        if raster.floor.shape != (self._columns - 2, self._rows - 2):
            raise ValueError(
                f"raster of {raster.floor.shape} cells on a lane laid out for {(self._columns - 2, self._rows - 2)}"
            )
        self._heights[lane, 0, 1:-1, 1:-1] = raster.floor
        # Courses with nothing overhead share one ceiling.
        if self._ceilings[lane] is not raster.ceiling:
            self._ceilings[lane] = raster.ceiling
            self._heights[lane, 1, 1:-1, 1:-1] = raster.ceiling
        self._x, self._y, self._dx, self._dy = raster.x, raster.y, raster.dx, raster.dy

    def floor_at(self, lanes: slice | NDArray[np.intp], x: Float, y: Float) -> Float:
        """Height of the floor under points (x, y), one per lane, m; over a hole the lane's level, 0."""
        floor = np.empty(len(x))
        _floor_at(self._flat, self._first_cell[lanes], x, y, *self._grid, self._hole_below, floor)
        return floor

    def sense(self, moment: Moment, lanes: slice | NDArray[np.intp], out: NDArray[np.float32]) -> None:
        """Samples floor and ceiling around some agents.

        Args:
            moment: those agents.
            lanes: their lanes.
            out: (agents, floor samples + ceiling samples): heights relative to the root's, in leg lengths, clipped to
                FLOOR_CLIP and CEILING_CLIP; floor first, x outer and y inner.
        """
        _sample(
            self._flat, self._first_cell[lanes], self._cells, moment.state.root_position, moment.heading_x,
            moment.heading_y, *self._grid, self._ahead, self._aside, self.floor_samples, self._scale, out,
        )  # fmt: skip

    @property
    def _grid(self) -> tuple[float, float, float, float, int, int]:
        return self._x, self._y, self._dx, self._dy, self._columns, self._rows


@compiled
def _cell(x: float, y: float, columns: int, rows: int) -> int:
    """The cell at a place counted in cells from the border's corner, a half added; the nearest one if beyond."""
    # Written so that what is not a number ends in the first cell, not outside the memory.
    column = min(x, columns - 1.0) if x > 0.0 else 0.0
    row = min(y, rows - 1.0) if y > 0.0 else 0.0
    return np.int32(column) * np.int32(rows) + np.int32(row)  # type: ignore[return-value]


@compiled
def _floor_at(
    heights: NDArray[np.float32], first_cell: NDArray[np.int64], x: Float, y: Float,
    first_x: float, first_y: float, dx: float, dy: float, columns: int, rows: int, hole_below: float, out: Float,
) -> None:  # fmt: skip
    for agent in range(len(first_cell)):
        cell = _cell((x[agent] - first_x) / dx + 1.5, (y[agent] - first_y) / dy + 1.5, columns, rows)
        height = heights[first_cell[agent] + cell]
        out[agent] = 0.0 if height < hole_below else height


@compiled
def _sample(
    heights: NDArray[np.float32], first_cell: NDArray[np.int64], cells: int, position: Float, heading_x: Float,
    heading_y: Float, first_x: float, first_y: float, dx: float, dy: float, columns: int, rows: int, ahead: Float,
    aside: Float, floor_samples: int, scale: np.float32, out: NDArray[np.float32],
) -> None:  # fmt: skip
    samples = len(ahead)
    cell = np.empty(samples, dtype=np.int32)
    last_column, last_row, stride = columns - 1.0, rows - 1.0, np.int32(rows)
    # First where to look, then looking, then arithmetic: apart, each is done for many samples at once, and the
    # processor has many cache misses under way.
    for agent in range(len(first_cell)):
        # In cells, counted from the border; the half makes what is cut off later round.
        column = (position[agent, 0] - first_x) / dx + 1.5
        row = (position[agent, 1] - first_y) / dy + 1.5
        ahead_x, left_x = heading_x[agent] / dx, -heading_y[agent] / dx
        ahead_y, left_y = heading_y[agent] / dy, heading_x[agent] / dy
        for sample in range(samples):
            x = (column + ahead[sample] * ahead_x) + aside[sample] * left_x
            y = (row + ahead[sample] * ahead_y) + aside[sample] * left_y
            # As _cell, in branches that compile to instructions for many numbers at once.
            x = x if x > 0.0 else 0.0
            x = x if x < last_column else last_column
            y = y if y > 0.0 else 0.0
            y = y if y < last_row else last_row
            cell[sample] = np.int32(x) * stride + np.int32(y)
        # Unsigned: else every look asks first whether it is to count from the end.
        floor = np.uint64(first_cell[agent])
        ceiling = floor + np.uint64(cells)
        seen = out[agent]
        for sample in range(floor_samples):
            seen[sample] = heights[floor + np.uint64(np.uint32(cell[sample]))]
        for sample in range(floor_samples, samples):
            seen[sample] = heights[ceiling + np.uint64(np.uint32(cell[sample]))]
        root = np.float32(position[agent, 2])
        for sample in range(floor_samples):
            height = (seen[sample] - root) * scale
            height = height if height > _LEAST_FLOOR else _LEAST_FLOOR
            seen[sample] = height if height < _MOST_FLOOR else _MOST_FLOOR
        for sample in range(floor_samples, samples):
            height = (seen[sample] - root) * scale
            height = height if height > _LEAST_CEILING else _LEAST_CEILING
            seen[sample] = height if height < _MOST_CEILING else _MOST_CEILING
