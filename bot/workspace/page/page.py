"""The workspace in a browser: one page, its files, what a person sees, and gestures as small JSON calls."""

import asyncio
import html
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from bot.workspace.page.guard import HEADERS, PROTOCOL, Guard
from bot.workspace.page.screen import screen
from bot.workspace.person.client_api import Hands
from bot.workspace.types import Json, Outcome, Place, SlackError

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
HEARTBEAT = 20.0  # seconds between pings, so that a page whose workspace died notices
FAREWELL = 1.0  # seconds that a page has to answer when the stream closes

Gesture = Callable[[str, Json], Awaitable[Any]]


def attach(app: web.Application, workspace: Hands) -> None:
    """Serve the page of `workspace` at the root of `app`; its open streams end when the app shuts down."""
    page = Page(workspace)
    app.add_routes(page.routes())
    app.on_shutdown.append(page.hang_up)


class Page:
    """The page of a workspace: its routes, and the streams of the browsers that show it."""

    def __init__(self, workspace: Hands) -> None:
        self._workspace = workspace
        self._guard = Guard()
        self._streams: set[web.WebSocketResponse] = set()
        self._bells: set[Callable[[str | None], None]] = set()
        self._moving: str | None = None
        self._files = {path.name: path for path in STATIC.iterdir() if path.suffix in TYPES}
        self._gestures: dict[str, Gesture] = {
            "command": self._command,
            "shortcut": self._shortcut,
            "act": self._act,
            "suggest": self._suggest,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "post": self._post,
            "read": self._read,
            "move": self._move,
        }

    def routes(self) -> list[web.RouteDef]:
        guard = self._guard
        return [
            web.get("/", guard.open(self._index)),
            web.get("/static/{name}", guard.open(self._static)),
            web.get("/page/screen", guard.call(self._screen)),
            web.get("/page/file", guard.call(self._file)),
            web.get("/page/stream", guard.socket(self._stream)),
            web.post("/page/upload", guard.call(self._upload)),
            web.post("/page/{gesture}", guard.call(self._gesture)),
        ]

    async def hang_up(self, _: web.Application) -> None:
        """Close every open stream, when the server stops."""
        for stream in list(self._streams):
            await stream.close(code=1001)

    async def _index(self, _: web.Request) -> web.Response:
        text = (STATIC / "index.html").read_text(encoding="utf-8")
        first = next((person.id for person in self._workspace.people.values() if not person.is_bot), "")
        filled = text.replace("{{token}}", html.escape(self._guard.token)).replace("{{user}}", html.escape(first))
        return web.Response(text=filled, content_type="text/html")

    async def _static(self, request: web.Request) -> web.Response:
        # Only files found at the start are served: nothing in the address is ever turned into a path.
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8")

    async def _screen(self, request: web.Request) -> web.Response:
        user, room = request.query.get("user", ""), request.query.get("room", "")
        if user not in self._workspace.people:
            raise web.HTTPNotFound(text="Nobody here has that id.")
        return _json(screen(self._workspace, user, room, self._moving))

    async def _file(self, request: web.Request) -> web.Response:
        user, file = request.query.get("user", ""), self._workspace.store.files.get(request.query.get("id", ""))
        room = self._workspace.rooms.get(file.channel or "") if file else None
        if file is None or file.deleted or room is None or user not in room.members:
            raise web.HTTPNotFound(text="There is no such file here.")
        return web.Response(body=file.content, headers={"Content-Disposition": "attachment"})

    async def _upload(self, request: web.Request) -> web.Response:
        user, name = request.query.get("user", ""), request.query.get("name", "")
        if user not in self._workspace.people or not name:
            raise web.HTTPNotFound(text="Nobody here has that id.")
        return _json({"ok": True, "id": self._workspace.upload(user, name, await request.read())})

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        """Tell a page only that something changed. The page then asks for its screen, so a lost line does no harm."""
        user = request.query.get("user", "")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=FAREWELL, protocols=(PROTOCOL,))
        socket.headers.update(HEADERS)
        changed = asyncio.Event()

        def ring(whose: str | None) -> None:
            if whose in (None, user):
                changed.set()

        stop = self._workspace.watch(ring)
        self._bells.add(ring)
        try:
            await socket.prepare(request)  # listening already, as the page may ask for its screen at once
            self._streams.add(socket)
            await _tell_until_closed(socket, changed)
        finally:
            stop()
            self._bells.discard(ring)
            self._streams.discard(socket)
        return socket

    async def _gesture(self, request: web.Request) -> web.Response:
        gesture = self._gestures.get(request.match_info["gesture"])
        if gesture is None:
            raise web.HTTPNotFound
        try:
            sent = orjson.loads(await request.read())
            user = sent["user"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise web.HTTPBadRequest(text="Not a gesture.") from None
        if user not in self._workspace.people:
            raise web.HTTPNotFound(text="Nobody here has that id.")
        try:
            return _json(await gesture(user, sent))
        except (LookupError, SlackError):
            # The view or message was removed between drawing and clicking, or the page asked for what it may not have.
            logger.info("gesture %s met something that is not there", gesture.__name__, exc_info=True)
            return _json({"ok": False, "error": "That is no longer there.", "errors": {}})

    async def _command(self, user: str, sent: Json) -> Json:
        return _outcome(await self._workspace.command(user, sent["room"], sent["text"]))

    async def _shortcut(self, user: str, sent: Json) -> Json:
        message = (sent["room"], sent["ts"]) if "ts" in sent else None
        return _outcome(await self._workspace.shortcut(user, sent["callback_id"], message))

    async def _act(self, user: str, sent: Json) -> Json:
        place = _place(sent["place"])
        return _outcome(await self._workspace.act(user, place, sent["block_id"], sent["action_id"], sent.get("value")))

    async def _suggest(self, user: str, sent: Json) -> Json:
        place = _place(sent["place"])
        found = await self._workspace.suggest(user, place, sent["block_id"], sent["action_id"], sent["query"])
        return {"ok": True, "options": found}

    async def _fill(self, user: str, sent: Json) -> Json:
        outcome = await self._workspace.fill(
            user, sent["view_id"], sent["block_id"], sent["action_id"], sent.get("value")
        )
        return _outcome(outcome or Outcome(ok=True))

    async def _submit(self, user: str, sent: Json) -> Json:
        return _outcome(await self._workspace.submit(user, sent["view_id"]))

    async def _close(self, user: str, sent: Json) -> Json:
        return _outcome(await self._workspace.close(user, sent["view_id"], bool(sent.get("everything"))))

    async def _home(self, user: str, _: Json) -> Json:
        return _outcome(await self._workspace.open_home(user))

    async def _post(self, user: str, sent: Json) -> Json:
        return {"ok": True, "ts": await self._workspace.post(user, sent["room"], sent["text"], sent.get("thread_ts"))}

    async def _read(self, user: str, sent: Json) -> Json:
        self._workspace.mark_read(user, sent["room"])
        return {"ok": True}

    async def _move(self, _: str, sent: Json) -> Json:
        if self._moving is not None:
            return {"ok": False, "error": "The clock is already on its way."}
        move = self._workspace.moves[int(sent["index"])]
        self._set_moving(move.label)
        try:
            await move.run()
        except Exception:  # the edge of the process: whatever a move does, the page must come free again
            logger.exception("a move of the clock failed")
            return {"ok": False, "error": "The clock could not be moved. The log says why."}
        finally:
            self._set_moving(None)
        return {"ok": True}

    def _set_moving(self, label: str | None) -> None:
        self._moving = label
        for ring in list(self._bells):
            ring(None)


async def _tell_until_closed(socket: web.WebSocketResponse, changed: asyncio.Event) -> None:
    teller = asyncio.create_task(_tell(socket, changed))
    try:
        await _until_closed(socket)
    finally:
        teller.cancel()


async def _tell(socket: web.WebSocketResponse, changed: asyncio.Event) -> None:
    while not socket.closed:
        await changed.wait()
        changed.clear()
        await socket.send_str("changed")


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is WSMsgType.ERROR:
            return


def _place(sent: Json) -> Place:
    return Place(sent["kind"], sent.get("channel", ""), sent.get("ts", ""), sent.get("view_id", ""))


def _outcome(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "error": outcome.error, "errors": outcome.errors, "response": outcome.response}


def _json(answer: Json) -> web.Response:
    return web.Response(body=orjson.dumps(answer), content_type="application/json")
