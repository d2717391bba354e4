"""A WebSocket behind which a simulation runs: one page, one session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from clamber.game.application import SESSIONS
from clamber.game.outbox import Outbox, Send

#: Longest message that a page may send, bytes.
LONGEST_MESSAGE = 64 * 1024
#: Simulations that run at the same time at most, in all pages together.
MOST_SESSIONS = 6


class LiveSession(Protocol):
    """What simulates for a page, in a thread of its own."""

    def receive(self, text: str) -> None:
        """Takes a message of the page; never waits."""

    def close(self) -> None:
        """Asks the thread to end; never waits."""

    def join(self) -> None:
        """Waits until the thread has ended."""


async def serve_session(
    request: web.Request, begin: Callable[[Send], LiveSession], longest_message: int = LONGEST_MESSAGE
) -> web.WebSocketResponse:
    """Runs a session for a page until it leaves, unless too many run already.

    Args:
        request: that opens the WebSocket.
        begin: makes the session, of what it sends its messages with.
        longest_message: of the page's, bytes; a longer one closes the socket.
    """
    socket = web.WebSocketResponse(max_msg_size=longest_message, heartbeat=90.0)
    await socket.prepare(request)
    sessions = request.app[SESSIONS]
    if len(sessions) >= MOST_SESSIONS:
        full = f"{MOST_SESSIONS} simulations are open already; close another page first"
        # As the reason of closing: a page that is told nothing else says it once.
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=full.encode())
        return socket
    outbox = Outbox(socket)
    session = begin(outbox.send)
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
