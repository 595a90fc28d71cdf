"""Merges of two records of one pupil, with what is needed to undo them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Merge(Base):
    """Two merged records. `undo` holds what is needed to undo it, and is emptied once the time for it is over."""

    __tablename__ = "merge"

    kept_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    gone_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    undo: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
