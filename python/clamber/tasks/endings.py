"""When an episode ends: one small function per ending, known by its own name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clamber.assets.task import Endings
from clamber.tasks.measures import Measures
from clamber.tasks.moment import Bool, Float, Moment

#: Progress that counts against being stuck, leg lengths.
STUCK_PROGRESS = 0.2


def fell_over(moment: Moment, endings: Endings) -> Bool:
    """The root is too near the floor, or tilted too far. A limit of 0 switches that half off."""
    fallen = np.zeros(len(moment.height), dtype=np.bool_)
    if endings.fell_over_height > 0.0:
        fallen |= moment.height < endings.fell_over_height * moment.measures.standing_height
    if endings.fell_over_tilt_deg > 0.0:
        fallen |= -moment.gravity[2] < np.cos(np.radians(endings.fell_over_tilt_deg))
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
    position = moment.state.root_position
    beyond = 0.5 * moment.lane_width + endings.out_of_bounds * moment.measures.leg_length
    outside: Bool = (np.abs(position[:, 1]) > beyond) | (position[:, 2] < 0.0)
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
        waited += 1
        moved = x >= mark + self._progress
        np.copyto(mark, x, where=moved)
        np.copyto(waited, 0, where=moved)
        return waited >= self._limit

    def reset(self, agents: NDArray[np.intp], x: Float) -> None:
        """Begins anew for agents that start at x."""
        self._mark[agents] = x
        self._waited[agents] = 0
