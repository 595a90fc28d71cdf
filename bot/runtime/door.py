"""The door by which Slack comes to the bot, over HTTP and behind a proxy, where the bot does not join by a socket."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.config import DOOR_PATH
from bot.runtime.server import listening

# A view has 250 kB at most, and the letters typed into it come on top; each can take three bytes more once encoded.
LARGEST_BODY = 2 * 1024 * 1024
WITHIN = 3.0  # seconds: after that Slack no longer waits, whether it sends or is answered
SIGNATURE, STAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"
# What else comes in headers is not signed, and can be anybody's: Bolt would run parts of a listener for one of them.
_READ = ("Content-Type", SIGNATURE, STAMP)
_STAMP = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Door:
    """Where Slack's requests arrive on this machine, and the secret with which Slack signs them."""

    signing_secret: str = field(repr=False)
    host: str
    port: int


@asynccontextmanager
async def opened(app: AsyncApp, door: Door) -> AsyncIterator[Callable[[], bool]]:
    """Let Slack in while the context lasts; what is yielded says whether the door is open. Raises CannotStart."""

    async def answer(request: web.Request) -> web.Response:
        if not _can_be_compared(request):
            return web.Response(status=401)
        try:
            async with asyncio.timeout(WITHIN):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if (read := parse(body, request)) is None:
            return web.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(read))

    server = web.Application(client_max_size=LARGEST_BODY)
    server.add_routes([web.post(DOOR_PATH, answer)])
    async with listening(server, door.host, door.port, "PORT", WITHIN):
        yield lambda: True


def _can_be_compared(request: web.Request) -> bool:
    """Return whether time and signature can be such: Bolt refuses wrong ones, and stumbles over what is neither.

    Without them Bolt answers nothing but Slack's look at the certificate, which is not signed.
    """
    stamp, signature = request.headers.get(STAMP, "0"), request.headers.get(SIGNATURE, "")
    return _STAMP.fullmatch(stamp) is not None and signature.isascii()


def parse(body: bytes, request: web.Request) -> AsyncBoltRequest | None:
    """Return a request as Bolt takes it, not verified yet; None if it cannot be one of Slack's."""
    headers: dict[str, str | Sequence[str]] = {name: request.headers[name] for name in _READ if name in request.headers}
    try:
        read = AsyncBoltRequest(body=body.decode(), headers=headers)
    except (ValueError, TypeError, AttributeError, RecursionError):  # not UTF-8, not JSON, or JSON of another shape
        return None
    return read if read.body else None
