"""Everything that is to be said in Slack: to whom and about what, never the words, which are rendered when it goes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, by_value


class MessageState(StrEnum):
    """Where a message stands on its way."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Message(Base):
    """One message and the revision of it that is wanted; `to_id` None is the staff channel."""

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
    live_until: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_revision: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(80))
    shown: Mapped[str | None] = mapped_column(String(64))
    added_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        # Not partial: SQLite does not see that "pending" is one of two states, and read every message ever sent.
        Index("ix_message_waiting", "state", "added_at"),
        Index("ix_message_live", "live_until"),
    )


class MessagePupil(Base):
    """Whom a message is about, so that erasing a pupil finds the Slack posts to delete."""

    __tablename__ = "message_pupil"

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
