"""A generated lane: what stands where, and the raster that the terrain sense reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Floor height where there is no floor, in leg lengths.
HOLE_FLOOR = -2.0
#: Ceiling height where there is no ceiling, in leg lengths.
OPEN_SKY = 4.0


@dataclass(frozen=True)
class HeightField:
    """A patch of uneven ground, linear between its nodes.

    Each cell is two triangles that share the diagonal from its corner of least x and y to that of greatest x and y,
    as MuJoCo splits it.

    Attributes:
        x, y: the corner of least x and y, m.
        dx, dy: distance between nodes, m.
        heights: z of the nodes, shape (columns along x, rows along y), m.
        base: z of the patch's underside, m.
        kind: the SegmentKind it belongs to.
    """

    x: float
    y: float
    dx: float
    dy: float
    heights: NDArray[np.float64]
    base: float
    kind: int


@dataclass(frozen=True)
class Raster:
    """Floor and ceiling on a grid of points, the same for every engine.

    Attributes:
        x, y: the first cell's centre, m.
        dx, dy: distance between cell centres, m.
        floor: z of the ground at each cell centre, shape (cells along x, cells along y), m.
        ceiling: z of the lowest underside above head room there, m; ``OPEN_SKY`` leg lengths where there is none.
    """

    x: float
    y: float
    dx: float
    dy: float
    floor: NDArray[np.float32]
    ceiling: NDArray[np.float32]


@dataclass(frozen=True)
class Segment:
    """One stretch of the lane.

    Attributes:
        kind: its SegmentKind.
        start, end: x, m.
        difficulty: the local difficulty it was made with.
        entry: which of the course's segments it was made from, by its place in the list.
    """

    kind: int
    start: float
    end: float
    difficulty: float
    entry: int


@dataclass(frozen=True)
class Course:
    """A lane of terrain: x forward from the start line at 0, y left from the middle, z up. Metres.

    Attributes:
        seed: what it was drawn from.
        difficulty: in [0, 1].
        scale: metres per leg length.
        length: from the start line to the finish.
        width: of the lane.
        boxes: static boxes, rows of (centre x, y, z, half size x, y, z), aligned with the axes.
        box_kinds: the SegmentKind of each box.
        spheres: static spheres, rows of (x, y, z, radius).
        sphere_kinds: the SegmentKind of each sphere.
        height_fields: where the ground is not made of boxes.
        segments: from start to finish.
        raster: what the terrain sense reads.
    """

    seed: int
    difficulty: float
    scale: float
    length: float
    width: float
    boxes: NDArray[np.float64]
    box_kinds: NDArray[np.int32]
    spheres: NDArray[np.float64]
    sphere_kinds: NDArray[np.int32]
    height_fields: tuple[HeightField, ...]
    segments: tuple[Segment, ...]
    raster: Raster


@dataclass(frozen=True)
class Capacity:
    """The most that any course of one CourseSpec can hold, so that engines can lay out memory once.

    Attributes:
        boxes, spheres, height_fields: counts.
        height_field_nodes: nodes of the largest height field.
        raster_cells: cells of the raster along x and along y (the same for every course of the spec and scale).
    """

    boxes: int
    spheres: int
    height_fields: int
    height_field_nodes: int
    raster_cells: tuple[int, int]
