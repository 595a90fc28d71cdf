"""A direct message that says how far long work is, and in the end what came of it."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from slack_sdk.errors import SlackApiError

from bot.requests.request import Request
from bot.runtime.clock import monotonic
from bot.slack import blocks
from bot.slack.api_errors import reason
from bot.slack.words import Mrkdwn
from models.errors import Absent

PAUSE = 2.0  # seconds between two updates: Slack takes about one a second
SoFar = Callable[[int], Mrkdwn]


class Progress:
    """The message about one piece of work. To call it from any thread shows how far that is.

    `so_far` says that, and `preview` is the text of the message once it is done: neither names anybody. Work in `async
    with` that fails leaves `stopped` there, and whoever started it is told by the error why.
    """

    def __init__(
        self, request: Request, channel: str, ts: str, so_far: SoFar, preview: Mrkdwn, stopped: Mrkdwn
    ) -> None:
        self._request = request
        self._so_far = so_far
        self._preview = preview
        self._stopped = stopped
        self._channel = channel
        self._ts = ts
        self._loop = asyncio.get_running_loop()
        self._shown_at = monotonic()
        self._updates: set[asyncio.Task[None]] = set()

    @classmethod
    async def begin(cls, request: Request, so_far: SoFar, preview: Mrkdwn, stopped: Mrkdwn) -> "Progress":
        """Post the message to the person who asked."""
        room = (await request.client.conversations_open(users=[str(request.actor.slack_id)]))["channel"]["id"]
        posted = await request.client.chat_postMessage(channel=room, text=so_far(0))
        return cls(request, room, str(posted["ts"]), so_far, preview, stopped)

    @classmethod
    def of(cls, request: Request, so_far: SoFar, preview: Mrkdwn, stopped: Mrkdwn) -> "Progress":
        """Return the message in which somebody pressed. Raises Absent for a press anywhere else."""
        match request.body.get("container"):
            case {"channel_id": str(channel), "message_ts": str(ts)}:
                return cls(request, channel, ts, so_far, preview, stopped)
        raise Absent

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            await self.end([blocks.section(self._stopped)])

    def __call__(self, done: int) -> None:
        """Show how much is done, but not more often than Slack likes."""
        if monotonic() - self._shown_at >= PAUSE:
            self._shown_at = monotonic()
            self._loop.call_soon_threadsafe(partial(self._begin_update, done))

    async def end(self, shown: Sequence[blocks.Block]) -> None:
        """Show what came of it."""
        await asyncio.gather(*self._updates, return_exceptions=True)
        await self._put(self._preview, shown)

    async def show(self, done: int) -> None:
        """Show how much is done, in the place of what stood there, such as a button."""
        text = self._so_far(done)
        await self._put(text, [blocks.section(text)])

    async def _put(self, text: str, shown: Sequence[blocks.Block]) -> None:
        """Update the message; if somebody has deleted it, go on in a new one."""
        client, channel, drawn = self._request.client, self._channel, list(shown)
        try:
            await client.chat_update(channel=channel, ts=self._ts, text=text, blocks=drawn)
        except SlackApiError as refused:
            if reason(refused) != "message_not_found":
                raise
            self._ts = str((await client.chat_postMessage(channel=channel, text=text, blocks=drawn))["ts"])

    def _begin_update(self, done: int) -> None:
        task = asyncio.create_task(self.show(done))
        self._updates.add(task)
        task.add_done_callback(self._updates.discard)
