"""The /theatre WebSocket: one page watches one or two brains; see theatre_requests and theatre_messages."""

from __future__ import annotations

from aiohttp import web

from clamber.game.application import CATALOG
from clamber.game.session_socket import serve_session
from clamber.game.theatre_session import TheatreSession


def routes(app: web.Application) -> None:
    """Registers /theatre."""
    app.router.add_get("/theatre", theatre_socket)


async def theatre_socket(request: web.Request) -> web.WebSocketResponse:
    """Runs a session for a page until it leaves."""
    catalog = request.app[CATALOG]
    return await serve_session(request, lambda send: TheatreSession(catalog, send))
