"""What a kind of segment is: its parameters, how it is built, and the most it can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clamber.assets.course import SegmentKind
from clamber.courses.lane import Draws, Lane

#: A parameter's lower and upper end, by name.
Ranges = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Parameter:
    """One knob of a kind of segment.

    Attributes:
        name: as it is written in the course asset.
        unit: "leg lengths" unless something else.
        meaning: one phrase for the designer.
        minimum, maximum: what is allowed, inclusive, at either end of either range.
        whole: a whole number; drawn as one.
    """

    name: str
    meaning: str
    minimum: float
    maximum: float
    unit: str = "leg lengths"
    whole: bool = False


@dataclass(frozen=True)
class Most:
    """The most one segment can hold: counts are at most ``fixed + per_length * length`` of the segment.

    Attributes:
        shortest, longest: lengths between which that is so, leg lengths. Where a count has no fixed part, a segment
            cut short by the finish may be shorter than ``shortest``.
        boxes, boxes_per_length: boxes, pieces of ground that end at a hole or height field included.
        spheres_per_length: spheres.
        height_fields: height fields per segment.
        nodes: nodes of the largest height field.
    """

    shortest: float
    longest: float
    boxes: int = 0
    boxes_per_length: float = 0.0
    spheres_per_length: float = 0.0
    height_fields: int = 0
    nodes: int = 0


class Ends:
    """A segment's parameter ranges at difficulty 0 and at difficulty 1.

    In between both ends of every range move evenly, so a sum of parameters, or a ratio of two sums, is greatest and
    least at one of the two difficulties. That is what makes the bounds below hold for every difficulty.
    """

    def __init__(self, easy: Ranges, hard: Ranges) -> None:
        self._easy = easy
        self._hard = hard

    def greatest(self, quantity: Callable[[Ranges], float]) -> float:
        """Returns the greater of a quantity's values at the two difficulties."""
        return max(quantity(self._easy), quantity(self._hard))

    def least(self, quantity: Callable[[Ranges], float]) -> float:
        """Returns the smaller of a quantity's values at the two difficulties."""
        return min(quantity(self._easy), quantity(self._hard))

    def shortest(self, name: str) -> float:
        """Returns the least value of a parameter."""
        return self.least(lambda ranges: ranges[name][0])

    def longest(self, name: str) -> float:
        """Returns the greatest value of a parameter."""
        return self.greatest(lambda ranges: ranges[name][1])

    def shortest_sum(self, *names: str) -> float:
        """Returns the least sum of some parameters."""
        return self.least(lambda ranges: sum(ranges[name][0] for name in names))


#: Builds a segment from x on, not beyond a limit; returns where it ends (x itself if nothing fits).
Builder = Callable[[Lane, float, float, Draws], float]
#: Bounds a segment's contents; takes the parameters' ends and the lane's width.
Bound = Callable[[Ends, float], Most]


@dataclass(frozen=True)
class SegmentDefinition:
    """A kind of segment.

    Attributes:
        kind: its place in the course asset.
        summary: one sentence for the designer.
        parameters: exactly what a course must give it.
        build: makes one.
        most: the most one can hold.
    """

    kind: SegmentKind
    summary: str
    parameters: tuple[Parameter, ...]
    build: Builder
    most: Bound

    @property
    def name(self) -> str:
        """The kind's name as people read it: "SteppingStones"."""
        return "".join(word.capitalize() for word in self.kind.name.split("_"))


#: Every kind of segment.
DEFINITIONS: dict[SegmentKind, SegmentDefinition] = {}


def segment(
    kind: SegmentKind, parameters: tuple[Parameter, ...], most: Bound
) -> Callable[[Builder], Builder]:
    """Registers the decorated function as the builder of a kind; its docstring's first line becomes the summary."""

    def register(build: Builder) -> Builder:
        summary = (build.__doc__ or "").strip().splitlines()[0]
        DEFINITIONS[kind] = SegmentDefinition(kind, summary, parameters, build, most)
        return build

    return register


def rows_of(boxes: int, spheres: int, pitch: float, count: float) -> Most:
    """Returns the bound of a segment made of at most ``count`` rows, each at least ``pitch`` long.

    Args:
        boxes: of one row, ground included.
        spheres: of one row.
        pitch: least length of a row, leg lengths.
        count: most rows.
    """
    return Most(0.0, count * pitch, boxes_per_length=boxes / pitch, spheres_per_length=spheres / pitch)
