"""What the game's routes share."""

from __future__ import annotations

from aiohttp import web

from clamber.game.catalog import Catalog
from clamber.game.ghosts import GhostStore


class Sessions:
    """The sockets with a simulation of their own."""

    def __init__(self) -> None:
        """None yet."""
        self.sockets: set[web.WebSocketResponse] = set()

    def __len__(self) -> int:
        return len(self.sockets)

    def add(self, socket: web.WebSocketResponse) -> None:
        """Counts one in."""
        self.sockets.add(socket)

    def discard(self, socket: web.WebSocketResponse) -> None:
        """Counts one out."""
        self.sockets.discard(socket)


#: What there is to race with.
CATALOG = web.AppKey("catalog", Catalog)
#: Who watches one; closed when the server stops.
SESSIONS = web.AppKey("sessions", Sessions)
#: Where the best runs are kept, or nowhere.
GHOSTS: web.AppKey[GhostStore | None] = web.AppKey("ghosts")
