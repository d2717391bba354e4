"""``clamber play``: serves the game to a browser on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import webbrowser
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from clamber.evaluation.brain import BrainError
from clamber.game import brain_upload, content_routes, designer, page, race_socket, theatre
from clamber.game.application import CATALOG, GHOSTS, SESSIONS, Sessions
from clamber.game.catalog import Catalog
from clamber.game.data_folder import data_folder
from clamber.game.ghosts import GhostStore
from clamber.game.guard import guard

#: Whose routes the server has, in order; the page's files come last.
MODULES = (content_routes, brain_upload, race_socket, designer, theatre, page)
#: Largest body of a request, bytes.
LARGEST_BODY = 32 * 1024 * 1024


def make_app(ghosts: GhostStore | None = None) -> web.Application:
    """The application with all its routes; ``ghosts`` is where the best runs are kept, None: nowhere."""
    app = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
    app[CATALOG], app[GHOSTS] = Catalog(), ghosts
    app[SESSIONS] = Sessions()
    for module in MODULES:
        module.routes(app)
    app.on_shutdown.append(_close_sockets)
    return app


async def _close_sockets(app: web.Application) -> None:
    for socket in list(app[SESSIONS].sockets):
        await socket.close(code=1001, message=b"the server stops")


def play(port: int, browser: bool, task: str = "", brain: str = "") -> None:
    """Serves the game until Ctrl-C.

    Args:
        port: on 127.0.0.1; 0: any that is free.
        browser: whether to open one.
        task: that the page begins with; empty: none.
        brain: that the page begins with, by name or as a file; empty: none.

    Raises:
        ValueError: one line: there is no such task or brain, it does not fit, or the port is taken.
    """
    app = make_app(GhostStore(data_folder() / "ghosts"))
    try:
        chosen = choose(app, task, brain)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(app, port, browser, chosen))
    finally:
        app[brain_upload.FOLDER].cleanup()


def choose(app: web.Application, task: str, brain: str) -> dict[str, str]:
    """What the page begins with, as its address says it; a brain's file is taken in.

    Raises:
        ValueError: one line: there is no such task or brain, or the brain does not fit the task.
    """
    sizes = brain_upload.sizes_of(task, task) if task else []
    if not brain:
        return {"task": task} if task else {}
    if brain.endswith(".onnx"):
        path = Path(brain)
        if not path.is_file():
            raise BrainError(f"{brain}: no such brain file")
        own = [one for one in app[CATALOG].brains() if one.path.resolve() == path.resolve()]
        folder, name = Path(app[brain_upload.FOLDER].name), brain_upload.name_of(path.name)
        found = own[0] if own else brain_upload.take_in(app[CATALOG], folder, name, path.read_bytes(), task)
    else:
        found = app[CATALOG].brain(brain)
    if not task and not found.task:
        raise BrainError(f"{found.path.name}: says no task that there is; choose one that it fits with --task")
    if task and task != found.task:
        brain_upload.check_apart(found.path, sizes)
    if not found.task:
        # A page is offered brains by their tasks.
        found = app[CATALOG].add_brain(replace(found, task=task))
    return {"task": task or found.task, "brain": found.name}


async def _serve(app: web.Application, port: int, browser: bool, chosen: dict[str, str]) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError as error:
            raise ValueError(f"port: {port} cannot be used ({error.strerror}); choose another, or 0") from None
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/" + (f"?{urlencode(chosen)}" if chosen else "")
        print(f"Clamber: {address}   (Ctrl-C stops it)", flush=True)
        if page.not_built():
            print(page.not_built(), flush=True)
        elif browser:
            await asyncio.to_thread(webbrowser.open, address)
        await stopped.wait()
    finally:
        await runner.cleanup()
