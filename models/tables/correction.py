"""What somebody recorded and another corrected or questioned: what it said before, and what was asked about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Correction(Base):
    """What the row `thing_id` of the table `thing` said `before` and `after` a correction.

    `undone`: the row is deleted, or it says again what it said earlier, so there is no `after`.
    """

    __tablename__ = "correction"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    thing: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any] | None]
    undone: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]

    # The number of corrections of a row is its version. Recent corrections are part of the news.
    __table_args__ = (Index("ix_correction_of", "thing_id"), Index("ix_correction_lately", "thing", "at"))


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


def values_of(row: Base) -> dict[str, Any]:
    """Return the columns of a row as JSON holds them."""
    found = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: plain_value(value) for name, value in found.items()}


def plain_value(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
