"""What the game's routes share."""

from __future__ import annotations

from aiohttp import web

from clamber.game.catalog import Catalog

#: What there is to race with.
CATALOG = web.AppKey("catalog", Catalog)
#: The sockets with a simulation of their own; closed when the server stops.
SESSIONS = web.AppKey("sessions", set[web.WebSocketResponse])
