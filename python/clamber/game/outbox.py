"""What waits to be sent to a page: texts all, states only as long as they are fresh."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from aiohttp import web

#: Takes a message for the page: JSON text, or a state. Called from a session's thread.
Send = Callable[[str | bytes], None]
#: States that wait at most; a page that reads slower misses some.
MOST_STATES = 10
#: Texts that wait at most; what comes after them is lost to a page that reads none.
MOST_TEXTS = 2000


class Outbox:
    """Fills from any thread, is emptied into a WebSocket by one task."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        """For an open socket, inside its event loop."""
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[str | bytes] = deque()
        self._states = 0
        self._ready = asyncio.Event()

    def send(self, message: str | bytes) -> None:
        """Takes a message, from any thread; never waits."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            if self._states >= MOST_STATES:
                self._waiting.remove(next(one for one in self._waiting if isinstance(one, bytes)))
                self._states -= 1
            self._states += 1
        elif len(self._waiting) - self._states >= MOST_TEXTS:
            return
        self._waiting.append(message)
        self._ready.set()

    async def deliver(self) -> None:
        """Sends what there is, until the socket closes or the task is cancelled."""
        while not self._socket.closed:
            await self._ready.wait()
            self._ready.clear()
            while self._waiting:
                message = self._waiting.popleft()
                try:
                    if isinstance(message, bytes):
                        self._states -= 1
                        await self._socket.send_bytes(message)
                    else:
                        await self._socket.send_str(message)
                except (ConnectionError, RuntimeError):
                    return  # the page has left
