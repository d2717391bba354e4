"""Steps per second and time left, on screen with every summary."""
# mypy: disable-error-code="misc"

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping

from mlagents.trainers.settings import RunOptions
from mlagents.trainers.stats import StatsSummary, StatsWriter
from mlagents_envs.logging_util import get_logger

_WINDOW = 10
_MOST_STATISTICS = 6
#: Of what a player reports, the last part of the name: what a person looks for first.
_FIRST = ("success", "fell", "distance", "speed", "difficulty")
_STOCK_STATISTICS = ("Environment/", "Losses/", "Policy/", "Self-play/", "Is Training", "Step")

logger = get_logger(__name__)


class PaceWriter(StatsWriter):
    """Prints one line per summary: pace, time left, and what the player itself reports."""

    def __init__(
        self, most_steps: Mapping[str, int], resumed: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Starts the clock.

        Args:
            most_steps: max_steps per behavior; a behavior that is not in it has no time left shown.
            resumed: the first step count is not what was done since the start.
            clock: seconds, for tests.
        """
        self._most_steps = most_steps
        self._resumed = resumed
        self._clock = clock
        self._started = clock()
        self._seen: dict[str, deque[tuple[float, int]]] = {}

    def write_stats(self, category: str, values: dict[str, StatsSummary], step: int) -> None:
        """Prints the line for one behavior at one summary."""
        line = self.line(category, values, step)
        if line:
            logger.info(line)

    def line(self, category: str, values: dict[str, StatsSummary], step: int) -> str:
        """The line for one behavior; empty when there is nothing to say yet."""
        now = self._clock()
        if category not in self._seen:
            self._seen[category] = deque([] if self._resumed else [(self._started, 0)], maxlen=_WINDOW)
        seen = self._seen[category]
        parts = []
        if seen and now > seen[0][0] and step > seen[0][1]:
            pace = (step - seen[0][1]) / (now - seen[0][0])
            parts.append(f"{pace:,.0f} steps/s")
            most = self._most_steps.get(category, 0)
            if most > step:
                parts.append(f"{duration((most - step) / pace)} left")
        seen.append((now, step))
        own = [key for key in values if not key.startswith(_STOCK_STATISTICS)]
        own.sort(key=lambda key: _FIRST.index(name) if (name := key.split("/")[-1]) in _FIRST else len(_FIRST))
        parts += [f"{key.split('/')[-1]}: {values[key].aggregated_value:.3g}" for key in own[:_MOST_STATISTICS]]
        return ". ".join([category, *parts]) + "." if parts else ""


def duration(seconds: float) -> str:
    """A span of time with its two largest units, such as `1 h 05 min`, `12 min 30 s` or `45 s`."""
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    if whole >= 60:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole} s"


def pace_writer(options: RunOptions) -> PaceWriter:
    """The writer for a run of mlagents-learn."""
    most_steps = {name: int(settings.max_steps) for name, settings in options.behaviors.items()}
    return PaceWriter(most_steps, resumed=options.checkpoint_settings.resume)
