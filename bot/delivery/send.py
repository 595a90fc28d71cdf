"""Delivery: claims a message from the outbox, renders it, posts or updates it in Slack, and settles it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.recover import GRACE, Recovery
from bot.delivery.room import problem_of_room
from bot.requests.menus import with_block_ids
from bot.runtime.clock import monotonic, real_now
from bot.runtime.desk import Desk, MaybeSaved, NotSaved
from bot.slack import blocks
from bot.slack.api_errors import (
    FAILURES,
    SHUT_OUT,
    is_shut_out,
    is_unknown,
    never_went,
    reason,
    refused_at,
    retry_after,
)
from bot.slack.charts import drawable
from models.change import Change, Read
from models.outbox import queue, settle
from models.outbox.queue import Claimed, NeedsRoom, Post
from models.tables.message import HOME, Message

log = logging.getLogger(__name__)

EVENT = "halfterm"
SENDERS = 3
# Slack takes a post a second in a channel (docs.slack.dev, rate limits).
PACE = 1.0
# Slack limits updates by method alone, to 50 a minute and in bursts, so a live digest can follow without delay.
UPDATES_FOR_A_POST = 5
LOOK_EVERY, TICK = 1.0, 0.01
# Together shorter than the grace after which a claim counts as lost (bot/delivery/recover.py). A claim that is older
# than FRESH, as where the process was frozen, is put back.
ROOM_WITHIN, FRESH, PUT_WITHIN = 4.0, 6.0, 10.0
GONE = frozenset({"message_not_found"})
UNDRAWABLE = frozenset({"invalid_blocks", "invalid_arguments"})
UNCHANGEABLE = frozenset({"cant_update_message", "edit_window_closed"})


class Delivery:
    """Sends the messages of the outbox: call `wake()` after a commit, and `run()` for as long as the bot lives."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        render: Callable[[Read, Message], Post | None],
        me: str,
        news: asyncio.Event,
        *,
        grace: float = GRACE.total_seconds(),
        pace: float = PACE,
    ) -> None:
        """Send through `client`, as the bot user `me`. `news` is set after a commit that leaves something to send."""
        self._desk = desk
        self._client = client
        self._renderer = render
        self._me = me
        self._lost = Recovery(desk, client, timedelta(seconds=grace))
        self._pace = pace
        self._working = 0
        self._busy: set[str] = set()
        self._held: dict[str, float] = {}
        self._news = news
        self._claiming = asyncio.Lock()

    def wake(self) -> None:
        """Let the senders look for messages to send."""
        self._news.set()

    @property
    def is_busy(self) -> bool:
        """Whether a message is on its way, or may be."""
        return self._news.is_set() or self._working > 0

    async def run(self) -> None:
        """Deliver until cancelled, beginning with messages left from before. Errors are logged and tried again."""
        await self._try(lambda: self._desk.change(queue.resume_shut_out, SHUT_OUT))
        await self._try(self._lost.learn_of_restore)
        self.wake()
        async with asyncio.TaskGroup() as senders:
            for _ in range(SENDERS):
                senders.create_task(self._send_forever())
            senders.create_task(self._look_forever())

    async def _send_forever(self) -> None:
        while True:
            await self._news.wait()
            if await self._try(self._send_next):
                self.wake()  # the recipient has room for the next

    async def _look_forever(self) -> None:
        # For messages that no commit announces: those that wait for their hour, a recipient's pace or a lost reply.
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if await self._try(self._lost.look) or await self._try(self._anything_waits):
                self.wake()

    async def _try(self, step: Callable[[], Awaitable[bool]]) -> bool:
        self._working += 1
        try:
            return await step()
        except (NotSaved, MaybeSaved):
            log.warning("the database is busy or lost: delivery waits")
        except Exception as failed:
            log.exception("delivery stumbled", exc_info=failed)
        finally:
            self._working -= 1
        return False

    async def _anything_waits(self) -> bool:
        return await self._desk.look_up(queue.anything_waits, self._not_now())

    async def _send_next(self) -> bool:
        async with self._claiming:
            if not self._news.is_set():
                return False  # another sender has looked since
            self._news.clear()  # before looking, so that no news is lost
            if not await self._anything_waits():
                return False
            busy = self._not_now()
            begun = monotonic()
            # Ask the time inside the change, which may have waited for its turn.
            claimed = await self._desk.change(lambda change: queue.claim(change, self._render, busy, real_now()))
            if claimed is None:
                return False
            self._busy.add(claimed.recipient)
            self.wake()  # there may be more, for another sender
        try:
            if isinstance(claimed, NeedsRoom):
                await self._open_room(claimed)
            else:
                self._desk.probe("claimed")
                await self._send(claimed, begun)
        finally:
            self._busy.discard(claimed.recipient)
        return True

    def _not_now(self) -> frozenset[str]:
        held = {recipient for recipient, until in self._held.items() if until > monotonic()}
        return frozenset(self._busy | held)

    def _render(self, change: Change, message: Message) -> Post | None:
        try:
            return self._renderer(change, message)
        except Exception as failed:
            log.exception("a message of kind %s cannot be rendered", message.kind)
            raise queue.CannotRender from failed

    async def _open_room(self, needed: NeedsRoom) -> None:
        try:
            answer = await self._client.conversations_open(users=[needed.slack_id])
        except FAILURES as failed:
            log.warning("a direct message cannot be opened: %s", reason(failed))
            if never_went(failed) or is_unknown(failed):
                self._hold(needed.recipient, retry_after(failed))
            else:
                await self._desk.change(settle.refused, needed.id, reason(failed)[:80])
        else:
            await self._desk.change(queue.keep_room, needed.recipient, answer["channel"]["id"])

    async def _send(self, claimed: Claimed, begun: float) -> None:
        try:
            async with asyncio.timeout(ROOM_WITHIN):
                problem = await problem_of_room(self._client, claimed, self._me)
                stands = await self._lost.posted_before(claimed) if problem is None else None
        except FAILURES as failed:
            await self._settle_failure(claimed, failed, was_sent=False)
            return
        if problem is not None:
            await self._desk.change(settle.refused, claimed.id, problem)
            return
        if stands is not None:
            await self._desk.change(settle.sent, claimed.id, stands, None, real_now())
            return
        self._desk.probe("to be posted")
        if monotonic() - begun > FRESH:
            log.warning("a claim has grown old before its message was posted, and is put back")
            await self._desk.change(settle.unsent, claimed)
            return
        try:
            async with asyncio.timeout(PUT_WITHIN):
                ts = await self._put(claimed)
        except FAILURES as failed:
            await self._settle_failure(claimed, failed, was_sent=True)
        else:
            self._desk.probe("posted")
            await self._desk.change(settle.sent, claimed.id, ts, claimed.post.fingerprint, real_now())
            self._desk.probe("settled")
            self._hold(claimed.recipient, self._pace if claimed.ts is None else self._pace / UPDATES_FOR_A_POST)

    async def _put(self, claimed: Claimed) -> str:
        *richer, plainest = (replace(claimed.post, blocks=shown) for shown in drawable(claimed.post.blocks))
        for post in richer:
            try:
                return await self._put_post(claimed, post)
            except SlackApiError as refused:
                if reason(refused) not in UNDRAWABLE:
                    raise
                # Slack has posted nothing: send it again without what this Slack cannot draw.
                log.warning("Slack does not draw all of a message of kind %s: %s", claimed.kind, refused_at(refused))
        return await self._put_post(claimed, plainest)

    async def _put_post(self, claimed: Claimed, post: Post) -> str:
        shown = with_block_ids(post.blocks)
        if claimed.kind == HOME:
            await self._client.views_publish(user_id=claimed.room, view=blocks.home(shown))
            return HOME
        metadata = {"event_type": EVENT, "event_payload": {"key": claimed.id, "mark": claimed.mark}}
        if claimed.ts is not None:
            await self._client.chat_update(
                channel=claimed.room, ts=claimed.ts, text=post.text, blocks=shown, metadata=metadata
            )
            return claimed.ts
        answer = await self._client.chat_postMessage(
            channel=claimed.room,
            text=post.text,
            blocks=shown,
            thread_ts=claimed.thread_ts,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            link_names=False,
        )
        return str(answer["ts"])

    async def _settle_failure(self, claimed: Claimed, failed: BaseException, *, was_sent: bool) -> None:
        why = reason(failed)
        if never_went(failed) or (not was_sent and is_unknown(failed)):
            log.log(logging.ERROR if is_shut_out(failed) else logging.WARNING, "a message waits: %s", why)
            self._hold(claimed.recipient, retry_after(failed))
            await self._desk.change(settle.later, claimed.id)
        elif is_unknown(failed):
            # It stays claimed: recovery looks for the post once it can no longer be in flight.
            log.warning("it is not known whether a message was posted: %s", why)
            self._hold(claimed.recipient, LOOK_EVERY)
        elif claimed.ts is not None and why in GONE:
            await self._desk.change(settle.gone, claimed.id)
        elif claimed.ts is not None and why in UNCHANGEABLE:
            await self._desk.change(settle.sent, claimed.id, claimed.ts, None, real_now())
        else:
            problem = ":".join(filter(None, (why, refused_at(failed))))
            log.error("Slack refused a message of kind %s: %s", claimed.kind, problem)
            await self._desk.change(settle.refused, claimed.id, problem[:80])

    def _hold(self, recipient: str, seconds: float) -> None:
        self._held[recipient] = monotonic() + seconds
        # Wake the senders when the hold ends: the regular look would come up to a second later.
        asyncio.get_running_loop().call_later(seconds + TICK, self.wake)
