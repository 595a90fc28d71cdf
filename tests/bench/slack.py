"""Slack as the bench plays it: an API that says yes, two doors for commands, and a watch on when each form arrives."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout, web

IDENTITY = {"team_id": "T1", "team": "School", "user_id": "UBOT", "user": "halfterm", "bot_id": "B1", "url": "x"}
YES = {"ok": True, "view": {"id": "V1", "hash": "1.a"}, "ts": "1.1", "channel": "C1", **IDENTITY}
PATIENCE, JOINING = 60.0, 300.0  # a machine that is busy starts a bot slowly
LATE = 3.0

Door = Callable[[dict[str, str]], Awaitable[bool]]


@dataclass(frozen=True)
class Taken:
    """Seconds from a command until it was answered, and until its form stood; None where it never did."""

    answered: float | None
    shown: float | None

    @property
    def is_late(self) -> bool:
        """Whether the trigger had expired."""
        return self.shown is None or self.shown > LATE


class Slack:
    """What a bot calls and is called by; `seconds` is how long the API takes to answer."""

    def __init__(self) -> None:
        self.api = ""
        self.seconds = 0.0
        self._numbers = itertools.count()
        self._shown: dict[str, asyncio.Future[float]] = {}
        self._answers: dict[str, asyncio.Future[bool]] = {}
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._joined = asyncio.Condition()
        self._http = ClientSession(timeout=ClientTimeout(total=PATIENCE))

    async def _user(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "user": {"id": request.query["user"], "team_id": IDENTITY["team_id"]}})

    async def _method(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.match_info["method"] == "views.open":
            shown = self._shown.get(orjson.loads(body)["trigger_id"])
            if shown and not shown.done():
                shown.set_result(perf_counter())
            await asyncio.sleep(self.seconds)
        token = request.headers["Authorization"].removeprefix("Bearer ")
        answer = YES | {"url": f"{self.api.replace('http', 'ws').replace('/api/', '/socket')}/{token}"}
        return web.Response(body=orjson.dumps(answer), content_type="application/json")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async with self._joined:
            self._sockets[request.match_info["token"]] = socket
            self._joined.notify_all()
        pinging = asyncio.create_task(_ping(socket))
        async for message in socket:
            answered = self._answers.pop(orjson.loads(message.data).get("envelope_id"), None)
            if answered and not answered.done():
                answered.set_result(True)
        pinging.cancel()
        return socket

    async def by_socket(self, token: str) -> Door:
        """Return the door of the bot that joins with this token, once it has joined; it may join again."""
        async with self._joined:
            await asyncio.wait_for(self._joined.wait_for(lambda: token in self._sockets), JOINING)

        async def send(body: dict[str, str]) -> bool:
            envelope = {"envelope_id": body["trigger_id"], "type": "slash_commands", "accepts_response_payload": True}
            answered = self._answers[body["trigger_id"]] = asyncio.get_running_loop().create_future()
            await self._sockets[token].send_str(orjson.dumps(envelope | {"payload": body}).decode())
            return await asyncio.wait_for(answered, PATIENCE)

        return send

    async def by_http(self, port: int) -> Door:
        """Return the door of the bot that listens on this port, as soon as it does."""
        for _ in range(100):
            if await _listens(port):
                break
            await asyncio.sleep(0.1)

        async def send(body: dict[str, str]) -> bool:
            try:
                async with self._http.post(f"http://127.0.0.1:{port}/slack/events", data=body) as answer:
                    return answer.status == 200
            except (ClientError, TimeoutError):
                return False

        return send

    async def command(self, door: Door) -> Taken:
        """Type /refer, and wait for the answer and the form."""
        body = a_command(f"{next(self._numbers)}.x")
        shown = self._shown[body["trigger_id"]] = asyncio.get_running_loop().create_future()
        began = perf_counter()
        answered = perf_counter() - began if await door(body) else None
        try:
            return Taken(answered, await asyncio.wait_for(shown, LATE if answered is None else PATIENCE) - began)
        except TimeoutError:
            return Taken(answered, None)
        finally:
            del self._shown[body["trigger_id"]]

    async def at_once(self, door: Door, commands: int, people: int) -> Sequence[Taken]:
        """So many commands by so many people, each of whom types the next when the last is done."""
        turns = asyncio.Semaphore(people)

        async def one() -> Taken:
            async with turns:
                return await self.command(door)

        return await asyncio.gather(*(one() for _ in range(commands)))

    async def steadily(self, door: Door, commands: int, a_second: float) -> Sequence[Taken]:
        """So many commands, each at its time, however the others fare."""
        began = asyncio.get_running_loop().time()
        tasks = []
        for number in range(commands):
            await asyncio.sleep(began + number / a_second - asyncio.get_running_loop().time())
            tasks.append(asyncio.create_task(self.command(door)))
        return await asyncio.gather(*tasks)


def a_command(trigger_id: str) -> dict[str, str]:
    """/refer, as Slack would send it."""
    return {
        "command": "/refer",
        "text": "",
        "team_id": "T1",
        "user_id": "UANN",
        "user_name": "ann",
        "channel_id": "C1",
        "trigger_id": trigger_id,
        "response_url": "http://127.0.0.1/x",
        "api_app_id": "A1",
    }


async def _ping(socket: web.WebSocketResponse) -> None:
    """As Slack does; a bot that hears nothing for long takes the connection for dead."""
    while not socket.closed:
        await socket.ping()
        await asyncio.sleep(10)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def opened(port: int) -> AsyncIterator[Slack]:
    """Slack at this port."""
    slack = Slack()
    slack.api = f"http://127.0.0.1:{port}/api/"
    app = web.Application()
    app.router.add_get("/api/users.info", slack._user)
    app.router.add_post("/api/{method}", slack._method)
    app.router.add_get("/socket/{token}", slack._socket)
    served = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await served.setup()
    await web.TCPSite(served, "127.0.0.1", port, backlog=1000).start()
    try:
        yield slack
    finally:
        await slack._http.close()
        await served.cleanup()
