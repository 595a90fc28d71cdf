"""The reminders of earlier days, of which each shrinks to one line when the next one goes."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models.change import Change, Read
from models.tables.message import Message, MessageState

REMINDER = "nudge"
# A reminder that is older than this stays as it is: nobody scrolls back so far.
LOOKED_BACK = timedelta(days=60)
EARLIER = aliased(Message)


def replaced_on(read: Read, message: Message) -> date | None:
    """Return the day of the newest reminder that was sent in the place of this one; None if this is the newest."""
    later = select(func.max(Message.about)).where(Message.kind == REMINDER, Message.to_id == message.to_id)
    about = read.session.scalar(later.where(Message.about > message.about, Message.ts.is_not(None)))
    return date.fromisoformat(about) if about else None


def shrink_earlier(change: Change) -> None:
    """Update the last reminder before today's of each person who has one today: it becomes a single line."""
    today = change.today.isoformat()
    newest = (
        select(func.max(EARLIER.about))
        .where(EARLIER.kind == REMINDER, EARLIER.to_id == Message.to_id, EARLIER.about < today)
        .where(EARLIER.added_at > change.now - LOOKED_BACK)
    )
    reminded = select(EARLIER.to_id).where(EARLIER.kind == REMINDER, EARLIER.about == today)
    reminded = reminded.where(EARLIER.added_at > change.now - LOOKED_BACK)
    old = select(Message).where(Message.state == MessageState.SENT, Message.added_at > change.now - LOOKED_BACK)
    old = old.where(Message.kind == REMINDER, Message.to_id.in_(reminded), Message.about == newest.scalar_subquery())
    for message in change.session.scalars(old).all():
        message.request_update()
