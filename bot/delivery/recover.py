"""Recovery: looks in Slack for posts whose outcome is unknown, and settles them."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.runtime.clock import real_now
from bot.runtime.desk import Desk
from bot.slack.api_errors import FAILURES, reason
from bot.slack.pagination import pages
from models.change import Change
from models.outbox import queue
from models.outbox.lost import Stale, put_off, settle_stale
from models.outbox.lost import stale as stale_messages
from models.tables.message import HOME

log = logging.getLogger(__name__)

# A request is given up after 10 s (bot/app.py): until then it may be in flight, and a search would not find the post.
GRACE = timedelta(seconds=15)
LOOKS = 5
HISTORY_PAGES = 10
# Slack's clock and ours may differ. A post cannot be older than its message in the outbox.
SKEW = timedelta(minutes=10)


class Recovery:
    """Settles messages that were claimed longer ago than `grace` and never settled."""

    def __init__(self, desk: Desk, client: AsyncWebClient, grace: timedelta = GRACE) -> None:
        self._desk = desk
        self._client = client
        self._grace = grace

    async def look(self) -> bool:
        """Look for each lost message once. Returns whether there were any, since they may have to be sent again."""
        stale = await self._desk.read(stale_messages, real_now() - self._grace)
        for lost in stale:
            try:
                await self._find(lost)
            except FAILURES as failed:
                log.warning("a message cannot be looked for: %s", reason(failed))
                await self._desk.change(settle_stale, lost, _give_up_in_the_end, real_now())
        return bool(stale)

    async def _find(self, lost: Stale) -> None:
        if lost.ts is not None or lost.kind == HOME:  # repeating an update does no harm
            await self._desk.change(settle_stale, lost, queue.settle_later)
            return
        found = await self._in_history(lost)
        if found is not None:
            await self._desk.change(settle_stale, lost, queue.settle_sent, found, None, real_now())
        else:
            await self._desk.change(settle_stale, lost, queue.settle_lost)

    async def _in_history(self, lost: Stale) -> str | None:
        async for page in self._history(lost):
            for message in page["messages"]:
                if message.get("metadata", {}).get("event_payload", {}).get("key") == lost.id:
                    return str(message["ts"])
        return None

    def _history(self, lost: Stale) -> AsyncIterator[AsyncSlackResponse]:
        asked = {"oldest": str((lost.added_at - SKEW).timestamp()), "limit": 200, "include_all_metadata": True}
        if lost.thread_ts is None:
            return pages(self._client.conversations_history, HISTORY_PAGES, channel=lost.room, **asked)
        thread = {"channel": lost.room, "ts": lost.thread_ts}
        return pages(self._client.conversations_replies, HISTORY_PAGES, **thread, **asked)


def _give_up_in_the_end(change: Change, message_id: str, now: datetime) -> None:
    if put_off(change, message_id, now) >= LOOKS:
        queue.settle_unknown(change, message_id)
