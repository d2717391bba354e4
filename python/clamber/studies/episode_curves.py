"""Learning curves of a learner that is not ours, shown on screen while they grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from numpy.typing import NDArray

from clamber.learning.metrics import Metrics
from clamber.learning.progress import Screen
from clamber.studies.run import CURVES, POINTS


class EpisodeCurves:
    """Means over the episodes that ended since the point before; each point is shown when it is made.

    Attributes:
        curves: {name: [[agent-steps, value], ...]}, as a study's record keeps them.
    """

    def __init__(self, title: str, steps: int) -> None:
        """Begins the curves of a training.

        Args:
            title: on screen.
            steps: agent-steps of the whole training; a point every ``POINTS``-th of them, if episodes have ended by
                then.
        """
        self.curves: dict[str, list[list[float]]] = {name: [] for name in CURVES}
        self._every = max(1, steps // POINTS)
        self._next, self._told = self._every, 0
        self._metrics, self._screen = Metrics(steps), Screen(title)

    def __enter__(self) -> EpisodeCurves:
        """Begins to show."""
        self._screen.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the last numbers on screen."""
        self._screen.__exit__(kind, error, trace)

    def add(
        self, lived: int, ended: Sequence[Mapping[str, NDArray[Any]]], losses: Mapping[str, float] | None = None
    ) -> None:
        """Takes in agent-steps, the episodes that ended in them, and what learning from them told."""
        metrics = self._metrics
        metrics.add(lived, {}, losses or {})
        for totals in ended:
            metrics.add(0, totals, {})
        if metrics.steps < self._next or metrics.episodes == self._told:
            return
        self._next, self._told = (metrics.steps // self._every + 1) * self._every, metrics.episodes
        summary = metrics.summary()
        for name in CURVES:
            self.curves[name].append([metrics.steps, round(summary[name], 4)])
        self._screen.show(metrics, summary)
