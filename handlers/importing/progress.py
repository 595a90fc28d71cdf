"""A direct message that says how far an import is, and in the end what came of it."""

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.requests.request import Request
from bot.runtime.clock import monotonic
from bot.slack import blocks
from models.errors import Absent

PAUSE = 2.0  # seconds between two updates: Slack takes about one a second


class Progress:
    """The message of one import. To call it from any thread shows how many rows were read."""

    def __init__(self, request: Request, channel: str, ts: str) -> None:
        self._request = request
        self._channel = channel
        self._ts = ts
        self._loop = asyncio.get_running_loop()
        self._shown_at = monotonic()
        self._updates: set[asyncio.Task[None]] = set()

    @classmethod
    async def begin(cls, request: Request) -> "Progress":
        """Post the message to the person who asked."""
        room = (await request.client.conversations_open(users=[str(request.actor.slack_id)]))["channel"]["id"]
        text = request.words("importing/files.checking", rows=0)
        posted = await request.client.chat_postMessage(channel=room, text=text)
        return cls(request, room, str(posted["ts"]))

    @classmethod
    def of(cls, request: Request) -> "Progress":
        """Return the message in which somebody pressed. Raises Absent for a press anywhere else."""
        match request.body.get("container"):
            case {"channel_id": str(channel), "message_ts": str(ts)}:
                return cls(request, channel, ts)
        raise Absent

    def __call__(self, rows: int) -> None:
        """Show how many rows have been read, but not more often than Slack likes."""
        if monotonic() - self._shown_at >= PAUSE:
            self._shown_at = monotonic()
            self._loop.call_soon_threadsafe(partial(self._begin_update, rows))

    async def end(self, shown: Sequence[blocks.Block]) -> None:
        """Show what came of it."""
        await asyncio.gather(*self._updates, return_exceptions=True)
        text = self._request.words("importing/files.preview")
        await self._request.client.chat_update(channel=self._channel, ts=self._ts, text=text, blocks=list(shown))

    async def show(self, rows: int) -> None:
        """Show that files are being checked, in the place of what stood there, such as a button."""
        text = self._request.words("importing/files.checking", rows=rows)
        shown = [blocks.section(text)]
        await self._request.client.chat_update(channel=self._channel, ts=self._ts, text=text, blocks=shown)

    def _begin_update(self, rows: int) -> None:
        task = asyncio.create_task(self.show(rows))
        self._updates.add(task)
        task.add_done_callback(self._updates.discard)
