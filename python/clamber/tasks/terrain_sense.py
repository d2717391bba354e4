"""The terrain sense: floor and ceiling around the body, read from the courses' rasters (obs_1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import TerrainSense
from clamber.courses.course import HOLE_FLOOR, OPEN_SKY, Capacity, Course
from clamber.tasks.moment import Moment

#: Relative floor heights are held within these, leg lengths.
FLOOR_CLIP = (-2.5, 1.5)
#: Relative ceiling heights are held within these, leg lengths.
CEILING_CLIP = (-1.0, 2.0)

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
        self._flat = self._heights.reshape(-1)
        self._first_cell = np.arange(lanes, dtype=np.float64) * (2 * self._cells)
        self._hole_below = 0.5 * HOLE_FLOOR * scale

        self._forward = np.array(sense.floor_forward, dtype=np.float64) * leg_length
        self._side = np.array(sense.floor_side, dtype=np.float64) * leg_length
        self._ceiling_forward = np.array(sense.ceiling_forward, dtype=np.float64) * leg_length
        self.floor_samples = len(self._forward) * len(self._side)
        self.ceiling_samples = len(self._ceiling_forward)
        kinds, samples = [self.floor_samples, self.ceiling_samples], self.floor_samples + self.ceiling_samples
        self._least = np.repeat(np.array([FLOOR_CLIP[0], CEILING_CLIP[0]], dtype=np.float32), kinds)
        self._most = np.repeat(np.array([FLOOR_CLIP[1], CEILING_CLIP[1]], dtype=np.float32), kinds)
        # Where the raster lies, in cells; the same for every course of a spec and scale.
        self._x = self._y = 0.0
        self._dx = self._dy = 1.0
        self._scratch = np.empty((2, samples, lanes))
        self._index = np.empty((lanes, samples), dtype=np.intp)
        self._found = np.empty((lanes, samples), dtype=np.float32)

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
        self._heights[lane, 1, 1:-1, 1:-1] = raster.ceiling
        self._x, self._y, self._dx, self._dy = raster.x, raster.y, raster.dx, raster.dy

    def floor_at(self, lanes: slice | NDArray[np.intp], x: Float, y: Float) -> Float:
        """Height of the floor under points (x, y), one per lane, m; over a hole the lane's level, 0."""
        columns = np.floor((x - self._x) / self._dx + 1.5)
        rows = np.floor((y - self._y) / self._dy + 1.5)
        np.minimum(np.maximum(columns, 0.0, out=columns), self._columns - 1.0, out=columns)
        np.minimum(np.maximum(rows, 0.0, out=rows), self._rows - 1.0, out=rows)
        columns *= self._rows
        columns += rows
        columns += self._first_cell[lanes]
        floor: Float = self._flat.take(columns.astype(np.intp)).astype(np.float64)
        floor[floor < self._hole_below] = 0.0
        return floor

    def sense(self, moment: Moment, lanes: slice | NDArray[np.intp], out: NDArray[np.float32]) -> None:
        """Samples floor and ceiling around some agents.

        Args:
            moment: those agents.
            lanes: their lanes.
            out: (agents, floor samples + ceiling samples): heights relative to the root's, in leg lengths, clipped to
                FLOOR_CLIP and CEILING_CLIP; floor first, x outer and y inner.
        """
        position = moment.state.root_position
        count, floor = len(position), self.floor_samples
        index, found = self._index[:count], self._found[:count]
        # In cells, counted from the border; the half makes what is cut off later round. Agents run along the last
        # dimension, the longest, until cells are known.
        column = (position[:, 0] - self._x) / self._dx + 1.5
        row = (position[:, 1] - self._y) / self._dy + 1.5
        x, y = self._scratch[:, :, :count]
        self._points(column, moment.heading_x / self._dx, -moment.heading_y / self._dx, x)
        self._points(row, moment.heading_y / self._dy, moment.heading_x / self._dy, y)
        np.maximum(x, 0.0, out=x)
        np.minimum(x, self._columns - 1.0, out=x)
        np.maximum(y, 0.0, out=y)
        np.minimum(y, self._rows - 1.0, out=y)
        np.floor(x, out=x)
        x *= self._rows
        x += self._first_cell[lanes]
        x[floor:] += self._cells
        x += np.floor(y, out=y)
        np.copyto(index, x.T, casting="unsafe")

        np.take(self._flat, index, out=found, mode="clip")
        np.subtract(found, position[:, 2].astype(np.float32)[:, None], out=found)
        found *= self._scale
        np.maximum(found, self._least, out=found)
        np.minimum(found, self._most, out=out)

    def _points(self, start: Float, ahead: Float, left: Float, out: Float) -> None:
        """One coordinate of all samples, (samples, agents): start + forward * ahead + side * left."""
        grid = out[: self.floor_samples].reshape(len(self._forward), len(self._side), len(start))
        np.add((start + self._forward[:, None] * ahead)[:, None], self._side[:, None] * left, out=grid)
        np.add(start, self._ceiling_forward[:, None] * ahead, out=out[self.floor_samples :])
