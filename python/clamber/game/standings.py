"""Who is first, second and so on: finishers by their time, the others by how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf

#: Over which a speed is averaged, s.
AVERAGING = 0.5


@dataclass
class Standing:
    """How one racer is doing on a lane of its own length.

    Attributes:
        length: of its lane, m.
        distance: along the lane, m; never beyond its ends.
        speed: along the lane, averaged over half a second, m/s.
        falls: how often it fell.
        finished_at: when it crossed the finish, s; None: not yet.
        closed: the race is over, and nothing counts any more.
    """

    length: float
    distance: float = 0.0
    speed: float = 0.0
    falls: int = 0
    finished_at: float | None = None
    closed: bool = False

    @property
    def share(self) -> float:
        """Share of the lane behind it, so that creatures of all sizes compare."""
        return self.distance / self.length

    def move(self, x: float, speed: float, dt: float) -> None:
        """Takes in where it is (m) and how fast along the lane (m/s) after so many seconds."""
        if self.finished_at is None and not self.closed:
            self.distance = min(max(x, 0.0), self.length)
            self.speed += (speed - self.speed) * (1.0 - exp(-dt / AVERAGING))

    def fall(self) -> None:
        """Counts a fall."""
        if not self.closed:
            self.falls += 1
            self.speed = 0.0

    def finish(self, time: float) -> None:
        """It crossed the finish so many seconds after the start."""
        if not self.closed:
            self.finished_at = time
            self.distance = self.length
            self.speed = 0.0

    def rank(self) -> tuple[float, float]:
        """Sorts before those that it is ahead of."""
        return (inf if self.finished_at is None else self.finished_at), -self.share


def places(standings: list[Standing]) -> list[int]:
    """Every racer's place, from 1; equals share the better one."""
    return [1 + sum(other.rank() < own.rank() for other in standings) for own in standings]
