"""Pairs of records that may be of one pupil, and merges of two records, with what is needed to undo them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class PossibleDuplicate(Base):
    """Two records that may be of one pupil, until `settled_at`.

    `upn` is the number that was given for both, if any; only one of them can hold it.
    """

    __tablename__ = "doubt"

    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    earlier_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    upn: Mapped[str | None] = mapped_column(String(13))
    added_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Merge(Base):
    """Two merged records. `undo` holds what is needed to undo it, and is emptied once the time for it is over."""

    __tablename__ = "merge"

    kept_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    gone_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    undo: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
