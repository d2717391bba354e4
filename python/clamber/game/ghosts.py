"""The best run on each course, kept so that the next race can be run against its ghost."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from clamber.assets.content import names
from clamber.assets.course import CourseSpec
from clamber.assets.files import write_bytes
from clamber.assets.loading import load_body
from clamber.game.messages import creature_size, rescaled_creatures

_LOG = logging.getLogger("clamber.game")

#: Ghosts kept; the one not beaten for longest goes first.
MOST_GHOSTS = 200
#: Largest file, unpacked, bytes; a whole race of the largest body is a tenth of it.
LARGEST = 64 * 1024 * 1024
_VERSION = 1


@dataclass(frozen=True)
class Ghost:
    """A run from the start to the finish.

    Attributes:
        body, task, brain, name: whose; ``brain`` may be empty.
        time: it took, s.
        scale: of the picture that ``frames`` were made for, metres per leg length.
        zoom: of the creature in that picture.
        links: of the body.
        frames: its part of every state after the start, one after the other; the first is a tick later than it.
    """

    body: str
    task: str
    brain: str
    name: str
    time: float
    scale: float
    zoom: float
    links: int
    frames: bytes

    @property
    def count(self) -> int:
        """States."""
        return len(self.frames) // creature_size(self.links)

    def frame(self, index: int) -> bytes:
        """Its part of the ``index``-th state after the start; before them the first, after its finish the last."""
        size = creature_size(self.links)
        first = min(max(index, 0), self.count - 1) * size
        return self.frames[first : first + size]

    def shown_at(self, scale: float) -> Ghost:
        """The same run in a picture of another scale."""
        if scale == self.scale:
            return self
        factor = scale / self.scale
        frames = rescaled_creatures(self.frames, self.links, factor)
        return Ghost(
            self.body, self.task, self.brain, self.name, self.time, scale, self.zoom * factor, self.links, frames
        )


class GhostStore:
    """Ghosts in a folder, one file per course, seed and difficulty. A file that cannot be read counts as none."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first ghost is kept."""
        self._folder = folder

    def best(self, course: CourseSpec, seed: int, difficulty: float) -> Ghost | None:
        """The best run so far on a course, or None; None, too, if its body is no more what it was."""
        path = self._path(course, seed, difficulty)
        try:
            with gzip.open(path) as file:
                content = file.read(LARGEST + 1)
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error) as error:
            _LOG.warning("%s: not a ghost that can be read (%s); left alone", path, error)
            return None
        try:
            ghost = _read(content)
            if len(load_body(ghost.body).links) != ghost.links:
                raise ValueError(f"body {ghost.body} has changed")
            return ghost
        except (ValueError, KeyError, TypeError) as error:
            _LOG.warning("%s: not a ghost that can be read (%s); left alone", path, error)
            return None

    def keep(self, course: CourseSpec, seed: int, difficulty: float, ghost: Ghost) -> bool:
        """Keeps a run if none on that course is better; says whether it did."""
        known = self.best(course, seed, difficulty)
        if known is not None and known.time <= ghost.time:
            return False
        facts = {name: value for name, value in asdict(ghost).items() if name != "frames"}
        header = json.dumps({"version": _VERSION, **facts}).encode()
        content = len(header).to_bytes(4, "little") + header + ghost.frames
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_bytes(self._path(course, seed, difficulty), gzip.compress(content, 5, mtime=0))
            self._forget_old()
        except (OSError, ValueError) as error:
            _LOG.warning("the best run could not be kept: %s", error)
            return False
        return True

    def _forget_old(self) -> None:
        files = sorted(self._folder.glob("*.ghost"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-MOST_GHOSTS]:
            path.unlink(missing_ok=True)

    def _path(self, course: CourseSpec, seed: int, difficulty: float) -> Path:
        # All of the course's numbers, so that a course that was edited begins anew.
        told = f"{course!r} {seed} {difficulty!r}"
        return self._folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.ghost"


def _read(content: bytes) -> Ghost:
    """A ghost from a file's content.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    if len(content) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    size = int.from_bytes(content[:4], "little")
    header, frames = json.loads(content[4 : 4 + size]), content[4 + size :]
    if header["version"] != _VERSION:
        raise ValueError(f"version {header['version']}; {_VERSION} is needed")
    body = str(header["body"])
    if body not in names("Bodies"):
        raise ValueError(f"there is no body {body!r}")
    links = int(header["links"])
    if not 1 <= links <= 255 or not frames or len(frames) % creature_size(links):
        raise ValueError(f"{len(frames)} bytes of states for {links} links")
    heads = np.frombuffer(frames, np.uint8).reshape(-1, creature_size(links))[:, 1]
    if (heads != links).any():
        raise ValueError("states of another body")
    time, scale, zoom = (float(header[name]) for name in ("time", "scale", "zoom"))
    if not all(np.isfinite(value) and value > 0.0 for value in (time, scale, zoom)):
        raise ValueError("a number is out of range")
    task, brain, name = (str(header[name])[:200] for name in ("task", "brain", "name"))
    return Ghost(body, task, brain, name, time, scale, zoom, links, frames)
