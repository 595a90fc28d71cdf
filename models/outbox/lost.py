"""Messages that were claimed but never settled: finding them, and settling them by what is found in Slack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from models.change import Change, Read
from models.tables.message import HOME, Message, MessageState

PARENT = aliased(Message)
# Built once, as it runs every second.
_STALE = (
    select(
        Message.id,
        Message.kind,
        Message.room,
        Message.ts,
        PARENT.ts,
        Message.added_at,
        Message.claimed_at,
    )
    .outerjoin(PARENT, PARENT.id == Message.thread_of_id)
    .where(Message.state.in_((MessageState.SENDING, MessageState.UNKNOWN)), Message.claimed_at < bindparam("before"))
    .where(or_(Message.state == MessageState.SENDING, Message.claimed_at < bindparam("unknown_before")))
    .where(or_(Message.kind == HOME, Message.room.is_not(None)))  # without a room there is no history to ask
)


@dataclass(frozen=True)
class Stale:
    """A message whose sender was killed, or never learned whether it was posted."""

    id: str
    kind: str
    room: str
    ts: str | None
    thread_ts: str | None
    added_at: datetime
    claimed_at: datetime


def stale(read: Read, before: datetime, unknown_before: datetime | None = None) -> list[Stale]:
    """Return the messages that were claimed, or last looked for, before this time and are still not settled.

    Those that nobody could learn of are among them if that was before `unknown_before`: Slack may answer by now.
    """
    looked = {"before": before, "unknown_before": unknown_before or before}
    return [
        Stale(message_id, kind, room or "", ts, thread_ts, added_at, claimed_at)
        for message_id, kind, room, ts, thread_ts, added_at, claimed_at in read.session.execute(_STALE, looked)
        if claimed_at is not None
    ]


def settle_stale(change: Change, lost: Stale, settle: Callable[..., object], *found: object) -> None:
    """Settle a stale message by what was found in Slack, unless it was settled or claimed again meanwhile.

    Otherwise a second look, begun before the message was sent again, would have it sent once more.
    """
    message = change.get(Message, lost.id)
    if message.state in (MessageState.SENDING, MessageState.UNKNOWN) and message.claimed_at == lost.claimed_at:
        change.has_messages = True
        settle(change, lost.id, *found)


def put_off(change: Change, claimed_id: str, real_now: datetime) -> None:
    """Put off the next look for a stale message."""
    change.get(Message, claimed_id).claimed_at = real_now


def count_look(change: Change, claimed_id: str, real_now: datetime) -> int:
    """Put off the next look for a stale message. Returns how often it has been looked for in vain."""
    put_off(change, claimed_id, real_now)
    message = change.get(Message, claimed_id)
    message.looks += 1
    return message.looks
