"""The queue of messages: pending, claimed, settled, each step a short transaction that never waits for Slack."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from models.change import Change, Read
from models.permission import Role
from models.tables.message import CHANNEL, HOME, Message, MessageState
from models.tables.staff import Staff, active_staff

TROUBLE = "trouble"
TOO_LATE = "too_late"
STRANGERS = "strangers_in_channel"

_parent = aliased(Message)
# Built once, as it runs after every save.
_WAITING = (
    select(Message)
    .outerjoin(_parent, _parent.id == Message.thread_of_id)
    .where(Message.state == MessageState.PENDING)
    .where(or_(Message.not_before.is_(None), Message.not_before <= bindparam("now")))
    .where(or_(Message.thread_of_id.is_(None), _parent.ts.is_not(None)))
    .where(func.coalesce(Message.to_id, CHANNEL).not_in(bindparam("busy", expanding=True)))
    # New messages go before updates: a digest that changes often must not keep the replies in its thread waiting.
    .order_by(Message.ts.is_not(None), Message.added_at, Message.id)
    .limit(1)
)


@dataclass(frozen=True)
class Post:
    """A message as Slack takes it. `text` is the lock-screen preview, so it holds only counts and verbs."""

    text: str
    blocks: list[dict[str, Any]]

    @property
    def fingerprint(self) -> str:
        """A digest of the words, so that an update that would change nothing is not sent."""
        return hashlib.sha256(json.dumps([self.text, self.blocks], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class NeedsRoom:
    """A direct message whose conversation in Slack must be opened first."""

    id: str
    recipient: str
    slack_id: str


@dataclass(frozen=True)
class Claimed:
    """A message that this process, and no other, is sending now."""

    id: str
    kind: str
    recipient: str
    room: str
    ts: str | None
    thread_ts: str | None
    post: Post
    staff: frozenset[str]
    at: datetime
    mark: str
    added_at: datetime


class CannotRender(Exception):
    """A message could not be rendered."""


Render = Callable[[Change, Message], Post | None]


def anything_waits(read: Read, busy: Collection[str]) -> bool:
    """Return whether a message is waiting to be claimed; `busy` are the recipients that must wait."""
    return _next_waiting(read, busy) is not None


def claim(change: Change, render: Render, busy: Collection[str], real_now: datetime) -> Claimed | NeedsRoom | None:
    """Claim the next message that may go, rendered now, or return None if there is none.

    Returns NeedsRoom if the conversation must be opened first.
    """
    while (message := _next_waiting(change, busy)) is not None:
        to = change.session.get(Staff, message.to_id) if message.to_id else None
        if to is not None and not to.active and message.kind != HOME:  # a leaver's Home still goes, without its pupils
            message.state = MessageState.CANCELLED
            continue
        if message.is_too_late(change.now):
            _lapse(change, message)
            continue
        room = message.room or _room_of(change, message, to)
        if room is None and to is not None:
            return NeedsRoom(message.id, to.id, to.slack_id)
        if room is None:
            pause(change, message, "no_channel")
            continue
        try:
            with change.session.begin_nested():  # on PostgreSQL a failed statement spoils the whole transaction
                post = render(change, message)
        except CannotRender:
            pause(change, message, "no_words")
            continue
        if post is None or (message.ts and message.shown == post.fingerprint):
            _nothing_to_send(message)
            continue
        return _take(change, message, room, post, real_now)
    return None


def keep_room(change: Change, staff_id: str, room: str) -> None:
    """Remember the direct message conversation with a member of staff."""
    change.get(Staff, staff_id).dm = room


def resume_shut_out(change: Change, problems: Collection[str]) -> bool:
    """Resume the messages that an earlier version paused as Slack did not let the app in. Returns whether any did."""
    paused = select(Message).where(Message.state == MessageState.PAUSED, Message.problem.in_(problems))
    found = change.session.scalars(paused).all()
    for message in found:
        resume(message)
    return bool(found)


def resume_paused(change: Change) -> None:
    """Resume the live messages that were paused for the channel: the channel, or who is in it, has changed."""
    paused = select(Message).where(Message.state == MessageState.PAUSED, Message.to_id.is_(None))
    change.has_messages = True
    for message in change.session.scalars(paused.where(Message.live_until > change.now)).all():
        if message.is_too_late(change.now):
            _lapse(change, message)
        else:
            resume(message)


def resume(message: Message) -> None:
    """Let a stuck message go out again. One for the staff channel goes to the channel chosen now, unless it is posted.

    The caller sets `has_messages`.
    """
    message.state, message.problem, message.tries, message.looks = MessageState.PENDING, None, 0, 0
    if message.to_id is None and message.ts is None:
        message.room = None


def tell_heads(change: Change, message: Message) -> None:
    """Tell every Head that a message did not go, without its words. Such a warning is itself never reported."""
    if message.kind == TROUBLE:
        return
    for head in active_staff(change.session, Role.HEAD):
        change.refresh(head.id)
        change.say(TROUBLE, head, about=message.id, key=f"trouble:{message.id}:{message.problem}:{head.id}")


def mark_of(key: str | None) -> str:
    """Return what says in Slack which message it is, whatever its id: a database that was restored knows no id."""
    return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""


def pause(change: Change, message: Message, problem: str) -> None:
    """Pause a message that cannot go, and tell the Heads; cancel one for a leaver."""
    to = change.session.get(Staff, message.to_id) if message.to_id else None
    if to is not None and not to.active:
        message.state = MessageState.CANCELLED
        return
    message.state, message.problem = MessageState.PAUSED, problem
    change.session.flush()
    tell_heads(change, message)


def _next_waiting(read: Read, busy: Collection[str]) -> Message | None:
    return read.session.scalar(_WAITING, {"now": read.now, "busy": list(busy)})


def _nothing_to_send(message: Message) -> None:
    message.state = MessageState.SENT if message.ts else MessageState.CANCELLED
    message.posted = message.wanted


def _take(change: Change, message: Message, room: str, post: Post, real_now: datetime) -> Claimed:
    message.state, message.claimed_at, message.claimed_revision = MessageState.SENDING, real_now, message.wanted
    message.room = room
    parent = change.session.get(Message, message.thread_of_id) if message.thread_of_id else None
    to_channel = message.to_id is None
    return Claimed(
        id=message.id,
        kind=message.kind,
        recipient=message.to_id or CHANNEL,
        room=room,
        ts=message.ts,
        thread_ts=parent.ts if parent else None,
        post=post,
        staff=frozenset(staff.slack_id for staff in active_staff(change.session)) if to_channel else frozenset(),
        at=real_now,
        mark=mark_of(message.key),
        added_at=message.added_at,
    )


def _room_of(change: Change, message: Message, to: Staff | None) -> str | None:
    if to is None:
        return change.school.channel
    return to.slack_id if message.kind == HOME else to.dm


def _lapse(change: Change, message: Message) -> None:
    """Give up a message that it is too late to post: the Heads decide about one for the channel."""
    if message.to_id is None:
        pause(change, message, TOO_LATE)
    else:
        message.state = MessageState.CANCELLED
