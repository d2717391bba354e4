"""The /race WebSocket: one page, one session."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.game.application import CATALOG, GHOSTS
from clamber.game.fullness import require_drawable
from clamber.game.ghosts import GhostStore
from clamber.game.race import RacePlan, plan_race
from clamber.game.requests import Start
from clamber.game.session import Planner, Session
from clamber.game.session_socket import LONGEST_MESSAGE, serve_session


def routes(app: web.Application) -> None:
    """Registers /race."""
    app.router.add_get("/race", race_socket)


async def race_socket(request: web.Request) -> web.WebSocketResponse:
    """A race of the content's courses."""
    catalog = request.app[CATALOG]

    def plan(start: Start, _: dict[str, Any]) -> RacePlan:
        if start.course not in content.names("Courses"):
            known = ", ".join(content.names("Courses"))
            raise AssetError(f"course {start.course!r}: there is none; known: {known}")
        entrants = [catalog.entrant(entry) for entry in start.creatures]
        course = load_course(start.course)
        require_drawable(start.course, course)
        return plan_race(start.course, course, start.seed, start.difficulty, start.lanes, entrants, start.countdown)

    return await serve_race(request, plan, ghosts=request.app[GHOSTS])


async def serve_race(
    request: web.Request, plan: Planner, longest_message: int = LONGEST_MESSAGE, ghosts: GhostStore | None = None
) -> web.WebSocketResponse:
    """Runs races for a page until it leaves.

    Args:
        request: that opens the WebSocket.
        plan: makes a race's plan of a start message, in the session's thread.
        longest_message: of the page's, bytes; a longer one closes the socket.
        ghosts: where the best runs are kept; None: nowhere.
    """
    return await serve_session(request, lambda send: Session(plan, send, ghosts), longest_message)
