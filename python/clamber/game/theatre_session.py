"""A performance in a thread of its own, at the pace of the clock, for one page."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from functools import partial

from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.game.catalog import Catalog
from clamber.game.fields import RequestError
from clamber.game.fullness import require_drawable
from clamber.game.outbox import Send
from clamber.game.page_thread import LATE, PageThread
from clamber.game.theatre_actor import Actor, Scene, Stage
from clamber.game.theatre_environment import on_course
from clamber.game.theatre_messages import Teller
from clamber.game.theatre_requests import Cue, Pace, Performance, read_theatre_request

_LOG = logging.getLogger("clamber.game")

#: How long an episode that is over stays to be looked at, s.
AFTERWARDS = 2.0


class TheatreSession(PageThread[Performance | Pace | Cue]):
    """Shows what the page asks for."""

    def __init__(self, catalog: Catalog, send: Send) -> None:
        """Starts the thread; it waits for the page's first message.

        Args:
            catalog: of what can be named.
            send: takes JSON text and frames, in the session's thread; must not wait.
        """
        self._catalog = catalog
        self._stage: Stage | None = None
        self._teller: Teller | None = None
        self._paused, self._factor, self._due, self._tick = False, 1.0, 0.0, 0
        super().__init__("theatre", read_theatre_request, send)

    def _run(self) -> None:
        try:
            while True:
                wait = None
                if self._stage is not None and not self._paused:
                    wait = max(self._due - time.monotonic(), 0.0)
                try:
                    request = self._inbox.get(timeout=wait) if wait != 0.0 else self._inbox.get_nowait()
                except queue.Empty:
                    self._guarded(self._step)
                    continue
                if request is None:
                    return
                self._guarded(partial(self._obey, request))
        finally:
            self._drop()

    def _guarded(self, act: Callable[[], None]) -> None:
        """Does something; whatever goes wrong is told in one line and harms nobody else."""
        try:
            act()
        except (ValueError, OSError) as error:
            self._tell({"type": "error", "message": str(error)})
        except Exception:
            _LOG.exception("a performance broke")
            self._stop()
            self._tell({"type": "error", "message": "the performance broke; the server's terminal says more"})

    def _obey(self, request: Performance | Pace | Cue) -> None:
        if isinstance(request, Performance):
            self._begin(request)
        elif isinstance(request, Pace):
            self._factor = request.factor
        elif self._stage is None:
            raise RequestError("type: nothing is shown; start something first")
        elif request.kind == "step":
            if not self._paused:
                raise RequestError("type: step is for a performance that is paused")
            self._step()
        elif request.kind == "restart":
            self._stage.restart()
            self._due = time.monotonic()
            self._show()
        elif request.kind == "stop":
            self._stop()
        else:
            self._paused = request.kind == "pause"
            self._due = time.monotonic()
            self._tell({"type": "paused" if self._paused else "resumed"})

    def _begin(self, wanted: Performance) -> None:
        """Shows something new in place of what is on."""
        if wanted.course and wanted.course not in content.names("Courses"):
            known = ", ".join(content.names("Courses"))
            raise AssetError(f"course {wanted.course!r}: there is none; known: {known}")
        entrants = [self._catalog.entrant(entry) for entry in wanted.creatures]
        # Both meet the same course, so one task's own course is not mixed with another's.
        course = wanted.course or content.resolve(entrants[0].content.task.course).stem
        require_drawable(course, load_course(course))
        scene = Scene(wanted.seed, wanted.seed, wanted.difficulty)
        actors: list[Actor] = []
        try:
            for entrant in entrants:
                actors.append(Actor(on_course(entrant.content.task, course), entrant.brain_path, scene))
        except BaseException:
            for actor in actors:
                actor.close()
            raise
        self._drop()
        self._stage = Stage(actors)
        names = [entrant.body_name for entrant in entrants]
        self._teller = Teller(self._stage, wanted.creatures, names, course, wanted.seed)
        self._paused, self._tick, self._due = wanted.paused, 0, time.monotonic()
        self._tell(self._teller.started(self._paused))
        self._show()

    def _step(self) -> None:
        """Lives one decision and shows it."""
        assert self._stage is not None and self._teller is not None
        try:
            for actor in self._stage.step():
                self._tell(self._teller.ended(actor))
            self._show()
        except (ValueError, OSError):
            self._stop()  # no refusal that leaves what is on: the next decision would fail as well
            raise

    def _show(self) -> None:
        """Sends what is on the stage now and says when the next decision is due."""
        assert self._stage is not None and self._teller is not None
        self._send(self._teller.frame(self._tick))
        self._tick += 1
        if self._stage.over:
            self._due = time.monotonic() + AFTERWARDS
        else:
            pace = self._stage.decision_seconds / self._factor
            self._due = max(self._due + pace, time.monotonic() - LATE)

    def _stop(self) -> None:
        self._drop()
        self._tell({"type": "stopped"})

    def _drop(self) -> None:
        if self._stage is not None:
            self._stage.close()
            self._stage = None
