"""Where a racer that fell goes on: the start line, and the flat ground ahead of each segment."""

from __future__ import annotations

from clamber.courses.course import Course

#: Flat ground that a creature stands on, leg lengths.
ROOM = 0.8


class Checkpoints:
    """Of one course; the same places as in Unity's race."""

    def __init__(self, course: Course) -> None:
        """Finds the flat ground."""
        self.places = [0.0]
        flat = 0.0
        for segment in course.segments:
            middle = 0.5 * (flat + segment.start)
            if segment.start - flat >= ROOM * course.scale and middle < course.length:
                self.places.append(middle)
            flat = segment.end

    def before(self, x: float) -> float:
        """The last place that a racer at x has passed, m."""
        return max(place for place in self.places if place <= max(x, 0.0))
