"""What waits to be delivered, and when the last digest stood in Slack: for whoever watches over the bot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from models.change import Read
from models.tables.meeting import AllocationsMeeting
from models.tables.message import HOME, Message, MessageState

ON_THE_WAY = (MessageState.PENDING, MessageState.SENDING)
STUCK = (MessageState.PAUSED, MessageState.UNKNOWN)
MEETINGS = 5


@dataclass(frozen=True)
class Backlog:
    """How many messages wait for their first post, for how long the oldest has, how many are stuck, the last digest."""

    waiting: int
    oldest: timedelta
    stuck: int
    last_digest: datetime | None


def backlog(read: Read) -> Backlog:
    """Return what waits. A message that waits for its hour is not counted, nor an update of one that stands."""
    due_since = func.coalesce(Message.not_before, Message.added_at)
    first = Message.state.in_(ON_THE_WAY), Message.ts.is_(None), Message.kind != HOME, Message.thread_of_id.is_(None)
    is_due = or_(Message.not_before.is_(None), Message.not_before <= read.now)
    waiting, since = read.session.execute(select(func.count(), func.min(due_since)).where(*first, is_due)).one()
    stuck = read.session.scalar(select(func.count()).select_from(Message).where(Message.state.in_(STUCK))) or 0
    oldest = max(read.now - since, timedelta(0)) if since else timedelta(0)
    return Backlog(waiting, oldest, stuck, _last_digest(read))


def _last_digest(read: Read) -> datetime | None:
    latest = select(AllocationsMeeting.on).order_by(AllocationsMeeting.on.desc()).limit(MEETINGS)
    keys = [f"digest:{on}" for on in read.session.scalars(latest)]
    return read.session.scalar(select(func.max(Message.sent_at)).where(Message.key.in_(keys)))
