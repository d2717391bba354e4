"""Races made to order for the tests of the game."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clamber.assets.course import CourseSpec
from clamber.assets.loading import load_course
from clamber.game.catalog import BrainFile, Catalog, Entrant
from clamber.game.race import Event, Race, RacePlan
from clamber.game.requests import Entry

SEED = 500_001


def short_course(name: str = "Flat", length: float = 5.0) -> CourseSpec:
    """A course of the content, so many leg lengths long."""
    return replace(load_course(name), length=length)


def entrant(task: str, brain: str | Path = "", name: str = "one") -> Entrant:
    """A creature with a brain of the content, with an .onnx file, or without."""
    catalog = Catalog()
    if isinstance(brain, Path):
        catalog.add_brain(BrainFile("made", brain, task))
        brain = "made"
    return catalog.entrant(Entry(task, brain, name))


def walker(name: str = "one") -> Entrant:
    """One that can walk."""
    return entrant("QuadrupedFlat", "QuadrupedFlat", name)


def plan(
    *entrants: Entrant, course: CourseSpec | None = None, one_lane: bool = False, countdown: float = 0.0,
    seed: int = SEED, difficulty: float = 0.0,
) -> RacePlan:  # fmt: skip
    """A race without a countdown."""
    return RacePlan("Flat", course or short_course(), seed, difficulty, one_lane, entrants, countdown)


def run(race: Race, seconds: float) -> list[Event]:
    """Lets so many simulated seconds pass, or fewer if the race is done; tells what happened."""
    happened = []
    for _ in range(round(seconds / 0.02)):
        if race.done:
            break
        happened += race.advance()
    return happened


def run_until(race: Race, event: str, seconds: float = 60.0) -> list[Event]:
    """Lets time pass until something happens.

    Raises:
        AssertionError: it does not.
    """
    happened: list[Event] = []
    for _ in range(round(seconds / 0.02)):
        happened += race.advance()
        if any(one.event == event for one in happened):
            return happened
    raise AssertionError(f"no {event} in {seconds} s: {happened}")
