"""What is told of a run: on screen and in TensorBoard. docs/metrics.md explains every number."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Totals of an episode that ML-Agents has names for; all of them are told as Episode/NAME besides, as the player does.
EPISODE_NAMES = {"return": "Environment/Cumulative Reward", "length": "Environment/Episode Length"}
LOSS_NAMES = {
    "surrogate": "Losses/Policy Loss",
    "value": "Losses/Value Loss",
    "mirror": "Losses/Mirror Loss",
    "entropy": "Policy/Entropy",
    "kl": "Policy/KL Divergence",
    "learning_rate": "Policy/Learning Rate",
    "std": "Policy/Std",
}


class Metrics:
    """Sums what happens between two summaries, and the pace."""

    def __init__(self, max_steps: int, steps: int = 0, max_seconds: float = 0.0) -> None:
        """Begins counting at ``steps`` of ``max_steps``, and seconds at 0 of ``max_seconds``; 0: there is no limit."""
        self.steps, self.max_steps, self.max_seconds = steps, max_steps, max_seconds
        self.episodes = 0
        self._totals: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self._losses: dict[str, list[float]] = defaultdict(list)
        self._began, self._began_at = time.perf_counter(), steps
        self._told, self._told_at = self._began, steps

    def add(self, steps: int, episodes: Mapping[str, NDArray[Any]], losses: Mapping[str, float]) -> None:
        """Takes in a rollout and the update from it."""
        self.steps += steps
        self.episodes += len(episodes["return"]) if episodes else 0
        for name, values in episodes.items():
            self._totals[name].append(values)
        for name, value in losses.items():
            self._losses[name].append(value)

    def summary(self) -> dict[str, float]:
        """Means since the last summary by TensorBoard name, and the pace; what there was none of is left out."""
        now = time.perf_counter()
        means = {name: float(np.mean(np.concatenate(values))) for name, values in self._totals.items()}
        told = {label: means[name] for name, label in EPISODE_NAMES.items() if name in means}
        told |= {f"Episode/{name}": mean for name, mean in means.items()}
        told |= {label: float(np.mean(self._losses[name])) for name, label in LOSS_NAMES.items() if self._losses[name]}
        told["Pace/steps_per_second"] = (self.steps - self._told_at) / max(1e-9, now - self._told)
        self._told, self._told_at = now, self.steps
        self._totals.clear()
        self._losses.clear()
        return told

    @property
    def seconds(self) -> float:
        """Time since the beginning, s."""
        return time.perf_counter() - self._began

    @property
    def seconds_left(self) -> float:
        """Time until ``max_steps`` at the mean pace so far, or until ``max_seconds`` if that comes first, s."""
        done, seconds = self.steps - self._began_at, self.seconds
        left = seconds / done * max(0, self.max_steps - self.steps) if done else float("inf")
        return min(left, max(0.0, self.max_seconds - seconds)) if self.max_seconds else left


class EventFile:
    """TensorBoard's event file of a behavior."""

    def __init__(self, folder: Path) -> None:
        """Opens a new event file in ``folder``."""
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(folder))  # type: ignore[no-untyped-call]

    def write(self, values: Mapping[str, float], steps: int) -> None:
        """Writes numbers by name at ``steps``."""
        for name, value in values.items():
            self._writer.add_scalar(name, value, steps)  # type: ignore[no-untyped-call]
        self._writer.flush()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Closes the file."""
        self._writer.close()  # type: ignore[no-untyped-call]
