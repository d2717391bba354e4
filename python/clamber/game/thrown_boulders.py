"""The boulders of a race: each is thrown into the lane of the creature that it flies nearest to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clamber.game.messages import BoulderState
from clamber.game.racer import Racer
from clamber.tasks.measures import GRAVITY

Float = NDArray[np.float64]

#: Moments of a flight at which its distance from creatures is measured, s.
_FLIGHT = np.linspace(0.0, 2.0, 41)


class ThrownBoulders:
    """Every lane has a few of its own; the one thrown longest ago is thrown again when all are out.

    In a state boulders come in the order in which they were first thrown, and keep their places.
    """

    def __init__(self, racers: Sequence[Racer], zooms: Sequence[float], offsets: Sequence[float]) -> None:
        """Of racers shown ``zooms`` times as large, their lanes' middles at ``offsets``, m."""
        self._racers, self._zooms, self._offsets = racers, zooms, offsets
        self._thrown: list[tuple[int, int]] = []  # lane and boulder, in the order of the states
        self._next = [0] * len(racers)

    def throw(self, position: Float, velocity: Float) -> None:
        """Throws a boulder; ``position`` in m and ``velocity`` in m/s, both in the picture, (3,)."""
        lane = self._nearest(position, velocity)
        racer, zoom = self._racers[lane], self._zooms[lane]
        boulder = self._next[lane]
        self._next[lane] = (boulder + 1) % len(racer.engine.flying)
        racer.throw(boulder, (position - [0.0, self._offsets[lane], 0.0]) / zoom, velocity / zoom)
        if (lane, boulder) not in self._thrown:
            self._thrown.append((lane, boulder))

    def state(self) -> BoulderState:
        """All that have been thrown, in the picture; those that fell off a lane have radius 0."""
        count = len(self._thrown)
        positions, radii, quaternions = np.zeros((count, 3)), np.zeros(count), np.zeros((count, 4))
        quaternions[:, 0] = 1.0
        poses = {lane: self._racers[lane].engine.boulder_poses() for lane, _ in self._thrown}
        for index, (lane, boulder) in enumerate(self._thrown):
            engine, zoom = self._racers[lane].engine, self._zooms[lane]
            if engine.flying[boulder]:
                positions[index] = poses[lane][0][boulder] * zoom + [0.0, self._offsets[lane], 0.0]
                quaternions[index] = poses[lane][1][boulder]
                radii[index] = engine.radius * zoom
        return BoulderState(positions, radii, quaternions)

    def _nearest(self, position: Float, velocity: Float) -> int:
        """The lane of the creature that a boulder comes nearest to, were it to fly on through everything."""
        time = _FLIGHT[:, None]
        misses = []
        for racer, zoom, offset in zip(self._racers, self._zooms, self._offsets, strict=True):
            way = position + velocity * time - np.array([0.0, 0.0, 0.5 * GRAVITY * zoom]) * time**2
            way -= racer.position * zoom + [0.0, offset, 0.0]
            misses.append(np.sqrt(np.square(way).sum(axis=1)).min())
        return int(np.argmin(misses))
