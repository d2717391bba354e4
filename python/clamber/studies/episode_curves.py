"""Learning curves of a learner that is not ours, from the episodes that end while it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: TensorBoard's names, as ``clamber train`` writes them, of what the environment tells.
NAMES = {
    "return": "Environment/Cumulative Reward",
    "distance": "Episode/distance",
    "success": "Episode/success",
    "fell": "Episode/fell",
}


class EpisodeCurves:
    """Means over the episodes that ended since the point before.

    Attributes:
        curves: {name: [[agent-steps, value], ...]}, as a study's record keeps them.
    """

    def __init__(self, every: int) -> None:
        """A point every so many agent-steps, if episodes have ended by then."""
        self.curves: dict[str, list[list[float]]] = {name: [] for name in NAMES.values()}
        self._every, self._next = every, every
        self._waiting: list[dict[str, NDArray[Any]]] = []

    def add(self, steps: int, ended: list[dict[str, NDArray[Any]]]) -> bool:
        """Takes in the episodes that ended up to ``steps`` agent-steps; returns whether that made a new point."""
        self._waiting += ended
        if steps < self._next or not self._waiting:
            return False
        self._next = (steps // self._every + 1) * self._every
        for name, told in NAMES.items():
            values = np.concatenate([one[name] for one in self._waiting])
            self.curves[told].append([steps, round(float(values.mean()), 4)])
        self._waiting = []
        return True
