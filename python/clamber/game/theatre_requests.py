"""What a page asks of the theatre, read from JSON and checked field by field.

The page sends::

    {"type": "start", "course": NAME or "" (the first task's own), "seed": 0..2^53-1, "difficulty": 0..1 or null (the
     first task's, full where agents are promoted as they learn), "creatures": [{"task": NAME, "brain": NAME | null,
     "name": TEXT}, ...] (1 or 2), "paused": false}
    {"type": "pause"}  {"type": "resume"}  {"type": "restart"}  {"type": "stop"}
    {"type": "step"}                                            one decision, while paused
    {"type": "speed", "factor": 0.05..2}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clamber.game.fields import RequestError, choice_field, list_field, number_field, text_field, whole_field
from clamber.game.requests import MOST_SEED, Entry

#: Creatures on the stage at most.
MOST_ACTORS = 2
_KINDS = ("start", "pause", "resume", "restart", "stop", "step", "speed")


@dataclass(frozen=True)
class Performance:
    """What somebody asks to see.

    Attributes:
        course: its name in the content; empty: the first task's own.
        seed: of the course, the starts and the physics.
        difficulty: of the course; None: the first task's, full where agents are promoted as they learn.
        creatures: one or two.
        paused: whether it waits at the start.
    """

    course: str
    seed: int
    difficulty: float | None
    creatures: tuple[Entry, ...]
    paused: bool


@dataclass(frozen=True)
class Pace:
    """Simulated seconds per second."""

    factor: float


@dataclass(frozen=True)
class Cue:
    """A message that is nothing but its ``kind``: "pause", "resume", "restart", "stop" or "step"."""

    kind: str


def read_theatre_request(told: dict[str, Any]) -> Performance | Pace | Cue:
    """A message of the page's.

    Raises:
        RequestError: one line, for a field that is missing or not allowed.
    """
    kind = choice_field(told, "type", _KINDS)
    if kind == "speed":
        return Pace(number_field(told, "factor", 0.05, 2.0))
    if kind != "start":
        return Cue(kind)
    creatures = []
    for index, entry in enumerate(list_field(told, "creatures", 1, MOST_ACTORS)):
        try:
            task = text_field(entry, "task")
            brain = "" if entry.get("brain") is None else text_field(entry, "brain")
            name = text_field(entry, "name", brain or task, 40)
        except RequestError as error:
            raise RequestError(f"creatures[{index}].{error}") from None
        creatures.append(Entry(task, brain, name.strip() or brain or task))
    paused = told.get("paused", False)
    if not isinstance(paused, bool):
        raise RequestError(f"paused: {paused!r:.60} is not allowed; true or false")
    return Performance(
        course=text_field(told, "course", ""),
        seed=whole_field(told, "seed", 0, MOST_SEED),
        difficulty=None if told.get("difficulty") is None else number_field(told, "difficulty", 0.0, 1.0),
        creatures=tuple(creatures),
        paused=paused,
    )
