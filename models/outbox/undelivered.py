"""Messages that were not delivered, or may not have been: what a Head may know of each, and sending it again."""

from dataclasses import dataclass

from models.change import Change, Read
from models.errors import Refused
from models.outbox.queue import resume, resume_paused
from models.permission import Permission, Role
from models.tables.message import Message, MessageState
from models.tables.staff import Staff, active_staff

LOST = "trouble.channel"
STUCK = (MessageState.PAUSED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Undelivered:
    """A stuck message: its kind, its recipient (None is the staff channel) and the code of the problem."""

    message_id: str
    kind: str
    to: str | None
    problem: str


def undelivered(read: Read, told: Message) -> Undelivered | None:
    """Return the message that the warning `told` is about, or None if it is no longer stuck."""
    stuck = read.session.get(Message, told.about)
    if stuck is None or stuck.state not in STUCK:
        return None
    to = read.session.get(Staff, stuck.to_id) if stuck.to_id else None
    return Undelivered(stuck.id, stuck.kind, to.name if to else None, stuck.problem or "unknown")


def send_again(change: Change, message_id: str) -> None:
    """Send a stuck message again and, if it is for the channel, the other messages that were paused for it."""
    change.require(Permission.SETTING_CHANGE)
    stuck = change.get(Message, message_id)
    if stuck.state not in STUCK:
        raise Refused("It has gone out since.")
    if stuck.to_id is None:
        resume_paused(change)
    resume(stuck)
    change.has_messages = True
    change.record("message:again", stuck)


def lose_channel(change: Change, channel: str, code: str) -> None:
    """Tell every Head, at most once a day, that the staff channel cannot be reached; ignore other channels."""
    if change.school.channel != channel:
        return
    for head in active_staff(change.session, Role.HEAD):
        change.say(LOST, head, about=f"{code}:{channel}", key=f"{LOST}:{channel}:{code}:{change.today}:{head.id}")
