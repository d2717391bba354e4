"""A lane while it is being built, in leg lengths: what the kinds of segments put their boxes on."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clamber.assets.course import SegmentKind
from clamber.courses.random_numbers import RandomNumbers

#: How far below z = 0 the ground reaches: the depth of a hole's walls.
GROUND_DEPTH: Final = 1.0
#: Height of walls, which nobody is to climb.
WALL_HEIGHT: Final = 2.5
#: Height of a beam, from its underside.
BEAM_HEIGHT: Final = 0.3
#: Boxes narrower than this are left out.
NARROWEST_BOX: Final = 0.05


class Draws:
    """A segment's parameters at one difficulty, from which values are drawn."""

    def __init__(self, random: RandomNumbers, ranges: dict[str, tuple[float, float]]) -> None:
        self.random = random
        self.ranges = ranges

    def value(self, name: str) -> float:
        """Draws a parameter evenly between the ends of its range."""
        low, high = self.ranges[name]
        return low + (high - low) * self.random.uniform()

    def whole(self, name: str) -> int:
        """Draws a whole number evenly, both ends (rounded) included."""
        low, high = self.ranges[name]
        first = floor(low + 0.5)
        return first + floor((floor(high + 0.5) - first + 1) * self.random.uniform())

    def length_within(self, name: str, room: float) -> float:
        """Draws a length and cuts it to the room there is; 0 if not even the shortest length fits."""
        length = min(self.value(name), room)
        return length if length >= self.ranges[name][0] else 0.0


@dataclass(frozen=True)
class Patch:
    """A height field in leg lengths; as ``HeightField``, with its underside at ``-GROUND_DEPTH``."""

    x: float
    y: float
    dx: float
    dy: float
    heights: NDArray[np.float64]
    kind: SegmentKind


class Lane:
    """Ground, and what stands on it, from the back of the start area to the end of the run-out.

    Attributes:
        width: of the lane.
        standing_height: of the body the lane is for.
        boxes: rows of (least x, y, z, greatest x, y, z). Where two overlap seen from above, the later one is higher.
        beams: boxes overhead, likewise.
        ground: pieces of level ground, likewise.
    """

    def __init__(self, start: float, width: float, standing_height: float) -> None:
        self.width = width
        self.standing_height = standing_height
        self.left = width * 0.5
        self.right = -self.left
        self.boxes: list[tuple[float, float, float, float, float, float]] = []
        self.box_kinds: list[int] = []
        self.beams: list[tuple[float, float, float, float, float, float]] = []
        self.ground: list[tuple[float, float, float, float, float, float]] = []
        self.spheres: list[tuple[float, float, float, float]] = []
        self.patches: list[Patch] = []
        self._ground_start = start

    def end_ground(self, x: float) -> None:
        """Ends the level ground at x: what follows is a hole or a height field."""
        if x > self._ground_start:
            self.ground.append((self._ground_start, self.right, -GROUND_DEPTH, x, self.left, 0.0))

    def start_ground(self, x: float) -> None:
        """Lets level ground begin at x."""
        self._ground_start = x

    def box(self, kind: SegmentKind, x0: float, x1: float, y0: float, y1: float, height: float) -> None:
        """Puts a box on the ground."""
        self.boxes.append((x0, y0, 0.0, x1, y1, height))
        self.box_kinds.append(kind)

    def bar(self, kind: SegmentKind, x0: float, x1: float, height: float) -> None:
        """Puts a box across the whole lane on the ground."""
        self.boxes.append((x0, self.right, 0.0, x1, self.left, height))
        self.box_kinds.append(kind)

    def stone(self, kind: SegmentKind, x0: float, x1: float, y0: float, y1: float) -> None:
        """Puts a piece of ground, level with the rest, into a hole."""
        self.boxes.append((x0, y0, -GROUND_DEPTH, x1, y1, 0.0))
        self.box_kinds.append(kind)

    def beam(self, x0: float, x1: float, clearance: float) -> None:
        """Hangs a box across the whole lane."""
        self.beams.append((x0, self.right, clearance, x1, self.left, clearance + BEAM_HEIGHT))

    def sphere(self, x: float, y: float, z: float, radius: float) -> None:
        """Puts a sphere's centre at (x, y, z); level ground must lie under it."""
        self.spheres.append((x, y, z, radius))

    def patch(self, kind: SegmentKind, x: float, length: float, heights: NDArray[np.float64]) -> None:
        """Puts a height field across the whole lane, its nodes (columns, rows) spread evenly over it."""
        columns, rows = heights.shape
        self.patches.append(
            Patch(x, self.right, length / (columns - 1), self.width / (rows - 1), heights, kind)
        )
