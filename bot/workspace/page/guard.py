"""The guard that keeps the page to the person at this machine: loopback names, one origin, a token, a strict policy."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import hdrs, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TOKEN_HEADER = "X-Page-Token"  # noqa: S105 - the name of a header, not a secret
PROTOCOL = "workspace.page"
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """A guard around handlers. Its token lasts as long as the workspace runs; then the page must be loaded again."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)

    def open(self, handler: Handler) -> Handler:
        """Guard the page itself and its files, which need no token, since the page brings the token."""
        return self._wrap(handler, self._check_host)

    def call(self, handler: Handler) -> Handler:
        """Guard a call of the page, which needs the token and, unless it is a GET, the page's own origin."""
        return self._wrap(handler, self._check_call)

    def socket(self, handler: Handler) -> Handler:
        """Guard the page's WebSocket, which needs the token and the page's own origin."""
        return self._wrap(handler, self._check_socket)

    def _wrap(self, handler: Handler, check: Callable[[web.Request], None]) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                check(request)
                response = await handler(request)
            except web.HTTPException as refusal:
                refusal.headers.update(HEADERS)
                raise
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return guarded

    def _check_host(self, request: web.Request) -> None:
        # A foreign name that was made to point at 127.0.0.1 (DNS rebinding) still shows in the Host header.
        if _hostname(request.headers.get(hdrs.HOST, "")) not in LOOPBACK:
            raise web.HTTPForbidden(text="This page answers only to 127.0.0.1 and localhost.")

    def _check_call(self, request: web.Request) -> None:
        self._check_host(request)
        if request.method != hdrs.METH_GET:
            self._check_origin(request)
        self._check_token(request.headers.get(TOKEN_HEADER, ""))

    def _check_socket(self, request: web.Request) -> None:
        # A browser's WebSocket cannot send headers of our own, so the token comes as its second subprotocol.
        self._check_host(request)
        self._check_origin(request)
        offered = [part.strip() for part in request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")]
        self._check_token(offered[1] if len(offered) == 2 and offered[0] == PROTOCOL else "")

    def _check_origin(self, request: web.Request) -> None:
        if request.headers.get(hdrs.ORIGIN) != f"http://{request.headers.get(hdrs.HOST)}":
            raise web.HTTPForbidden(text="That came from another page.")

    def _check_token(self, given: str) -> None:
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise web.HTTPForbidden(text="The workspace has been restarted: reload the page.")


def _hostname(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname if not parts.username and parts.netloc == host and parts.port != 0 else None
    except ValueError:
        return None
