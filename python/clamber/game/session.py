"""A race run in a thread of its own, at the pace of the clock, for one page."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from clamber.game.fields import RequestError
from clamber.game.ghosts import GhostStore
from clamber.game.outbox import Send
from clamber.game.page_thread import LATE, PageThread
from clamber.game.race import TICK, Race, RacePlan
from clamber.game.requests import Plain, Push, Release, Request, Speed, Start, Steer, Throw, read_request

_LOG = logging.getLogger("clamber.game")

#: Makes a plan of what a page asks for; called in the session's thread. Raises ValueError.
Planner = Callable[[Start, dict[str, Any]], RacePlan]
#: Standings are told every so many ticks.
STANDINGS_EVERY = 10


class Session(PageThread[tuple[Request, dict[str, Any]]]):
    """Runs races one after the other as the page asks."""

    def __init__(self, plan: Planner, send: Send, ghosts: GhostStore | None = None) -> None:
        """Starts the thread; it waits for the page's first message.

        Args:
            plan: makes a race of what a page asks for.
            send: takes messages for the page.
            ghosts: where the best runs are kept; None: nowhere.
        """
        self._plan, self._ghosts = plan, ghosts
        self._race: Race | None = None
        self._paused = False
        self._factor = 1.0
        self._due = 0.0
        super().__init__("race", lambda told: (read_request(told), told), send)

    def _run(self) -> None:
        """Obeys, advances, waits until the next tick is due; ends on None."""
        try:
            while True:
                message = self._next_message()
                if message is None:
                    return
                if message != ():
                    self._obey(*message)
                else:
                    self._tick()
        finally:
            self._drop_race()

    def _next_message(self) -> Any:
        """The page's next message; () when a tick is due before one comes."""
        running = self._race is not None and not self._paused and not self._race.done
        try:
            if not running:
                return self._inbox.get()
            wait = self._due - time.monotonic()
            return self._inbox.get(timeout=wait) if wait > 0.0 else self._inbox.get_nowait()
        except queue.Empty:
            return ()

    def _obey(self, request: Request, told: dict[str, Any]) -> None:
        """Does what a page asks; whatever goes wrong is told in one line and harms nobody else."""
        try:
            if isinstance(request, Start):
                self._begin(self._plan(request, told))
            elif isinstance(request, Plain):
                self._obey_plain(request.kind)
            elif isinstance(request, Speed):
                self._factor = request.factor
            else:
                self._touch(request)
        except (ValueError, OSError) as error:
            self._tell({"type": "error", "message": str(error)})
        except Exception:
            self._break_off()

    def _obey_plain(self, kind: str) -> None:
        race = self._require_race()
        if kind == "restart":
            self._begin(race.plan)
        elif kind == "stop":
            self._stop()
        else:
            self._paused = kind == "pause"
            self._due = time.monotonic()
            self._tell({"type": "paused" if self._paused else "resumed"})

    def _touch(self, request: Steer | Release | Push | Throw) -> None:
        race = self._require_race()
        if isinstance(request, Throw):
            race.throw(request.position, request.velocity)
            return
        if request.creature >= len(race.racers):
            raise RequestError(f"creature: {request.creature} is not allowed; 0 to {len(race.racers) - 1}")
        racer = race.racers[request.creature]
        if isinstance(request, Push):
            racer.push(request.direction)
        elif isinstance(request, Release):
            racer.release()
        elif not racer.steerable:
            raise RequestError(f"creature: {racer.entrant.name} cannot be steered; its task teaches no command")
        else:
            racer.steer(request.speed, request.heading)

    def _begin(self, plan: RacePlan) -> None:
        """Starts a race in place of the one that is on."""
        known = None if self._ghosts is None else self._ghosts.best(plan.course, plan.seed, plan.difficulty)
        race = Race(plan, known)
        self._drop_race()
        self._race, self._paused = race, False
        self._tell(race.started())
        self._tell(race.standings())
        self._send(race.state())
        self._due = time.monotonic() + TICK / self._factor

    def _tick(self) -> None:
        try:
            race = self._require_race()
            events = race.advance()
            state = race.state()
        except Exception:
            self._break_off()
            return
        for event in events:
            self._tell(event.json())
            if event.event == "finished":
                self._keep_best(race)
        if events or race.tick % STANDINGS_EVERY == 0:
            self._tell(race.standings())
        self._send(state)
        self._due = max(self._due + TICK / self._factor, time.monotonic() - LATE)

    def _keep_best(self, race: Race) -> None:
        """Keeps the winner's run, in a thread: the race goes on meanwhile."""
        winner, plan = race.take_winner(), race.plan
        if self._ghosts is not None and winner is not None:
            arguments = (plan.course, plan.seed, plan.difficulty, winner)
            threading.Thread(target=self._ghosts.keep, args=arguments, name="ghost").start()

    def _require_race(self) -> Race:
        if self._race is None:
            raise RequestError("type: there is no race; start one first")
        return self._race

    def _break_off(self) -> None:
        """Ends the race by the exception that is being handled, and says so."""
        _LOG.exception("a race broke")
        self._stop()
        self._tell({"type": "error", "message": "the race broke; the server's terminal says more"})

    def _stop(self) -> None:
        self._drop_race()
        self._tell({"type": "stopped"})

    def _drop_race(self) -> None:
        if self._race is not None:
            self._race.close()
            self._race = None
