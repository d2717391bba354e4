"""What on a sound course no creature of a kind can be expected to manage, and what can never come, in plain words.

It is advice: such a course still loads and trains. The same rules and words as ``Core/Courses/CourseAdvice.cs``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from clamber.assets.course import CourseSpec, ParameterRange, SegmentKind
from clamber.courses.segments import DEFINITIONS
from clamber.tasks.body_reach import BodyReach

#: The least friction that the tasks draw: a foot slips on a grade above it.
LEAST_FRICTION: Final = 0.7
_STEERED: Final = (SegmentKind.SLALOM, SegmentKind.STEPPING_STONES, SegmentKind.NARROW_BRIDGE)


@dataclass(frozen=True)
class Advice:
    """One thing to be said.

    Attributes:
        segment: the index of the segment that it is about.
        parameter: the parameter that it is about; empty where it is about the whole segment.
        words: one line.
    """

    segment: int
    parameter: str
    words: str


@dataclass(frozen=True)
class _Limit:
    """One parameter against one of a body's abilities.

    Attributes:
        parameter: its name.
        words: with places for the value, the creature and what it manages.
        unit: metres per unit of the parameter.
        ability: what the body manages, m.
        at_least: the parameter must not be less than that (else: not more).
    """

    parameter: str
    words: str
    unit: Callable[[BodyReach], float]
    ability: Callable[[BodyReach], float]
    at_least: bool = False

    def judge(self, item: ParameterRange, reach: BodyReach, creature: str) -> str | None:
        """What there is to say, or None."""
        unit, ability = self.unit(reach), self.ability(reach)
        easy = unit * (item.easy.x if self.at_least else item.easy.y)
        hard = unit * (item.hard.x if self.at_least else item.hard.y)
        easy_fails, hard_fails = self._fails(easy, ability), self._fails(hard, ability)
        if not easy_fails and not hard_fails:
            return None
        worst = min(easy, hard) if self.at_least else max(easy, hard)
        when = ""
        if easy_fails != hard_fails:  # ranges move evenly with difficulty
            share = _show((ability - easy) / (hard - easy))
            when = f", up to difficulty {share}" if easy_fails else f", from difficulty {share} on"
        return self.words.format(_show(worst), creature, _show(ability)) + when

    def _fails(self, value: float, ability: float) -> bool:
        return value < ability if self.at_least else value > ability


def _leg(reach: BodyReach) -> float:
    return reach.leg_length


_LIMITS: Final = {
    SegmentKind.GAPS: _Limit(
        "width", "a gap of {0} m is longer than {1} jumps ({2} m)", _leg, lambda reach: reach.jump
    ),
    SegmentKind.STEPPING_STONES: _Limit(
        "apart", "stones {0} m apart are further than {1} jumps ({2} m)", _leg, lambda reach: reach.jump
    ),
    SegmentKind.HURDLES: _Limit(
        "height", "a hurdle of {0} m is higher than {1} clears ({2} m)", _leg, lambda reach: reach.clear
    ),
    SegmentKind.PLATFORMS: _Limit(
        "height", "a platform of {0} m is higher than {1} jumps ({2} m)", _leg, lambda reach: reach.clear
    ),
    SegmentKind.STAIRS: _Limit(
        "rise", "a step of {0} m is higher than {1} climbs ({2} m)", _leg, lambda reach: reach.step
    ),
    SegmentKind.RUBBLE: _Limit(
        "height", "a block of {0} m is higher than {1} steps over ({2} m)", _leg, lambda reach: reach.step
    ),
    SegmentKind.SLOPE: _Limit(
        "grade", "a grade of {0} is steeper than the feet of {1} hold ({2})",
        lambda reach: 1.0, lambda reach: LEAST_FRICTION,
    ),
    SegmentKind.BEAMS: _Limit(
        "clearance", "a beam at {0} m is lower than {1} ducks ({2} m)",
        lambda reach: reach.top_height, lambda reach: reach.crouch, at_least=True,
    ),
    SegmentKind.SLALOM: _Limit(
        "opening", "an opening of {0} m is narrower than {1} ({2} m)", _leg, lambda reach: reach.width, at_least=True
    ),
}  # fmt: skip


def course_advice(spec: CourseSpec, reach: BodyReach | None, name: str) -> list[Advice]:
    """Everything to be said, in the order of the segments.

    Args:
        spec: a course in which nothing is wrong.
        reach: what the creature manages; None for advice that holds for every one.
        name: the creature's name.
    """
    advice = []
    for index, segment in enumerate(spec.segments):
        kind = DEFINITIONS[segment.kind].name
        limit = _LIMITS.get(segment.kind)
        if not spec.comes(segment):
            advice.append(Advice(index, "", f"{kind}: its weight is 0, it never comes"))
        elif reach is not None and reach.planar and segment.kind in _STEERED:
            straight = f"{kind}: {_with_article(name)} cannot steer, it moves straight ahead only"
            advice.append(Advice(index, "", straight))
        elif reach is not None and limit is not None:
            item = next(item for item in segment.parameters if item.name == limit.parameter)
            told = limit.judge(item, reach, _with_article(name))
            if told is not None:
                advice.append(Advice(index, limit.parameter, f"{kind}: {told}"))
    return advice


def _with_article(name: str) -> str:
    return ("an " if name[:1] in "AEIOUaeiou" else "a ") + name


def _show(value: float) -> str:
    """A number with at most two decimals, rounded as C# does: halves away from zero, by its first 15 digits."""
    rounded = Decimal(f"{value:.15g}").quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")
