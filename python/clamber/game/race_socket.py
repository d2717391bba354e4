"""The /race WebSocket: one page, one session."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSMsgType, web

from clamber.assets import content
from clamber.assets.fields import AssetError
from clamber.assets.loading import load_course
from clamber.game.application import CATALOG, GHOSTS, SESSIONS
from clamber.game.ghosts import GhostStore
from clamber.game.outbox import Outbox
from clamber.game.race import RacePlan, plan_race
from clamber.game.requests import Start
from clamber.game.session import Planner, Session

#: Longest message that a page may send, bytes.
LONGEST_MESSAGE = 64 * 1024
#: Simulations that run at the same time at most, in all pages together.
MOST_SESSIONS = 6


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
        return plan_race(start.course, course, start.seed, start.difficulty, start.lanes, entrants, start.countdown)

    return await serve_race(request, plan, ghosts=request.app[GHOSTS])


async def serve_race(
    request: web.Request, plan: Planner, longest_message: int = LONGEST_MESSAGE, ghosts: GhostStore | None = None
) -> web.WebSocketResponse:
    """Runs a session for a page until it leaves.

    Args:
        request: that opens the WebSocket.
        plan: makes a race's plan of a start message, in the session's thread.
        longest_message: of the page's, bytes; a longer one closes the socket.
        ghosts: where the best runs are kept; None: nowhere.
    """
    socket = web.WebSocketResponse(max_msg_size=longest_message, heartbeat=90.0)
    await socket.prepare(request)
    sessions = request.app[SESSIONS]
    if len(sessions) >= MOST_SESSIONS:
        await socket.send_json(
            {"type": "error", "message": f"{MOST_SESSIONS} races are open already; close another page first"}
        )
        await socket.close()
        return socket
    outbox = Outbox(socket)
    session = Session(plan, outbox.send, ghosts)
    sessions.add(socket)
    delivery = asyncio.create_task(outbox.deliver())
    try:
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                session.receive(message.data)
            elif message.type == WSMsgType.BINARY:
                await socket.send_json({"type": "error", "message": "message: a text is needed, not bytes"})
    finally:
        session.close()
        delivery.cancel()
        sessions.discard(socket)
        await asyncio.gather(delivery, asyncio.to_thread(session.join), return_exceptions=True)
    return socket
