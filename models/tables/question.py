"""Questions about a result, target or review that a colleague set, and the answer of the colleague."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Question(Base):
    """What a colleague asked about the row `thing_id` of the table `thing`, and the answer once there is one."""

    __tablename__ = "question"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    thing: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str] = mapped_column(String(32), index=True)
    asked: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None]
