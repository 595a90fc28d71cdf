"""Recovery: looks in Slack for posts whose outcome is unknown, and settles them."""

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.runtime.clock import monotonic, real_now
from bot.runtime.desk import Desk
from bot.slack.api_errors import FAILURES, is_unknown, never_went, reason
from bot.slack.pagination import pages
from models.change import Change
from models.outbox import settle
from models.outbox.lost import Stale, count_look, put_off, settle_stale
from models.outbox.lost import stale as stale_messages
from models.outbox.queue import TROUBLE, Claimed
from models.outbox.restored import Restored, restored
from models.outbox.undelivered import settle_found, settle_missing
from models.tables.message import HOME

log = logging.getLogger(__name__)

# A claim is posted within 14 s or not at all (bot/delivery/send.py), and Slack has been seen to land a post some time
# after the request was given up. Until then a search would not find the post, and it would be posted twice.
LANDS_WITHIN = timedelta(seconds=30)
GRACE = timedelta(seconds=60)
# After so many looks in vain the Heads are told; from then on it is looked for once a minute, however long it takes.
LOOKS = 5
LOOK_AGAIN = timedelta(seconds=60)
HISTORY_PAGES = 10
# Slack's clock and ours may differ. A post cannot be older than its message in the outbox.
SKEW = timedelta(minutes=10)
# For this long after a start, what is posted for the first time is looked for in Slack first: somebody may have put a
# backup back by hand. After `restore`, which says so in the database, it is looked for as long as slots are caught up.
SETTLED_WITHIN = 900.0
# What a restored database says again was said within a day: it is late by then, and not said at all.
RESTORED = timedelta(days=1)


class Recovery:
    """Settles messages that were claimed longer ago than `grace` and never settled."""

    def __init__(self, desk: Desk, client: AsyncWebClient, grace: timedelta = GRACE) -> None:
        self._desk = desk
        self._client = client
        self._grace = grace
        self._settled_at = monotonic() + SETTLED_WITHIN
        self._restored: Restored | None = None

    async def look(self) -> bool:
        """Look for each lost message once. Returns whether there were any, since they may have to be sent again."""
        now = real_now()
        stale = await self._desk.read(stale_messages, now - self._grace, now - max(self._grace, LOOK_AGAIN))
        for lost in stale:
            try:
                await self._find(lost)
            except FAILURES as failed:
                log.warning("a message cannot be looked for: %s", reason(failed))
                # What did not reach Slack at all says nothing of the message: it is asked again, and not counted.
                vain = put_off if never_went(failed) else _tell_in_the_end
                await self._desk.change(settle_stale, lost, vain, real_now())
        return bool(stale)

    async def _find(self, lost: Stale) -> None:
        if lost.ts is not None or lost.kind == HOME:  # repeating an update does no harm
            await self._desk.change(settle_stale, lost, settle.later)
            return
        found = await self._in_history(lost, {"key": lost.id}, lost.added_at - SKEW)
        if found is not None:
            await self._desk.change(settle_stale, lost, settle_found, found, real_now())
        else:
            await self._desk.change(settle_stale, lost, settle_missing)

    async def learn_of_restore(self) -> bool:
        """Learn whether the database was put back from a backup in the last days."""
        self._restored = await self._desk.read(restored)
        return self._restored is not None

    async def posted_before(self, claimed: Claimed) -> str | None:
        """Return where a message stands in Slack that this database does not know of, as after a restore.

        What waited when the backup was made stands there by its id; what was made anew since then by its mark.
        """
        if not self._may_stand(claimed):
            return None
        oldest = claimed.added_at - RESTORED
        oldest = min(oldest, self._restored.unknown_since - SKEW) if self._restored else oldest
        said = {"key": claimed.id} | ({"mark": claimed.mark} if claimed.mark else {})
        try:
            return await self._in_history(claimed, said, oldest)
        except SlackApiError as refused:
            if never_went(refused) or is_unknown(refused):
                raise
            return None  # there is no such thread or history to have posted it in

    def _may_stand(self, claimed: Claimed) -> bool:
        if claimed.ts or claimed.kind in (HOME, TROUBLE):
            return False
        if self._restored and claimed.added_at <= self._restored.at:
            return True
        return bool(claimed.mark) and (self._restored is not None or monotonic() < self._settled_at)

    async def _in_history(self, lost: Stale | Claimed, said: Mapping[str, str], oldest: datetime) -> str | None:
        async for page in self._history(lost, oldest):
            for message in page["messages"]:
                if said.items() & message.get("metadata", {}).get("event_payload", {}).items():
                    return str(message["ts"])
        return None

    def _history(self, lost: Stale | Claimed, oldest: datetime) -> AsyncIterator[AsyncSlackResponse]:
        asked = {"oldest": str(oldest.timestamp()), "limit": 200, "include_all_metadata": True}
        if lost.thread_ts is None:
            return pages(self._client.conversations_history, HISTORY_PAGES, channel=lost.room, **asked)
        thread = {"channel": lost.room, "ts": lost.thread_ts}
        return pages(self._client.conversations_replies, HISTORY_PAGES, **thread, **asked)


def _tell_in_the_end(change: Change, message_id: str, now: datetime) -> None:
    if count_look(change, message_id, now) >= LOOKS:
        settle.unknown(change, message_id)
