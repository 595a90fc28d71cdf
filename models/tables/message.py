"""Messages to Slack: to whom and about what, never the words, which are rendered just before the message is sent."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, and_, bindparam, case, func, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.tables.base import Base, by_value

HOME, CHANNEL = "home", "channel"


class MessageState(StrEnum):
    """How far a message has got on its way to Slack."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    CANCELLED = "cancelled"


NOT_REFRESHED = (MessageState.UNKNOWN, MessageState.PAUSED, MessageState.CANCELLED)
# A further page of a thread is cancelled while it has nothing to say, and is wanted as soon as it has.
AGAIN = (MessageState.SENT, MessageState.CANCELLED)


class Message(Base):
    """One message and the revision of it that is wanted. `to_id` is None for the staff channel.

    After `not_after` it is too late to post it. `tries` counts posts that were lost on the way, `looks` how often one
    was looked for in vain, and `reposts` how often somebody deleted it and it was posted again.
    """

    __tablename__ = "message"

    kind: Mapped[str] = mapped_column(String(40))
    to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    about: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    thread_of_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    wanted: Mapped[int] = mapped_column(default=1)
    posted: Mapped[int] = mapped_column(default=0)
    state: Mapped[MessageState] = mapped_column(by_value(MessageState), default=MessageState.PENDING)
    room: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    not_before: Mapped[datetime | None]
    not_after: Mapped[datetime | None]
    live_until: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_revision: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    looks: Mapped[int] = mapped_column(default=0, server_default="0")
    reposts: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[str | None] = mapped_column(String(80))
    shown: Mapped[str | None] = mapped_column(String(64))
    added_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    def is_too_late(self, now: datetime) -> bool:
        """Return whether the message is not posted yet and no longer to be."""
        return self.ts is None and self.not_after is not None and self.not_after < now

    def request_update(self, not_after: datetime | None = None) -> None:
        """Ask for a new revision of the message, which is rendered when it is sent."""
        self.wanted, self.not_after = self.wanted + 1, not_after
        if self.state in (MessageState.SENT, MessageState.PAUSED, MessageState.CANCELLED):
            self.state = MessageState.PENDING

    __table_args__ = (
        # Not partial: for one state SQLite did not use an index on two, and read every message ever sent.
        Index("ix_message_waiting", "state", "added_at"),
        Index("ix_message_live", "live_until"),
    )


class MessagePupil(Base):
    """A pupil whom a message is about, so that erasing the pupil finds the Slack posts to delete."""

    __tablename__ = "message_pupil"

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)


# "not in" rather than "in": with "in" SQLite used the index on state and read every message ever sent.
_IS_EMPTY_PAGE = and_(Message.state == MessageState.CANCELLED, Message.thread_of_id.is_not(None))
_IS_LIVE = or_(Message.state.not_in(NOT_REFRESHED), _IS_EMPTY_PAGE)
_OF_OWNER = func.coalesce(Message.owner_id, CHANNEL).in_(bindparam("owners", expanding=True))
_HOME_WITH_PUPIL = and_(Message.kind == HOME, Message.about.in_(bindparam("pupils", expanding=True)))
# The actor's own Home is sent even if unchanged: a menu in it shows what was chosen until it is sent again.
_IS_OWN_HOME = and_(Message.kind == HOME, Message.to_id == bindparam("by_id"))
# Built once, as it runs in every change. It runs last, so nobody looks any more at what the session holds of them.
_REFRESH = (
    update(Message)
    .where(Message.live_until > bindparam("now"), _IS_LIVE, or_(_OF_OWNER, _HOME_WITH_PUPIL))
    .values(
        wanted=Message.wanted + 1,
        state=case((Message.state.in_(AGAIN), MessageState.PENDING), else_=Message.state),
        shown=case((_IS_OWN_HOME, None), else_=Message.shown),
    )
    .execution_options(synchronize_session=False)
)


def refresh_live(
    session: Session, now: datetime, by_id: str | None, owners: Collection[str | None], pupils: Collection[str]
) -> None:
    """Update the live messages of these owners (None is the channel) and each Home with these pupils, for `by_id`."""
    whose = [owner or CHANNEL for owner in owners]
    session.execute(_REFRESH, {"now": now, "by_id": by_id, "owners": whose, "pupils": list(pupils)})
