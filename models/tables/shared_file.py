"""Files of pupils' data that were put into Slack: they are not to lie there for longer than the day needs them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class SharedFile(Base):
    """A file by Slack's id, and to whom it went; the row stays when the file is gone."""

    __tablename__ = "handed_file"

    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    handed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_handed_file_deleted", "deleted_at"),)
