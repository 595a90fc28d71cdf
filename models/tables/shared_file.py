"""Files of pupils' data that were shared in Slack, and that must not stay there longer than they are needed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class SharedFile(Base):
    """A file by its Slack id, and who received it. The row is kept after the file is deleted."""

    __tablename__ = "handed_file"

    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    handed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_handed_file_deleted", "deleted_at"),)
