"""``clamber play``: serves the game to a browser on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import webbrowser
from urllib.parse import urlencode

from aiohttp import web

from clamber.game import content_routes, designer, page, race_socket, theatre
from clamber.game.application import CATALOG, SESSIONS, Sessions
from clamber.game.catalog import Catalog
from clamber.game.guard import guard

#: Whose routes the server has, in order; the page's files come last.
MODULES = (content_routes, race_socket, designer, theatre, page)
#: Largest body of a request, bytes.
LARGEST_BODY = 32 * 1024 * 1024


def make_app(catalog: Catalog | None = None) -> web.Application:
    """The application with all its routes."""
    app = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
    app[CATALOG] = catalog or Catalog()
    app[SESSIONS] = Sessions()
    for module in MODULES:
        module.routes(app)
    app.on_shutdown.append(_close_sockets)
    return app


async def _close_sockets(app: web.Application) -> None:
    for socket in list(app[SESSIONS].sockets):
        await socket.close(code=1001, message=b"the server stops")


def play(port: int, browser: bool, chosen: dict[str, str]) -> None:
    """Serves the game until Ctrl-C.

    Args:
        port: on 127.0.0.1; 0: any that is free.
        browser: whether to open one.
        chosen: what the page begins with ("task", "brain").

    Raises:
        OSError: the port is taken.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, browser, chosen))


async def _serve(port: int, browser: bool, chosen: dict[str, str]) -> None:
    runner = web.AppRunner(make_app(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/" + (f"?{urlencode(chosen)}" if chosen else "")
        print(f"Clamber: {address}   (Ctrl-C stops it)", flush=True)
        if page.not_built():
            print(page.not_built(), flush=True)
        elif browser:
            await asyncio.to_thread(webbrowser.open, address)
        await stopped.wait()
    finally:
        await runner.cleanup()
