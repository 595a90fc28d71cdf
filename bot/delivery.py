"""Delivery: claims a message, renders it, posts or updates it in Slack, settles. Nothing else starts a conversation."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import blocks
from bot.capability import Builder
from bot.clock import monotonic, real_now
from bot.desk import Desk, NotSaved
from models import outbox
from models.change import HOME, Change
from models.message import Message
from models.outbox import CHANNEL, Claimed, NeedsRoom, Post, Stale

log = logging.getLogger(__name__)

EVENT = "halfterm"
SENDERS = 3
# Slack takes a post a second in a channel (docs.slack.dev, rate limits).
PACE = 1.0
# A message that waits for its hour, or for its recipient's pace, is nobody's news.
LOOK_EVERY = 1.0
# A request is given up after 10 s (bot.app): until then it may still be in flight, and asking finds nothing.
GRACE = timedelta(seconds=15)
LOOKS = 5
HISTORY_PAGES = 10
# "internal_error" and the like are unknown outcomes: the post may stand (docs.slack.dev, chat.postMessage, errors).
UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
PASSING = frozenset({"ratelimited", "rate_limited"})
GONE = frozenset({"message_not_found"})
UNCHANGEABLE = frozenset({"cant_update_message", "edit_window_closed"})


class Delivery:
    """Sends what the database wants said; `wake()` after a commit, `run()` for as long as the bot lives."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        builders: Mapping[str, Builder],
        me: str,
        *,
        grace: float = GRACE.total_seconds(),
        pace: float = PACE,
    ) -> None:
        self._desk = desk
        self._client = client
        self._builders = builders
        self._me = me
        self._grace = timedelta(seconds=grace)
        self._pace = pace
        self._working = 0
        self._busy: set[str] = set()
        self._held: dict[str, float] = {}
        self._news = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._looked = 0.0

    def wake(self) -> None:
        """Something may have to be said."""
        self._news.set()

    @property
    def is_busy(self) -> bool:
        """Whether anything is on its way, or may be."""
        return self._news.is_set() or self._working > 0

    async def run(self) -> None:
        """Deliver until cancelled; what goes wrong is logged and tried again."""
        async with asyncio.TaskGroup() as senders:
            for _ in range(SENDERS):
                senders.create_task(self._send_forever())

    async def _send_forever(self) -> None:
        while True:
            # Cleared before looking: news that comes while nothing is found is not lost.
            self._news.clear()
            self._working += 1
            try:
                await self._look_for_stale()
                sent = await self._send_next()
            except NotSaved:
                log.warning("the database is busy: delivery waits")
                sent = False
            finally:
                self._working -= 1
            if not sent:
                await self._wait_for_news()

    async def _wait_for_news(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._news.wait()

    async def _send_next(self) -> bool:
        async with self._claiming:
            claimed = await self._desk.change(outbox.claim, self._render, self._not_now(), real_now())
            if isinstance(claimed, Claimed):
                self._busy.add(claimed.recipient)
        if claimed is None:
            return False
        if isinstance(claimed, NeedsRoom):
            await self._open_room(claimed)
            return True
        try:
            self._desk.probe("claimed")
            await self._send(claimed)
        finally:
            self._busy.discard(claimed.recipient)
        return True

    def _not_now(self) -> frozenset[str]:
        held = {recipient for recipient, until in self._held.items() if until > monotonic()}
        return frozenset(self._busy | held)

    def _render(self, change: Change, message: Message) -> Post | None:
        return self._builders[message.kind](change, self._desk.words, message)

    async def _open_room(self, needed: NeedsRoom) -> None:
        try:
            answer = await self._client.conversations_open(users=[needed.slack_id])
        except (SlackApiError, ClientError, TimeoutError) as failed:
            self._hold(needed.staff_id, _retry_after(failed))
            log.warning("a direct message cannot be opened: %s", _reason(failed))
        else:
            await self._desk.change(outbox.keep_room, needed.staff_id, answer["channel"]["id"])

    async def _send(self, claimed: Claimed) -> None:
        try:
            problem = await self._room_problem(claimed) if claimed.recipient == CHANNEL else None
            if problem is not None:
                await self._desk.change(outbox.settle_refused, claimed.id, problem)
                return
            ts = await self._put(claimed)
        except SlackApiError as refused:
            await self._settle_error(claimed, refused)
        except (ClientError, TimeoutError, OSError) as lost:
            # It may stand in Slack or not: left as claimed, to be looked for once it can no longer be in flight.
            log.warning("a reply from Slack was lost: %s", type(lost).__name__)
            self._hold(claimed.recipient, 1.0)
        else:
            self._desk.probe("posted")
            await self._desk.change(outbox.settle_sent, claimed.id, ts, claimed.post.fingerprint, real_now())
            self._desk.probe("settled")
            self._hold(claimed.recipient, self._pace)

    async def _put(self, claimed: Claimed) -> str:
        post = claimed.post
        if claimed.kind == HOME:
            await self._client.views_publish(user_id=claimed.room, view=blocks.home(post.blocks))
            return HOME
        metadata = {"event_type": EVENT, "event_payload": {"key": claimed.id}}
        if claimed.ts is not None:
            await self._client.chat_update(
                channel=claimed.room, ts=claimed.ts, text=post.text, blocks=post.blocks, metadata=metadata
            )
            return claimed.ts
        answer = await self._client.chat_postMessage(
            channel=claimed.room,
            text=post.text,
            blocks=post.blocks,
            thread_ts=claimed.thread_ts,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            link_names=False,
        )
        return str(answer["ts"])

    async def _room_problem(self, claimed: Claimed) -> str | None:
        info = (await self._client.conversations_info(channel=claimed.room))["channel"]
        problem = room_problem(info)
        if problem is not None:
            return problem
        members = await members_of(self._client, claimed.room)
        return None if members <= claimed.staff | {self._me} else "strangers_in_channel"

    async def _settle_error(self, claimed: Claimed, refused: SlackApiError) -> None:
        reason = _reason(refused)
        if refused.response.status_code == 429 or reason in PASSING:
            self._hold(claimed.recipient, _retry_after(refused))
            await self._desk.change(outbox.settle_later, claimed.id)
        elif refused.response.status_code >= 500 or reason in UNKNOWN:
            log.warning("Slack does not say whether a message was posted: %s", reason)
            self._hold(claimed.recipient, 1.0)
        elif claimed.ts is not None and reason in GONE:
            await self._desk.change(outbox.settle_lost, claimed.id)
        elif claimed.ts is not None and reason in UNCHANGEABLE:
            await self._desk.change(outbox.settle_sent, claimed.id, claimed.ts, None, real_now())
        else:
            log.error("Slack refused a message: %s", reason)
            await self._desk.change(outbox.settle_refused, claimed.id, reason[:80])

    async def _look_for_stale(self) -> None:
        if self._looked + LOOK_EVERY > monotonic():
            return
        self._looked = monotonic()
        for claimed in await self._desk.read(outbox.stale, real_now() - self._grace):
            try:
                await self._find(claimed)
            except (SlackApiError, ClientError, TimeoutError, OSError) as failed:
                log.warning("a message cannot be looked for: %s", _reason(failed))
                if await self._desk.change(outbox.put_off, claimed.id, real_now()) >= LOOKS:
                    await self._desk.change(outbox.settle_unknown, claimed.id)

    async def _find(self, claimed: Stale) -> None:
        if claimed.ts is not None or claimed.kind == HOME:  # what is written over can be written again
            await self._desk.change(outbox.settle_later, claimed.id)
            return
        found = await self._in_history(claimed)
        if found is not None:
            await self._desk.change(outbox.settle_sent, claimed.id, found, None, real_now())
        else:
            await self._desk.change(outbox.settle_lost, claimed.id)

    async def _in_history(self, claimed: Stale) -> str | None:
        since = str((claimed.at - timedelta(minutes=1)).timestamp())
        cursor = ""
        for _ in range(HISTORY_PAGES):
            page = await self._history(claimed, since, cursor)
            for message in page["messages"]:
                if message.get("metadata", {}).get("event_payload", {}).get("key") == claimed.id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise TimeoutError("too much has been said since")

    async def _history(self, claimed: Stale, since: str, cursor: str) -> AsyncSlackResponse:
        if claimed.thread_ts is None:
            return await self._client.conversations_history(
                channel=claimed.room, oldest=since, cursor=cursor, limit=200, include_all_metadata=True
            )
        return await self._client.conversations_replies(
            channel=claimed.room,
            ts=claimed.thread_ts,
            oldest=since,
            cursor=cursor,
            limit=200,
            include_all_metadata=True,
        )

    def _hold(self, recipient: str, seconds: float) -> None:
        self._held[recipient] = monotonic() + seconds


def room_problem(info: Mapping[str, Any]) -> str | None:
    """Why pupils may not be written about in this channel (its conversations.info); None where they may."""
    if info.get("is_archived"):
        return "is_archived"
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared") or info.get("is_org_shared"):
        return "shared_channel"
    # An id's first letter proves nothing; is_private does.
    return None if info.get("is_private") and not info.get("is_mpim") and not info.get("is_im") else "public_channel"


async def members_of(client: AsyncWebClient, room: str) -> set[str]:
    """The Slack ids of everybody in the channel."""
    members: set[str] = set()
    cursor = ""
    while True:
        page = await client.conversations_members(channel=room, limit=1000, cursor=cursor)
        members |= set(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return members


def _reason(failed: BaseException) -> str:
    return (
        str(failed.response.get("error") or "unknown") if isinstance(failed, SlackApiError) else type(failed).__name__
    )


def _retry_after(failed: BaseException) -> float:
    if not isinstance(failed, SlackApiError):
        return 5.0
    return float(failed.response.headers.get("Retry-After", 30))
