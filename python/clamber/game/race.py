"""A race: creatures on lanes of one course, a clock, standings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clamber.assets.course import CourseSpec
from clamber.courses.course import Course
from clamber.courses.generation import generate
from clamber.game.catalog import Entrant
from clamber.game.geometry import course_json
from clamber.game.ghosts import Ghost
from clamber.game.messages import Flags, Status, pack_creature, pack_state
from clamber.game.racer import BOULDERS, Racer
from clamber.game.requests import COUNTDOWN
from clamber.game.standings import places
from clamber.game.thrown_boulders import ThrownBoulders
from clamber.tasks.measures import measure

#: Simulated time from one state to the next, s.
TICK = 0.02
#: A race is over after so many seconds.
LIMIT = 180.0
#: How long it goes on to be shown after that, s.
AFTERWARDS = 3.0
#: Between two lanes, in leg lengths of the picture.
BETWEEN = 0.5


@dataclass(frozen=True)
class RacePlan:
    """All that a race follows from.

    Attributes:
        course_name: on the screen.
        course: its spec.
        seed, difficulty: of the course.
        one_lane: whether all are shown on the same lane; else side by side.
        entrants: from left to right.
        countdown: s before the start.
    """

    course_name: str
    course: CourseSpec
    seed: int
    difficulty: float
    one_lane: bool
    entrants: tuple[Entrant, ...]
    countdown: float = COUNTDOWN


@dataclass(frozen=True)
class Event:
    """Something that happened in a race; see ``clamber.game.messages``."""

    event: str
    creature: int
    time: float
    distance: float

    def json(self) -> dict[str, Any]:
        """As the page is told."""
        return {
            "type": "event", "event": self.event, "creature": self.creature, "time": round(self.time, 3),
            "distance": round(self.distance, 3),
        }  # fmt: skip


class Race:
    """A race from the countdown to its end. The same plan and the same calls give the same race.

    Attributes:
        plan: what it follows from.
        racers: from left to right.
        tick: states since the countdown began.
    """

    def __init__(self, plan: RacePlan, ghost: Ghost | None = None) -> None:
        """Everybody at the start line.

        Args:
            plan: what is raced.
            ghost: the best run so far, shown in the first lane.

        Raises:
            ValueError: one line: a brain does not fit its task, or the course cannot be made.
        """
        self.plan = plan
        self.racers: list[Racer] = []
        try:
            for lane, entrant in enumerate(plan.entrants):
                self.racers.append(Racer(entrant, plan.course, plan.seed, plan.difficulty, lane))
        except BaseException:
            self.close()
            raise
        self._picture_scale = self.racers[0].scale
        self.zooms = [self._picture_scale / racer.scale for racer in self.racers]
        self._courses, self._course_of = self._picture_courses()
        apart = self._courses[0].width + BETWEEN * self._picture_scale
        self.offsets = [0.0 if plan.one_lane else -apart * number for number in range(len(self.racers))]
        self._ghost = None if ghost is None else ghost.shown_at(self._picture_scale)
        self._recorded: list[list[bytes]] = [[] for _ in self.racers]
        self._packed: list[bytes] = []
        self._pack()
        self._boulders = ThrownBoulders(self.racers, self.zooms, self.offsets)
        self.tick = 0
        self._countdown = round(plan.countdown / TICK)
        self._ended_at: float | None = None
        self._won = False

    @property
    def time(self) -> float:
        """Since the start, s; negative while counting down."""
        return (self.tick - self._countdown) * TICK

    @property
    def done(self) -> bool:
        """Whether nothing will happen any more."""
        return self._ended_at is not None and self.time >= self._ended_at + AFTERWARDS

    def advance(self) -> list[Event]:
        """Lets a tick pass and tells what happened in it."""
        if self.done:
            return []
        self.tick += 1
        if self.tick <= self._countdown:
            return [Event("go", 0, 0.0, 0.0)] if self.tick == self._countdown else []
        events: list[Event] = []
        over = self._ended_at is not None
        for number, (racer, zoom) in enumerate(zip(self.racers, self.zooms, strict=True)):
            for happening in racer.advance(TICK, self.time):
                events.append(Event(happening.what, number, self.time, racer.standing.distance * zoom))
        self._pack()
        if over:  # what is done after the result does not change it
            return []
        self._record()
        finished = all(racer.status == Status.FINISHED for racer in self.racers)
        if finished or self.time >= LIMIT:
            self._ended_at = self.time
            for racer in self.racers:
                racer.standing.closed = True
            events.append(Event("over", 0, self.time, 0.0))
        return events

    def throw(self, position: Sequence[float], velocity: Sequence[float]) -> None:
        """Throws a boulder; position in m and velocity in m/s, both in the picture."""
        self._boulders.throw(np.array(position), np.array(velocity))

    def state(self) -> bytes:
        """Everything as it is now, as a binary message."""
        flags = Flags(0)
        if self.tick < self._countdown:
            flags |= Flags.COUNTDOWN
        if self._ended_at is not None:
            flags |= Flags.OVER
        creatures = list(self._packed)
        if self._ghost is not None:
            flags |= Flags.GHOST
            # The first of a run's frames is the state one tick after the start.
            creatures.append(self._ghost.frame(self.tick - self._countdown - 1))
        return pack_state(flags, self.tick, self.time, creatures, self._boulders.state())

    def _pack(self) -> None:
        """Packs every creature as it is now."""
        self._packed = [pack_creature(racer.state(zoom)) for racer, zoom in zip(self.racers, self.zooms, strict=True)]

    def _record(self) -> None:
        """Keeps everybody's run until there is a winner."""
        if self._won:
            return
        for recorded, packed in zip(self._recorded, self._packed, strict=True):
            recorded.append(packed)
        self._won = any(racer.status == Status.FINISHED for racer in self.racers)

    def take_winner(self) -> Ghost | None:
        """The winner's run, once: after the tick in which somebody finished first; else None."""
        if not self._won or not self._recorded[0]:
            return None
        standings = [racer.standing for racer in self.racers]
        first = min(range(len(standings)), key=lambda number: standings[number].rank())
        entrant, time = self.racers[first].entrant, standings[first].finished_at
        assert time is not None
        winner = Ghost(
            body=entrant.body_name, task=entrant.task, brain=entrant.brain, name=entrant.name, time=time,
            scale=self._picture_scale, zoom=self.zooms[first], links=len(entrant.content.body.links),
            frames=b"".join(self._recorded[first]),
        )  # fmt: skip
        self._recorded = [[] for _ in self.racers]
        return winner

    def standings(self) -> dict[str, Any]:
        """Who is where, as the page is told."""
        standings = [racer.standing for racer in self.racers]
        return {
            "type": "standings",
            "standings": [
                {
                    "creature": number,
                    "place": place,
                    "distance": round(standing.distance * zoom, 3),
                    "speed": round(standing.speed * zoom, 3),
                    "falls": standing.falls,
                    "finished_at": standing.finished_at,
                }
                for number, (standing, place, zoom) in enumerate(
                    zip(standings, places(standings), self.zooms, strict=True)
                )
            ],
        }

    def started(self) -> dict[str, Any]:
        """What the page needs to draw the race."""
        plan = self.plan
        start = plan.course.start_length * self._picture_scale
        courses = [course_json(course, start, raster=False) for course in self._courses]
        creatures: list[dict[str, Any]] = [
            {
                "body": racer.entrant.body_name,
                "task": racer.entrant.task,
                "brain": racer.entrant.brain or None,
                "name": racer.entrant.name,
                "lane_offset_y": offset,
                "scale": zoom,
                "course": course,
                "steerable": racer.steerable,
                "ghost": False,
            }
            for racer, offset, zoom, course in zip(
                self.racers, self.offsets, self.zooms, self._course_of, strict=True
            )
        ]
        ghost = self._ghost
        if ghost is not None:
            creatures.append({
                "body": ghost.body, "task": ghost.task, "brain": ghost.brain or None, "name": ghost.name,
                "lane_offset_y": self.offsets[0], "scale": ghost.zoom, "course": 0, "steerable": False, "ghost": True,
            })  # fmt: skip
        return {
            "type": "started", "creatures": creatures, "course": courses[0], "courses": courses,
            "course_name": plan.course_name, "seed": plan.seed, "difficulty": plan.difficulty,
            "lanes": "one_lane" if plan.one_lane else "side_by_side", "decision_seconds": TICK,
            "boulders": len(self.racers) * BOULDERS, "countdown": plan.countdown, "limit": LIMIT,
            "best": None if ghost is None else ghost.time,
        }  # fmt: skip

    def _picture_courses(self) -> tuple[list[Course], list[int]]:
        """The lanes at the picture's scale, and which of them each racer runs: beams go by how tall a body is."""
        courses: list[Course] = []
        tallness: list[float] = []
        which = []
        for racer, zoom in zip(self.racers, self.zooms, strict=True):
            content = racer.entrant.content
            tall = measure(content.body, content.task.control).top_height * zoom
            if tall not in tallness:
                tallness.append(tall)
                courses.append(
                    generate(self.plan.course, self.plan.seed, self.plan.difficulty, self._picture_scale, tall)
                )
            which.append(tallness.index(tall))
        return courses, which

    def close(self) -> None:
        """Frees the engines."""
        for racer in self.racers:
            racer.close()


def plan_race(
    course_name: str, course: CourseSpec, seed: int, difficulty: float, lanes: str, entrants: Sequence[Entrant],
    countdown: float = COUNTDOWN,
) -> RacePlan:
    """A plan from what a page has chosen; see ``RacePlan``."""
    return RacePlan(course_name, course, seed, difficulty, lanes == "one_lane", tuple(entrants), countdown)
