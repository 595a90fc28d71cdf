"""Settling a message that was claimed, by what became of it in Slack."""

from datetime import datetime

from models.change import Change
from models.outbox.queue import TROUBLE, Claimed, pause, tell_heads
from models.tables.message import Message, MessageState

# Two lost posts of the same message are bad luck; a third would be a loop. What somebody deleted comes back once.
MOST_TRIES = 3
MOST_REPOSTS = 1
DELETED = "message_deleted"


def sent(change: Change, claimed_id: str, ts: str, fingerprint: str | None, real_now: datetime) -> None:
    """Record that a message is in Slack. If a newer revision is wanted, it waits again."""
    message = change.get(Message, claimed_id)
    message.ts, message.sent_at, message.shown = ts, message.sent_at or real_now, fingerprint
    message.posted, message.problem, message.tries, message.looks = message.claimed_revision or 1, None, 0, 0
    message.state = MessageState.SENT if message.posted >= message.wanted else MessageState.PENDING


def later(change: Change, claimed_id: str) -> None:
    """Put back a message that certainly was not sent, to wait for its turn again."""
    change.get(Message, claimed_id).state = MessageState.PENDING


def unsent(change: Change, claimed: Claimed) -> None:
    """Put back a message whose claim grew old before it was posted, unless it has been claimed again since."""
    message = change.get(Message, claimed.id)
    if message.state is MessageState.SENDING and message.claimed_at == claimed.at:
        message.state = MessageState.PENDING
        change.has_messages = True


def gone(change: Change, claimed_id: str) -> None:
    """Have a message that somebody deleted in Slack posted again, once: the second time, pause it and ask the Heads."""
    message = change.get(Message, claimed_id)
    message.ts = None
    if message.reposts >= MOST_REPOSTS:
        pause(change, message, DELETED)
    else:
        message.reposts += 1
        message.state = MessageState.PENDING


def lost(change: Change, claimed_id: str) -> None:
    """Have a message that is not in Slack posted again; the third time, pause it."""
    message = change.get(Message, claimed_id)
    message.ts, message.tries, message.looks = None, message.tries + 1, 0
    if message.tries >= MOST_TRIES and message.kind != TROUBLE:  # what the Heads must hear is tried until it stands
        pause(change, message, "message_lost")
    else:
        message.state = MessageState.PENDING


def refused(change: Change, claimed_id: str, problem: str) -> None:
    """Pause a message that Slack, or the state of the channel, does not allow, and tell the Heads."""
    pause(change, change.get(Message, claimed_id), problem)


def unknown(change: Change, claimed_id: str) -> None:
    """Record that nobody can learn yet whether a message is in Slack, and tell the Heads rather than guess."""
    message = change.get(Message, claimed_id)
    if message.state is MessageState.UNKNOWN:
        return
    message.state, message.problem = MessageState.UNKNOWN, "outcome_unknown"
    tell_heads(change, message)
