"""What there is to race with: bodies, courses, tasks and brains, from the content and from the page."""

from __future__ import annotations

import contextlib
import itertools
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clamber.assets import content
from clamber.assets.body import BodySpec
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_body, load_course
from clamber.assets.task import TaskSpec
from clamber.evaluation.brain import BrainError, brain_metadata
from clamber.game.geometry import body_json
from clamber.game.requests import Entry
from clamber.tasks.content import TaskContent, read_task

#: Brains kept from the page at most.
MOST_BRAINS = 32


@dataclass(frozen=True)
class BrainFile:
    """A brain that can be chosen.

    Attributes:
        name: that it is chosen by.
        path: the .onnx.
        task: that it was trained for; empty if nothing says so.
        dropped: whether it was dropped onto the page, and goes with the server.
    """

    name: str
    path: Path
    task: str
    dropped: bool = False


@dataclass(frozen=True)
class Entrant:
    """A creature that takes part, with all its files found and read.

    Attributes:
        name: on the screen.
        task: its task's name.
        body_name: its body's name.
        content: task, body, course and rewards.
        brain: its brain's name; empty: none.
        brain_path: the .onnx, or None.
        begin: where it begins, leg lengths from the start line; it stands on the last level ground before that.
    """

    name: str
    task: str
    body_name: str
    content: TaskContent
    brain: str
    brain_path: Path | None
    begin: float = 0.0


def steerable(task: TaskSpec) -> bool:
    """Whether a task teaches to follow a command: a range of speeds or of headings."""
    command = task.command
    return command.target_speed.x < command.target_speed.y or command.heading_deg.x < command.heading_deg.y


class Catalog:
    """Finds what a page names. Its calls may come from several threads."""

    def __init__(self) -> None:
        """With the content's brains and none of the page's."""
        self._dropped: dict[str, BrainFile] = {}
        self._lock = threading.Lock()
        self._told: tuple[object, dict[str, Any]] | None = None
        self._read: dict[str, tuple[object, TaskContent]] = {}

    def add_brain(self, brain: BrainFile) -> BrainFile:
        """Takes in a brain from the page; returns it as it is offered: a number follows a name that is taken.

        Raises:
            BrainError: too many have come already.
        """
        own = {path.stem for path in _brain_files()}
        numbered = (f"{brain.name} {number}" for number in itertools.count(2))
        with self._lock:
            self._require_room(brain.name)
            free = (name for name in itertools.chain([brain.name], numbered) if name not in own | self._dropped.keys())
            unique = next(free)
            self._dropped[unique] = added = replace(brain, name=unique, dropped=True)
            self._told = None
        return added

    def require_room(self, name: str) -> None:
        """Sees whether one more brain from the page would be taken.

        Raises:
            BrainError: too many have come already; ``name`` is the one that is refused.
        """
        with self._lock:
            self._require_room(name)

    def _require_room(self, name: str) -> None:
        if len(self._dropped) >= MOST_BRAINS:
            raise BrainError(f"{name}.onnx: {MOST_BRAINS} brains have been dropped already; start the game anew")

    def brains(self) -> list[BrainFile]:
        """All brains: the content's by name, then the page's in the order in which they came."""
        own, known = [], content.names("Tasks")
        for path in _brain_files():
            try:
                task = brain_metadata(path).get("task", "")
            except BrainError:
                continue  # a broken file is not offered
            own.append(BrainFile(path.stem, path, task if task in known else path.stem if path.stem in known else ""))
        with self._lock:
            return own + list(self._dropped.values())

    def brain(self, name: str) -> BrainFile:
        """The brain of a name.

        Raises:
            BrainError: there is none.
        """
        brains = self.brains()
        for brain in brains:
            if brain.name == name:
                return brain
        raise BrainError(f"brain {name!r}: there is none; known: {', '.join(one.name for one in brains) or 'none'}")

    def entrant(self, entry: Entry) -> Entrant:
        """Finds and reads what an entry names.

        Raises:
            ValueError: one line; the task or the brain cannot be used. (Whether the brain fits is seen when it runs.)
        """
        if entry.task not in content.names("Tasks"):
            # By name only: a page names no files.
            raise AssetError(f"task {entry.task!r}: there is none; known: {', '.join(content.names('Tasks'))}")
        read = self._task(entry.task)
        path = self.brain(entry.brain).path if entry.brain else None
        return Entrant(entry.name, entry.task, content.resolve(read.task.body).stem, read, entry.brain, path)

    def _task(self, name: str) -> TaskContent:
        """A task read, anew when a file has changed."""
        stamp = _stamp()
        known = self._read.get(name)
        if known is None or known[0] != stamp:
            known = self._read[name] = (stamp, read_task(name))
        return known[1]

    def content_json(self) -> dict[str, Any]:
        """All there is, as /api/content tells it; read anew when a file has changed.

        An asset that cannot be read is left out and named in ``problems``.
        """
        with self._lock:
            stamp = _stamp(), tuple(self._dropped)
            if self._told is not None and self._told[0] == stamp:
                return self._told[1]
        told = self._read_all()
        with self._lock:
            self._told = (stamp, told)
        return told

    def _read_all(self) -> dict[str, Any]:
        problems: list[str] = []
        bodies, courses, tasks = [], [], []
        for name in content.names("Bodies"):
            body = _tried(load_body, name, problems)
            if body is not None:
                bodies.append(body_json(name, body))
        for name in content.names("Courses"):
            course = _tried(load_course, name, problems)
            if course is not None:
                courses.append({"name": name, "description": course.description})
        by_task: dict[str, dict[str, Any]] = {}
        for name in content.names("Tasks"):
            read = _tried(read_task, name, problems)
            if read is not None:
                by_task[name] = _task_json(name, read)
                tasks.append(by_task[name])
        brains = [
            {
                "name": brain.name,
                "task": brain.task,
                "body": by_task[brain.task]["body"],
                "steerable": by_task[brain.task]["steerable"],
                "dropped": brain.dropped,
            }
            for brain in self.brains()
            if brain.task in by_task
        ]
        return {"bodies": bodies, "courses": courses, "tasks": tasks, "brains": brains, "problems": problems}


def _brain_files() -> list[Path]:
    """The content's brains."""
    return sorted((content.content_folder() / "Brains").glob("*.onnx"))


def _stamp() -> object:
    """Changes when a file of the content does."""
    folder = content.content_folder()
    files = sorted(path for part in ("Bodies", "Courses", "Tasks", "Brains") for path in (folder / part).rglob("[!.]*"))
    times = []
    for path in files:
        with contextlib.suppress(OSError):  # one that went meanwhile counts as not there
            times.append((path, path.stat().st_mtime_ns))
    return folder, tuple(times)


def _tried(load: Any, name: str, problems: list[str]) -> Any:
    try:
        return load(name)
    except ValueError as error:
        problems.append(str(error))
        return None


def _task_json(name: str, read: TaskContent) -> dict[str, Any]:
    command = read.task.command
    return {
        "name": name,
        "description": read.task.description,
        "body": content.resolve(read.task.body).stem,
        "course": content.resolve(read.task.course).stem,
        "difficulty": read.task.curriculum.difficulty,
        "steerable": steerable(read.task),
        "course_scale": body_scale(read.body, read.task),
        "target_speed": list(command.target_speed),
        "heading_deg": list(command.heading_deg),
        "decision_seconds": read.task.physics_step * read.task.decision_steps,
    }


def body_scale(body: BodySpec, task: TaskSpec) -> float:
    """Metres per leg length of a creature's courses."""
    return task.course_scale or body.leg_length
