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
        self._leg_length = leg_length
        self._columns, self._rows = capacity.raster_cells[0] + 2, capacity.raster_cells[1] + 2
        cells = self._columns * self._rows
        self._hole, self._sky = np.float32(HOLE_FLOOR * scale), np.float32(OPEN_SKY * scale)
        self._floor = np.full((lanes, self._columns, self._rows), self._hole, dtype=np.float32)
        self._ceiling = np.full((lanes, self._columns, self._rows), self._sky, dtype=np.float32)
        self._flat_floor, self._flat_ceiling = self._floor.reshape(-1), self._ceiling.reshape(-1)
        self._first_cell = np.arange(lanes, dtype=np.float64) * cells
        self._hole_below = 0.5 * HOLE_FLOOR * scale

        self._forward = np.array(sense.floor_forward, dtype=np.float64) * leg_length
        self._side = np.array(sense.floor_side, dtype=np.float64) * leg_length
        self._ceiling_forward = np.array(sense.ceiling_forward, dtype=np.float64) * leg_length
        self.floor_samples = len(self._forward) * len(self._side)
        self.ceiling_samples = len(self._ceiling_forward)
        # Where the raster lies, in cells; the same for every course of a spec and scale.
        self._x = self._y = 0.0
        self._dx = self._dy = 1.0
        forward, side = len(self._forward), len(self._side)
        self._fx, self._fy = np.empty((lanes, forward, side)), np.empty((lanes, forward, side))
        self._cx, self._cy = np.empty((lanes, self.ceiling_samples)), np.empty((lanes, self.ceiling_samples))
        self._findex = np.empty((lanes, self.floor_samples), dtype=np.intp)
        self._cindex = np.empty((lanes, self.ceiling_samples), dtype=np.intp)
        self._found_floor = np.empty((lanes, self.floor_samples), dtype=np.float32)
        self._found_ceiling = np.empty((lanes, self.ceiling_samples), dtype=np.float32)

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
        self._floor[lane, 1:-1, 1:-1] = raster.floor
        self._ceiling[lane, 1:-1, 1:-1] = raster.ceiling
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
        floor: Float = self._flat_floor.take(columns.astype(np.intp)).astype(np.float64)
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
        # In cells: column = (x - x0) / dx, counted from the border; the half makes the later truncation round.
        column = (position[:, 0] - self._x) / self._dx + 1.5
        row = (position[:, 1] - self._y) / self._dy + 1.5
        ahead_x, ahead_y = moment.heading_x / self._dx, moment.heading_y / self._dy
        left_x, left_y = -moment.heading_y / self._dx, moment.heading_x / self._dy
        base = self._first_cell[lanes]

        count = len(column)
        fx, fy = self._fx[:count], self._fy[:count]
        line = column[:, None] + ahead_x[:, None] * self._forward
        np.add(line[:, :, None], (left_x[:, None] * self._side)[:, None, :], out=fx)
        line = row[:, None] + ahead_y[:, None] * self._forward
        np.add(line[:, :, None], (left_y[:, None] * self._side)[:, None, :], out=fy)
        index = self._findex[:count]
        self._cells(fx.reshape(index.shape), fy.reshape(index.shape), base, index)
        found = self._found_floor[:count]
        np.take(self._flat_floor, index, out=found, mode="clip")
        self._relative(found, position[:, 2], FLOOR_CLIP, out[:, : self.floor_samples])

        cx, cy = self._cx[:count], self._cy[:count]
        np.add(column[:, None], ahead_x[:, None] * self._ceiling_forward, out=cx)
        np.add(row[:, None], ahead_y[:, None] * self._ceiling_forward, out=cy)
        index = self._cindex[:count]
        self._cells(cx, cy, base, index)
        found = self._found_ceiling[:count]
        np.take(self._flat_ceiling, index, out=found, mode="clip")
        self._relative(found, position[:, 2], CEILING_CLIP, out[:, self.floor_samples :])

    def _cells(self, x: Float, y: Float, base: Float, index: NDArray[np.intp]) -> None:
        """Flat indices of the cells that hold points given in cells; x and y are used up."""
        np.maximum(x, 0.0, out=x)
        np.minimum(x, self._columns - 1.0, out=x)
        np.maximum(y, 0.0, out=y)
        np.minimum(y, self._rows - 1.0, out=y)
        np.floor(x, out=x)
        np.floor(y, out=y)
        x *= self._rows
        x += y
        x += base[:, None]
        np.copyto(index, x, casting="unsafe")

    def _relative(
        self, found: NDArray[np.float32], height: Float, clip: tuple[float, float], out: NDArray[np.float32]
    ) -> None:
        """Heights found, less the root's, in leg lengths, clipped."""
        np.subtract(found, height.astype(np.float32)[:, None], out=found)
        found *= np.float32(1.0 / self._leg_length)
        np.maximum(found, np.float32(clip[0]), out=found)
        np.minimum(found, np.float32(clip[1]), out=out)
