"""What is counted over an episode and told at its end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.tasks.measures import GRAVITY, Measures
from clamber.tasks.moment import Moment

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

#: Ways an episode ends, as they are told.
CAUSES = ("fell_over", "fatal_contact", "out_of_bounds", "stuck", "success", "time_out", "broken")


class EpisodeTotals:
    """Sums over the episodes in progress."""

    def __init__(self, agents: int, dt: float, measures: Measures) -> None:
        """Nothing yet, for so many agents; ``dt`` is the time between decisions, s."""
        self._dt, self._measures = dt, measures
        self._return = np.zeros(agents)
        self._energy = np.zeros(agents)
        self._length = np.zeros(agents, dtype=np.int64)
        self._axes_sum = np.zeros(agents)

    def add(self, moment: Moment, reward: Float) -> None:
        """Adds a decision of all agents."""
        self._return += reward
        np.add.reduce(moment.state.joint_energy, axis=1, out=self._axes_sum)
        self._energy += self._axes_sum
        self._length += 1

    def finish(self, agents: NDArray[np.intp], x: Float, difficulty: Float, causes: dict[str, Bool]) -> dict[str, Any]:
        """The totals of episodes that have ended, each entry (len(agents),); the sums begin anew.

        Args:
            agents: whose.
            x: how far along the lane each came, m.
            difficulty: of each one's course.
            causes: by name, which of these agents ended so.
        """
        length, energy = self._length[agents], self._energy[agents]
        # A body that went nowhere has no cost of transport; from one leg length on the number means something.
        travelled = np.maximum(x, self._measures.leg_length)
        totals: dict[str, Any] = {
            "return": self._return[agents],
            "length": length,
            "distance": x.copy(),
            "speed": x / np.maximum(length * self._dt, self._dt),
            "energy_per_metre": energy / travelled,
            "cost_of_transport": energy / (self._measures.mass * GRAVITY * travelled),
            "difficulty": difficulty.copy(),
            "fell": causes["fell_over"] | causes["fatal_contact"] | causes["out_of_bounds"],
            **causes,
        }
        self.begin(agents)
        return totals

    def begin(self, agents: NDArray[np.intp]) -> None:
        """Zeroes the sums of agents whose episode begins."""
        self._return[agents] = 0.0
        self._energy[agents] = 0.0
        self._length[agents] = 0
