"""response_url: takes five answers within thirty minutes, shown to the person who clicked unless told otherwise."""

import logging
import time

import orjson
from aiohttp import web

from bot.workspace.server.arguments import truth
from bot.workspace.state import posts
from bot.workspace.state.core import Core
from bot.workspace.state.store import Post, ResponseUrl
from bot.workspace.types import Json, SlackError

log = logging.getLogger(__name__)

MOST_USES = 5
LIFETIME = 30 * 60
GONE = ("expired_url", "used_url")


async def serve(core: Core, request: web.Request) -> web.Response:
    known = core.store.response_urls.get(request.match_info["key"])
    try:
        message = orjson.loads(await request.read())
        answer(core, known, message)
    except (SlackError, orjson.JSONDecodeError) as refusal:
        code = refusal.code if isinstance(refusal, SlackError) else "invalid_payload"
        log.warning("an answer to a response_url was refused: %s", code)
        return web.json_response({"ok": False, "error": code}, status=404 if code in GONE else 200)
    return web.Response(text="ok")


def answer(core: Core, known: ResponseUrl | None, message: Json) -> None:
    """Post an answer, or change or delete the original. Raises SlackError for an address that is used up or too old."""
    if known is None or known.uses >= MOST_USES or time.monotonic() - known.opened_at > LIFETIME:
        raise SlackError("expired_url" if known is None or known.uses < MOST_USES else "used_url")
    known.uses += 1
    source = _source(core, known)
    if truth(message.get("delete_original")) and source:
        posts.remove(core, source)
    elif truth(message.get("replace_original")) and source:
        posts.replace(core, source, message)
    else:
        aloud = message.get("response_type") == "in_channel"
        posts.from_app(core, core.rooms[known.channel], message, None if aloud else known.user)


def _source(core: Core, known: ResponseUrl) -> Post | None:
    return core.store.posts[known.channel].get(known.message_ts) if known.message_ts else None
