"""Courses made ahead of time, so that an agent that starts over does not wait for its next one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from clamber.assets.course import CourseSpec, SegmentKind
from clamber.courses.course import Course

#: In one step one in so many of the courses waiting is made, and at least one.
QUEUE_SHARE = 32


class CourseKey(NamedTuple):
    """What a course of one spec depends on."""

    seed: int
    difficulty: float


class ReadyCourse(NamedTuple):
    """A course and what the engine made of it."""

    key: CourseKey
    course: Course
    prepared: Any


class CourseSupply:
    """Makes each agent's next course a little at a time.

    What an agent gets depends on its key alone, never on whether it was ready. A course spec that leaves nothing to
    chance is made once for all.
    """

    def __init__(self, spec: CourseSpec, make: Callable[[CourseKey], Course], prepare: Callable[[Course], Any]) -> None:
        """An empty supply.

        Args:
            spec: of the courses.
            make: generates a course.
            prepare: the engine's.
        """
        self._make, self._prepare = make, prepare
        self._wanted: dict[int, CourseKey] = {}
        self._ready: dict[int, ReadyCourse] = {}
        self._queue: deque[int] = deque()
        self._always: ReadyCourse | None = None
        #: Whether every key gives the same course.
        self.constant = all(segment.kind == SegmentKind.FLAT for segment in spec.segments if spec.comes(segment))

    def want(self, agent: int, key: CourseKey) -> None:
        """Says which course an agent will probably need next."""
        if self.constant:
            return
        ready = self._ready.get(agent)
        if ready is not None and ready.key != key:
            del self._ready[agent]
            ready = None
        if ready is None and agent not in self._wanted:
            self._queue.append(agent)
        if ready is None:
            self._wanted[agent] = key

    def take(self, agent: int, key: CourseKey) -> ReadyCourse:
        """The course of a key, made now if it was not ready."""
        if self.constant:
            if self._always is None:
                self._always = self._produce(key)
            return self._always
        ready = self._ready.pop(agent, None)
        if self._wanted.pop(agent, None) is not None:
            self._queue.remove(agent)
        return ready if ready is not None and ready.key == key else self._produce(key)

    @property
    def waiting(self) -> bool:
        """Whether any course wanted has not been made."""
        return len(self._queue) > 0

    def work(self) -> None:
        """Makes some of the courses wanted, the longest wanted first."""
        for _ in range(-(-len(self._queue) // QUEUE_SHARE)):
            agent = self._queue.popleft()
            self._ready[agent] = self._produce(self._wanted.pop(agent))

    def _produce(self, key: CourseKey) -> ReadyCourse:
        course = self._make(key)
        return ReadyCourse(key, course, self._prepare(course))
