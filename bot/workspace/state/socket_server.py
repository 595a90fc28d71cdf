"""Socket Mode: tickets, connections, and envelopes that are sent again until the app acknowledges them."""

import asyncio
import logging
import random
import secrets
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from bot.workspace.state.faults import Faults
from bot.workspace.types import Json

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 10
MOST_ATTEMPTS = 4
PING_EVERY = 10.0


class NotAnsweredError(Exception):
    """The app has no connection, or has not acknowledged in time."""


@dataclass(eq=False)
class Connection:
    """A connection of the app. A `silenced` one looks alive and receives nothing, as happens with real Slack."""

    socket: web.WebSocketResponse
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    silenced: bool = False
    pongs: bool = True

    async def send(self, message: Json) -> None:
        if self.silenced or self.socket.closed:
            return
        try:
            await self.socket.send_str(orjson.dumps(message).decode())
        except ConnectionError:
            self.gone.set()

    async def close(self) -> None:
        await self.socket.close()

    def is_sent_again(self, kind: str) -> bool:  # noqa: ARG002 - a socket makes no difference
        """Return whether Slack sends a request of this kind again that was not acknowledged."""
        return True


@dataclass(eq=False)
class Envelope:
    """A payload on its way to the app, until it is acknowledged or given up."""

    type: str
    payload: Json
    accepts_response: bool
    answer: asyncio.Future[Json | None]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempt: int = 0
    reason: str = ""

    def wire(self) -> Json:
        message: Json = {
            "envelope_id": self.id,
            "type": self.type,
            "payload": self.payload,
            "accepts_response_payload": self.accepts_response,
        }
        if self.type == "events_api" or self.attempt:
            message |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return message


class Link:
    """The link between the workspace and the app: its connections and the envelopes on their way."""

    def __init__(self, patience: float, faults: Faults, app_id: str) -> None:
        self.patience = patience
        self.app_id = app_id
        self.connections: list[Connection] = []
        self.unacked: dict[str, Envelope] = {}
        self._faults = faults
        self._tickets: set[str] = set()
        self._connected = asyncio.Event()
        self._joining = 0
        self._tasks: set[asyncio.Task[None]] = set()
        faults.on_drop = self.drop
        faults.on_silence = self.silence

    def issue_ticket(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self.connections) >= MOST_CONNECTIONS:
            return web.Response(status=408 if ticket in self._tickets else 404)
        self._tickets.discard(ticket)
        connection = await self._welcome(request)
        pinging = asyncio.create_task(_ping(connection))
        try:
            await self._listen(connection)
        finally:
            pinging.cancel()
            self._forget(connection)
        return connection.socket

    async def _welcome(self, request: web.Request) -> Connection:
        self._joining += 1
        try:
            socket = web.WebSocketResponse(autoping=False)
            await socket.prepare(request)
            connection = Connection(socket)
            await connection.send(self._hello())
        finally:
            self._joining -= 1
        self.join(connection)
        return connection

    def join(self, connection: Connection) -> None:
        """Send to this connection, too, from now on."""
        self.connections.append(connection)
        self._connected.set()

    async def send(self, kind: str, payload: Json) -> Json | None:
        """Deliver a payload and return that of the ack. Raises NotAnsweredError after `patience` seconds.

        The payload is sent again after that, as Slack does.
        """
        if not self.connections and not self._joining:
            raise NotAnsweredError
        try:
            return await asyncio.wait_for(asyncio.shield(self.post(kind, payload)), self.patience)
        except TimeoutError:
            raise NotAnsweredError from None

    def post(self, kind: str, payload: Json) -> asyncio.Future[Json | None]:
        """Deliver a payload, to the next connection if there is none yet. The future holds the ack's payload."""
        envelope = Envelope(kind, payload, kind != "events_api", asyncio.get_running_loop().create_future())
        self.unacked[envelope.id] = envelope
        self._begin(self._carry(envelope))
        return envelope.answer

    async def reconnected(self) -> None:
        """Wait until an app is connected."""
        await self._connected.wait()

    def drop(self, reason: str = "") -> None:
        for connection in list(self.connections):
            self._begin(self._disconnect(connection, reason))

    def silence(self, pongs: bool = False) -> None:
        for connection in self.connections:
            connection.silenced, connection.pongs = True, pongs

    async def stop(self) -> None:
        for connection in list(self.connections):
            await self._disconnect(connection, "")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.unacked.clear()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.PING and (connection.pongs or not connection.silenced):
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._hear(message.data)

    def _hear(self, text: str) -> None:
        try:
            answer = orjson.loads(text)
            self.acknowledge(answer.get("envelope_id"), answer.get("payload"))
        except (orjson.JSONDecodeError, AttributeError):
            log.warning("the app sent something over the socket that is no acknowledgement")

    def acknowledge(self, envelope_id: str, payload: Json | None) -> None:
        """Note that the app has acknowledged an envelope, with this answer."""
        envelope = self.unacked.pop(envelope_id, None)
        if envelope and not envelope.answer.done():
            envelope.answer.set_result(payload if envelope.accepts_response else None)

    def refuse(self, envelope_id: str) -> None:
        """Note that the app has answered with an error: whoever waits for a gesture's answer need not wait longer."""
        envelope = self.unacked.get(envelope_id)
        if envelope and envelope.accepts_response and not envelope.answer.done():
            envelope.answer.set_exception(NotAnsweredError())

    async def _carry(self, envelope: Envelope) -> None:
        try:
            for attempt in range(MOST_ATTEMPTS):
                envelope.attempt = attempt
                connection = await self._deliver(envelope)
                if attempt == 0 and self._faults.redeliver_everything:
                    envelope.attempt, envelope.reason = 1, "timeout"
                    await self._deliver(envelope)
                envelope.reason = await self._acknowledged_or_why_not(envelope, connection)
                if not envelope.reason or not connection.is_sent_again(envelope.type):
                    return
        finally:
            self.unacked.pop(envelope.id, None)

    async def _acknowledged_or_why_not(self, envelope: Envelope, connection: Connection) -> str:
        gone: asyncio.Future[Any] = asyncio.ensure_future(connection.gone.wait())
        answer: asyncio.Future[Any] = envelope.answer
        try:
            await asyncio.wait({answer, gone}, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        if envelope.answer.done():
            return ""
        return "connection_failed" if connection.gone.is_set() else "timeout"

    async def _deliver(self, envelope: Envelope) -> Connection:
        await self.reconnected()
        connection = random.choice(self.connections)  # noqa: S311 -- Slack promises no order either
        await connection.send(envelope.wire())
        return connection

    async def _disconnect(self, connection: Connection, reason: str) -> None:
        if reason:
            await connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}})
        if reason == "warning":
            return
        self._forget(connection)
        await connection.close()

    def _forget(self, connection: Connection) -> None:
        connection.gone.set()
        if connection in self.connections:
            self.connections.remove(connection)
        if not self.connections:
            self._connected.clear()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _ping(connection: Connection) -> None:
    while not connection.gone.is_set():
        await asyncio.sleep(PING_EVERY)
        if not connection.silenced:
            await connection.socket.ping(b"Ping from applink-local")
