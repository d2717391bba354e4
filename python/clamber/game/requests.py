"""What a page asks of a race, read from JSON and checked field by field (the messages: ``clamber.game.messages``)."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

from clamber.game.fields import (
    RequestError,
    choice_field,
    list_field,
    number_field,
    text_field,
    vector_field,
    whole_field,
)
from clamber.game.messages import MOST_CREATURES

#: Largest seed: whole numbers beyond it are not exact in a browser.
MOST_SEED = 2**53 - 1
#: How lanes lie.
LANES = ("side_by_side", "one_lane")
#: Before the start, s, unless asked otherwise.
COUNTDOWN = 3.0


@dataclass(frozen=True)
class Entry:
    """A creature that somebody enters for a race.

    Attributes:
        task: its name in the content.
        brain: its name in the catalog; empty: none, it stands.
        name: on the screen.
    """

    task: str
    brain: str
    name: str


@dataclass(frozen=True)
class Start:
    """A race that somebody asks for.

    Attributes:
        course: its name in the content; empty where the course is told otherwise.
        seed, difficulty: of the course.
        lanes: "side_by_side" or "one_lane".
        creatures: from left to right.
        countdown: s before the start.
    """

    course: str
    seed: int
    difficulty: float
    lanes: str
    creatures: tuple[Entry, ...]
    countdown: float = COUNTDOWN


@dataclass(frozen=True)
class Speed:
    """Simulated seconds per second."""

    factor: float


@dataclass(frozen=True)
class Steer:
    """The player's stick: ``speed`` from -1 to 1, ``heading`` in rad to the left."""

    creature: int
    speed: float
    heading: float


@dataclass(frozen=True)
class Release:
    """The player lets go of a creature."""

    creature: int


@dataclass(frozen=True)
class Push:
    """A shove; a ``direction`` of length 1 is a good one."""

    creature: int
    direction: tuple[float, float, float]


@dataclass(frozen=True)
class Throw:
    """A boulder leaves ``position`` (m) with ``velocity`` (m/s), both in the picture."""

    position: tuple[float, float, float]
    velocity: tuple[float, float, float]


@dataclass(frozen=True)
class Plain:
    """A message that is nothing but its ``kind``: "pause", "resume", "restart" or "stop"."""

    kind: str


Request = Start | Speed | Steer | Release | Push | Throw | Plain
_KINDS = ("start", "pause", "resume", "restart", "stop", "speed", "steer", "release", "push", "throw")


def read_request(told: dict[str, Any]) -> Request:
    """A message of the page's.

    Raises:
        RequestError: one line, for a field that is missing or not allowed.
    """
    kind = choice_field(told, "type", _KINDS)
    if kind == "start":
        return read_start(told)
    if kind == "speed":
        return Speed(number_field(told, "factor", 0.1, 2.0))
    if kind == "throw":
        return Throw(vector_field(told, "position", 1e4), vector_field(told, "velocity", 100.0))
    if kind not in ("steer", "release", "push"):
        return Plain(kind)
    creature = whole_field(told, "creature", 0, MOST_CREATURES - 1)
    if kind == "steer":
        return Steer(creature, number_field(told, "speed", -1.0, 1.0, 0.0), number_field(told, "heading", -pi, pi, 0.0))
    if kind == "push":
        return Push(creature, vector_field(told, "direction", 2.0))
    return Release(creature)


def read_start(told: dict[str, Any]) -> Start:
    """A race that is asked for; what it names is looked up later.

    Raises:
        RequestError: one line.
    """
    creatures = []
    for index, entry in enumerate(list_field(told, "creatures", 1, MOST_CREATURES)):
        try:
            task = text_field(entry, "task")
            brain = "" if entry.get("brain") is None else text_field(entry, "brain")
            name = text_field(entry, "name", task, 40)
        except RequestError as error:
            raise RequestError(f"creatures[{index}].{error}") from None
        creatures.append(Entry(task, brain, name.strip() or task))
    return Start(
        course=text_field(told, "course", ""),
        seed=whole_field(told, "seed", 0, MOST_SEED),
        difficulty=number_field(told, "difficulty", 0.0, 1.0),
        lanes=choice_field(told, "lanes", LANES, LANES[0]),
        creatures=tuple(creatures),
        countdown=number_field(told, "countdown", 0.0, 10.0, COUNTDOWN),
    )
