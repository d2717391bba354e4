"""Lets nobody in but pages of this very server: other sites open in the same browser can reach 127.0.0.1, too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

#: Names under which a page on this machine reaches the server.
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_SAFE_METHODS = ("GET", "HEAD")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _allowed_hosts(request: web.Request) -> set[str]:
    """"127.0.0.1:8000" and the like, for the port that the request came in by."""
    transport = request.transport
    port = transport.get_extra_info("sockname")[1] if transport is not None else 0
    return {f"{host}:{port}" for host in HOSTS} | (set(HOSTS) if port == 80 else set())


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses requests to another Host, and those of other sites but for links; no other page shows this one in it."""
    hosts = _allowed_hosts(request)
    if request.headers.get("Host", "") not in hosts:
        raise web.HTTPForbidden(text=f"Host: {request.headers.get('Host', 'nothing')} is not allowed\n")
    socket = "websocket" in request.headers.get("Upgrade", "").lower()
    origin = request.headers.get("Origin")
    needed = socket or request.method not in _SAFE_METHODS or origin is not None
    if needed and origin not in {f"http://{host}" for host in hosts}:
        raise web.HTTPForbidden(text=f"Origin: {origin or 'nothing'} is not allowed\n")
    # Pictures, scripts and frames of other sites, or of another port, come without an Origin; a link that somebody
    # follows is let in.
    site = request.headers.get("Sec-Fetch-Site", "none")
    mode, goal = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest", "document")
    link = (mode, goal) == ("navigate", "document") and not request.path.startswith("/api/")
    if site not in ("same-origin", "none") and not link:
        raise web.HTTPForbidden(text=f"Sec-Fetch-Site: {site} is not allowed\n")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")  # a page around ours could lead its clicks
    return response
