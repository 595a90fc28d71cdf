"""Files of pupils' data that were put into Slack: they are not to lie there for longer than the day needs them."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.change import Change, Look
from models.tables.base import Base

ON_ITS_WAY = timedelta(minutes=10)


class HandedFile(Base):
    """A file by Slack's id, and to whom it went; the row stays when the file is gone."""

    __tablename__ = "handed_file"

    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    handed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_handed_file_deleted", "deleted_at"),)


def keep_handed(change: Change, slack_id: str) -> None:
    """Before it is shared, so that none is forgotten."""
    change.add(HandedFile(slack_id=slack_id, to_id=change.by.staff_id, handed_at=change.now))


def still_in_slack(look: Look) -> list[str]:
    """Slack's ids of those to delete; one that may be on its way just now waits."""
    rows = select(HandedFile.slack_id).where(HandedFile.deleted_at.is_(None))
    return list(look.session.scalars(rows.where(HandedFile.handed_at < look.now - ON_ITS_WAY)))


def keep_deleted(change: Change, slack_id: str) -> None:
    """It is not in Slack any more."""
    file = change.session.scalars(select(HandedFile).where(HandedFile.slack_id == slack_id)).one()
    file.deleted_at = change.now
    change.record("file:delete", file)
