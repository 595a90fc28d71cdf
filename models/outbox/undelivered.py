"""Messages that were not delivered, or may not have been: what a Head may know of each, and sending it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Refused
from models.outbox import settle
from models.outbox.queue import STRANGERS, TROUBLE, resume, resume_paused
from models.permission import Permission, Role
from models.tables.message import Message, MessageState
from models.tables.staff import Staff, active_staff

LOST = "trouble.channel"
REMEMBERED = timedelta(days=7)
STUCK = (MessageState.PAUSED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Undelivered:
    """A stuck message: its kind, its recipient (None is the staff channel) and the code of the problem.

    `strangers` are the Slack ids of those in the channel who are not on the staff list.
    """

    message_id: str
    kind: str
    to: str | None
    problem: str
    strangers: tuple[str, ...] = ()

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have been delivered: only somebody who looks in Slack can tell."""
        return self.problem == "outcome_unknown"


def undelivered(read: Read, told: Message) -> Undelivered | None:
    """Return the message that the warning `told` is about, or None if it is no longer stuck."""
    stuck = read.session.get(Message, told.about)
    if stuck is None or stuck.state not in STUCK:
        return None
    to = read.session.get(Staff, stuck.to_id) if stuck.to_id else None
    return Undelivered(stuck.id, stuck.kind, to.name if to else None, *_parts(stuck.problem))


def send_again(change: Change, message_id: str) -> None:
    """Send a stuck message again and, if it is for the channel, the other messages that were paused for it."""
    change.require(Permission.SETTING_CHANGE)
    stuck = change.get(Message, message_id)
    if stuck.state not in STUCK:
        raise Refused("It has gone out since.")
    if stuck.to_id is None:
        resume_paused(change)
    resume(stuck)
    stuck.not_after, stuck.reposts = None, 0
    _answer(change, stuck)
    change.record("message:again", stuck)


def settle_found(change: Change, message_id: str, ts: str, real_now: datetime) -> None:
    """Record that a message stands in Slack after all, and tell the Heads, if they were told that nobody knew."""
    stuck = change.get(Message, message_id)
    was_told = stuck.state is MessageState.UNKNOWN
    settle.sent(change, message_id, ts, None, real_now)
    if was_told:
        _answer(change, stuck)


def settle_missing(change: Change, message_id: str) -> None:
    """Have a message that is not in Slack posted again, and tell the Heads, if they were told that nobody knew."""
    stuck = change.get(Message, message_id)
    was_told = stuck.state is MessageState.UNKNOWN
    settle.lost(change, message_id)
    if was_told:
        _answer(change, stuck)


def is_there(change: Change, message_id: str) -> None:
    """Believe a Head who has seen in Slack a message whose outcome was unknown. It is not brought up to date there."""
    change.require(Permission.SETTING_CHANGE)
    stuck = change.get(Message, message_id)
    if stuck.state is not MessageState.UNKNOWN:
        raise Refused("It is known by now whether this was delivered.")
    stuck.state, stuck.problem, stuck.live_until, stuck.sent_at = MessageState.SENT, None, None, change.now
    _answer(change, stuck)
    change.record("message:there", stuck)


def stuck_messages(read: Read) -> list[Undelivered]:
    """Return the messages of the last week that did not go out, or may not have, the newest first."""
    recent = Message.added_at > read.now - REMEMBERED
    rows = select(Message.id, Message.kind, Staff.name, Message.problem).outerjoin(Staff, Staff.id == Message.to_id)
    rows = rows.where(Message.state.in_(STUCK), recent, Message.kind != TROUBLE).order_by(Message.added_at.desc())
    return [Undelivered(*row[:3], *_parts(row.problem)) for row in read.session.execute(rows)]


def _parts(problem: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the code of a problem, and the strangers whom it names."""
    code, _, named = (problem or "unknown").partition(":")
    return (code, tuple(named.split(",")) if named else ()) if code == STRANGERS else (problem or "unknown", ())


def look_at_channel_again(change: Change, channel: str) -> None:
    """Let the messages go that were paused for the staff channel: somebody has left it. Ignore other channels."""
    if change.school.channel != channel:
        return
    paused = select(Message).where(Message.state == MessageState.PAUSED, Message.to_id.is_(None))
    stuck = list(change.session.scalars(paused.where(Message.problem.startswith(STRANGERS))))
    if stuck:
        resume_paused(change)
    for message in stuck:
        _answer(change, message)


def _answer(change: Change, stuck: Message) -> None:
    """Bring up to date what the Heads were told of a message, and their Homes."""
    change.has_messages = True
    told = select(Message).where(Message.kind == TROUBLE, Message.about == stuck.id, Message.ts.is_not(None))
    for message in change.session.scalars(told).all():
        message.request_update()
    change.refresh(*(head.id for head in active_staff(change.session, Role.HEAD)))


def lose_channel(change: Change, channel: str, code: str) -> None:
    """Tell every Head, at most once a day, that the staff channel cannot be reached; ignore other channels."""
    if change.school.channel != channel:
        return
    for head in active_staff(change.session, Role.HEAD):
        change.say(LOST, head, about=f"{code}:{channel}", key=f"{LOST}:{channel}:{code}:{change.today}:{head.id}")
