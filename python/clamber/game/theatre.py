"""The /theatre WebSocket: one page watches one or two brains; see theatre_requests and theatre_messages."""

from __future__ import annotations

import asyncio

from aiohttp import WSMsgType, web

from clamber.game.application import CATALOG, SESSIONS
from clamber.game.outbox import Outbox
from clamber.game.race_socket import LONGEST_MESSAGE, MOST_SESSIONS
from clamber.game.theatre_session import TheatreSession


def routes(app: web.Application) -> None:
    """Registers /theatre."""
    app.router.add_get("/theatre", theatre_socket)


async def theatre_socket(request: web.Request) -> web.WebSocketResponse:
    """Runs a session for a page until it leaves."""
    socket = web.WebSocketResponse(max_msg_size=LONGEST_MESSAGE, heartbeat=90.0)
    await socket.prepare(request)
    sessions = request.app[SESSIONS]
    if len(sessions) >= MOST_SESSIONS:
        full = f"{MOST_SESSIONS} simulations are open already; close another page first"
        await socket.send_json({"type": "error", "message": full})
        await socket.close()
        return socket
    outbox = Outbox(socket)
    session = TheatreSession(request.app[CATALOG], outbox.send)
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
