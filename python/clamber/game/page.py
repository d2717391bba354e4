"""The page itself: the files that the build made."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

#: Where ``npm run build`` puts the page.
STATIC = Path(__file__).resolve().parent / "static"

_NOT_BUILT = "The page is not built yet: run `make play`, or `npm ci && npm run build` in python/clamber/game/web.\n"


def not_built() -> str:
    """What to do about a page that is not there, in one line; empty if it is."""
    return "" if (STATIC / "index.html").is_file() else _NOT_BUILT.strip()


def routes(app: web.Application) -> None:
    """Registers / and every file of the build below it; last, for it takes every path that is left."""
    app.router.add_get("/{path:.*}", file_route)


async def file_route(request: web.Request) -> web.StreamResponse:
    """A file of the page."""
    path = request.match_info["path"] or "index.html"
    if not_built():
        raise web.HTTPNotFound(text=_NOT_BUILT)
    target = _file(path)
    if target is None:
        raise web.HTTPNotFound(text=f"{path}: there is no such file\n")
    return web.FileResponse(target)


def _file(path: str) -> Path | None:
    """The file of the build at a path; None where there is none."""
    try:
        target = (STATIC / path).resolve()
        return target if target.is_relative_to(STATIC.resolve()) and target.is_file() else None
    except (ValueError, OSError):
        return None  # a path that no file can have: a zero byte in it, or a name that is too long
