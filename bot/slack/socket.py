"""The socket that joins the bot to Slack, and the watch that replaces it when it is cut or hears nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

log = logging.getLogger(__name__)

# Slack pings every few seconds. Connections have been seen that answered our pings and were sent nothing for ever;
# Slack's own client for Node gives up after 30 seconds (@slack/socket-mode, serverPingTimeout).
SILENCE = 30.0
PING_EVERY = 5.0
MOST_PATIENCE = 32  # times SILENCE: a quarter of an hour
LAST_ANSWERS = 3.0


class WatchedConnection(ClientWebSocketResponse):
    """A connection that knows when Slack last sent something of its own accord, which a pong is not."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.heard_at = asyncio.get_running_loop().time()
        self.was_pinged = False

    async def receive(self, timeout: float | None = None) -> WSMessage:  # noqa: ASYNC109 - aiohttp's signature
        """Return the next message, and note the time if Slack sent it of its own accord."""
        message = await super().receive(timeout)
        if message.type in (WSMsgType.TEXT, WSMsgType.PING):
            self.heard_at = asyncio.get_running_loop().time()
            self.was_pinged = self.was_pinged or message.type is WSMsgType.PING
        return message

    @property
    def silent_for(self) -> float:
        """For how many seconds Slack has sent nothing."""
        return asyncio.get_running_loop().time() - self.heard_at


class Socket(AsyncSocketModeHandler):
    """Bolt's handler, which also knows the requests that it has not answered yet."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token, ping_interval=PING_EVERY)
        self._unanswered: set[asyncio.Task[Any]] = set()

    async def handle(  # type: ignore[override] # Bolt's own narrows it too
        self, client: SocketModeClient, req: SocketModeRequest
    ) -> None:
        """Answer one request, which is known as unanswered until then."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs is in a task
        self._unanswered.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._unanswered.discard(task)

    async def finish(self) -> None:
        """Wait until all requests are answered, at most for LAST_ANSWERS: after that Slack no longer waits for them."""
        if self._unanswered:
            await asyncio.wait(self._unanswered, timeout=LAST_ANSWERS)


@asynccontextmanager
async def connected(app: AsyncApp, app_token: str) -> AsyncIterator[Callable[[], bool]]:
    """Join the bot to Slack by a socket while the context lasts; what is yielded says whether the socket is open.

    Raises SlackApiError if Slack refuses the token.
    """
    socket = Socket(app, app_token)
    client = socket.client
    await client.aiohttp_client_session.close()
    # Closed here, too: slack_sdk leaves it open if it is cancelled while it still takes leave of Slack.
    async with ClientSession(ws_response_class=WatchedConnection) as client.aiohttp_client_session:
        watching = asyncio.create_task(watch(client))
        try:
            client.wss_uri = await client.issue_new_wss_url()  # `connect` would try a wrong token for ever
            await client.connect()  # type: ignore[no-untyped-call] # slack_sdk has no types here
            yield lambda: client.current_session is not None and not client.current_session.closed
            await socket.finish()
        finally:
            watching.cancel()
            await client.close()  # type: ignore[no-untyped-call] # slack_sdk has no types here


async def watch(client: SocketModeClient) -> None:
    """Close a connection that has fallen silent: slack_sdk replaces a closed one, and tries until it can.

    Not every server pings. Where none is heard on one connection after the other, each is given twice the time.
    """
    patience = 1
    while True:
        await asyncio.sleep(PING_EVERY)
        connection = client.current_session
        if not isinstance(connection, WatchedConnection) or connection.closed:
            client.wss_uri = None  # an address works once, and slack_sdk would try the old one for ever
        elif connection.was_pinged and patience > 1:
            patience = 1
        elif connection.silent_for > SILENCE * patience:
            log.warning("the socket was silent for too long, and is replaced")
            patience = 1 if connection.was_pinged else min(2 * patience, MOST_PATIENCE)
            await connection.close()
