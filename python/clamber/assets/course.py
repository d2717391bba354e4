"""A course asset: which segments make up a lane, and how hard they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from clamber.assets.fields import Limits, Vector2


class SegmentKind(IntEnum):
    """The kinds of terrain."""

    FLAT = 0
    ROUGH = 1
    SLOPE = 2
    STAIRS = 3
    HURDLES = 4
    GAPS = 5
    PLATFORMS = 6
    STEPPING_STONES = 7
    SLALOM = 8
    BEAMS = 9
    RUBBLE = 10
    NARROW_BRIDGE = 11
    BOULDERS = 12


class Arrangement(IntEnum):
    """How kinds follow each other along the lane."""

    MIXED = 0  # every segment draws its kind by weight
    ALTERNATING = 1  # one kind per episode, drawn by weight
    SEQUENCE = 2  # in the order of the list, over and over


@dataclass(frozen=True)
class ParameterRange:
    """A segment's parameter, drawn evenly between two ends that move with difficulty.

    Attributes:
        name: the parameter, as the segment kind names it ("height", "depth", ...).
        easy: lower and upper end at difficulty 0.
        hard: lower and upper end at difficulty 1 (need not be ordered against easy: openings get narrower).
    """

    name: str
    easy: Annotated[Vector2, Limits(-1.0, 100.0, ordered=True)]
    hard: Annotated[Vector2, Limits(-1.0, 100.0, ordered=True)]


@dataclass(frozen=True)
class SegmentSpec:
    """One kind of segment on this course.

    Attributes:
        kind: what terrain.
        weight: how often it is drawn, relative to the others.
        parameters: exactly the parameters this kind has (see ``clamber.courses.segments``).
    """

    kind: SegmentKind
    weight: Annotated[float, Limits(0.0, 1000.0)]
    parameters: list[ParameterRange]


@dataclass(frozen=True)
class CourseSpec:
    """A lane of terrain, as saved in ``Courses/NAME.asset``. All lengths are in leg lengths.

    Attributes:
        description: one sentence for the designer.
        length: of the lane, from the start line at x = 0 to the finish.
        width: of the lane, centred on y = 0.
        start_length: flat ground ahead of the start line before the first segment (as much lies behind it).
        spacing: flat ground between two segments, drawn evenly.
        arrangement: how kinds follow each other.
        difficulty_at_start: the share of the course's difficulty met at the start line; it grows evenly to 1 at the
            finish. 1: the same all along.
        segments: the kinds.
    """

    description: str
    length: Annotated[float, Limits(5.0, 1000.0, "leg lengths")]
    width: Annotated[float, Limits(1.0, 50.0, "leg lengths")]
    start_length: Annotated[float, Limits(1.0, 50.0, "leg lengths")]
    spacing: Annotated[Vector2, Limits(0.2, 50.0, "leg lengths", ordered=True)]
    arrangement: Arrangement
    difficulty_at_start: Annotated[float, Limits(0.0, 1.0)]
    segments: list[SegmentSpec]

    def comes(self, segment: SegmentSpec) -> bool:
        """Whether one of its segments is ever met: by its weight, which does not count in a sequence."""
        return segment.weight > 0.0 or self.arrangement == Arrangement.SEQUENCE
