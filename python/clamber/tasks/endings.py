"""When an episode ends: one small function per ending, known by its own name."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import Endings
from clamber.compilation import compiled
from clamber.tasks.measures import Measures
from clamber.tasks.moment import Bool, Float, Moment

#: Progress that counts against being stuck, leg lengths.
STUCK_PROGRESS = 0.2


def fell_over(moment: Moment, endings: Endings) -> Bool:
    """The root is too near the floor, or tilted too far. A limit of 0 switches that half off."""
    low = endings.fell_over_height * moment.measures.standing_height if endings.fell_over_height > 0.0 else -math.inf
    upright = math.cos(math.radians(endings.fell_over_tilt_deg)) if endings.fell_over_tilt_deg > 0.0 else -math.inf
    fallen = np.empty(len(moment.height), dtype=np.bool_)
    _below_either(moment.height, low, moment.gravity[2], upright, fallen)
    return fallen


def fatal_contact(moment: Moment, endings: Endings) -> Bool:
    """A link marked fatal touched the course during the decision."""
    if not endings.fatal_contact:
        return np.zeros(len(moment.height), dtype=np.bool_)
    return moment.state.fatal_contact.copy()


def out_of_bounds(moment: Moment, endings: Endings) -> Bool:
    """The root is too far beyond the lane's edge, or below the lane's level (in a gap). 0 switches it off."""
    if endings.out_of_bounds <= 0.0:
        return np.zeros(len(moment.height), dtype=np.bool_)
    outside = np.empty(len(moment.height), dtype=np.bool_)
    beyond = endings.out_of_bounds * moment.measures.leg_length
    _outside(moment.state.root_position, moment.lane_width, beyond, outside)
    return outside


#: The endings that look at a moment only, in the order in which they are reported.
ENDINGS: tuple[Callable[[Moment, Endings], Bool], ...] = (fell_over, fatal_contact, out_of_bounds)


def finished(moment: Moment, lane_length: Float) -> Bool:
    """The root has crossed the finish at ``lane_length`` metres."""
    return moment.state.root_position[:, 0] >= lane_length


def time_out(elapsed: NDArray[np.int64], dt: float, endings: Endings) -> Bool:
    """The time limit is reached after ``elapsed`` decisions; a truncation."""
    return elapsed >= max(1, round(endings.time_limit / dt))


class StuckWatch:
    """Notices agents that make too little progress.

    An agent is stuck when it has not got 0.2 leg lengths beyond its mark in ``stuck_seconds``; the mark is the start,
    then the place where it last got that far.
    """

    def __init__(self, agents: int, dt: float, endings: Endings, measures: Measures) -> None:
        """Watches so many agents; ``dt`` is the time between decisions, s."""
        self._limit = round(endings.stuck_seconds / dt) if endings.stuck_seconds > 0.0 else 0
        self._progress = STUCK_PROGRESS * measures.leg_length
        self._mark = np.zeros(agents)
        self._waited = np.zeros(agents, dtype=np.int64)

    def stuck(self, x: Float) -> Bool:
        """Takes in the agents' x after a decision and says who is stuck."""
        mark, waited = self._mark, self._waited
        if not self._limit:
            return np.zeros(len(x), dtype=np.bool_)
        stuck = np.empty(len(x), dtype=np.bool_)
        _watch(x, self._progress, self._limit, mark, waited, stuck)
        return stuck

    def waited(self, agents: NDArray[np.intp]) -> NDArray[np.int64]:
        """For how many decisions some agents have made too little progress, (len(agents),)."""
        waited: NDArray[np.int64] = self._waited[agents]
        return waited

    def reset(self, agents: NDArray[np.intp], x: Float) -> None:
        """Begins anew for agents that start at x."""
        self._mark[agents] = x
        self._waited[agents] = 0


@compiled
def _below_either(height: Float, low: float, down: Float, upright: float, out: Bool) -> None:
    for agent in range(len(height)):
        out[agent] = (height[agent] < low) | (-down[agent] < upright)


@compiled
def _outside(position: Float, lane_width: Float, beyond: float, out: Bool) -> None:
    for agent in range(len(lane_width)):
        far = abs(position[agent, 1]) > 0.5 * lane_width[agent] + beyond
        out[agent] = far | (position[agent, 2] < 0.0)


@compiled
def _watch(x: Float, progress: float, limit: int, mark: Float, waited: NDArray[np.int64], out: Bool) -> None:
    for agent in range(len(x)):
        waited[agent] += 1
        if x[agent] >= mark[agent] + progress:
            mark[agent], waited[agent] = x[agent], 0
        out[agent] = waited[agent] >= limit
