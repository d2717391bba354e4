"""Where on a course there is room to stand."""

from __future__ import annotations

from typing import Final

import numpy as np

from clamber.courses.course import Course

#: Room that a creature needs ahead and behind, and to either side, leg lengths.
AHEAD: Final = 0.8
ASIDE: Final = 0.5
#: What counts as level, and as head room, leg lengths.
UNEVEN: Final = 0.03
HEAD_ROOM: Final = 2.5


def level_before(course: Course, x: float) -> float:
    """The last place up to x with level ground, and nothing overhead, all around; else the start line, 0.

    Args:
        course: the lane.
        x: from the start line, m.
    """
    raster, scale = course.raster, course.scale
    across = raster.y + raster.dy * np.arange(raster.floor.shape[1])
    middle = np.abs(across) <= ASIDE * scale
    floor, ceiling = raster.floor[:, middle], raster.ceiling[:, middle]
    level = (np.abs(floor) <= UNEVEN * scale).all(axis=1) & (ceiling >= HEAD_ROOM * scale).all(axis=1)
    reach = round(AHEAD * scale / raster.dx)
    # How many of the columns within reach are not level.
    bad = np.concatenate([[0], np.cumsum(~level)])
    centres = np.arange(reach, len(level) - reach)
    free = centres[bad[centres + reach + 1] == bad[centres - reach]]
    places = raster.x + raster.dx * free
    places = places[(places >= 0.0) & (places <= min(x, course.length))]
    return float(places[-1]) if len(places) else 0.0
