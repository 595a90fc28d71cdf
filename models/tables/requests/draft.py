"""Drafts: what somebody has typed into a form and not yet saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Draft(Base):
    """One unfinished form, under the key that its submission will carry.

    A saved draft is offered to nobody, but is kept for at least 12 hours: a submission that Slack sends again has only
    one of its pages with it, and must be read as it was the first time.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    form: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(80), default="")
    page: Mapped[int] = mapped_column(default=0)
    typed: Mapped[dict[str, Any]]
    context: Mapped[dict[str, Any]]
    labels: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_draft_of", "staff_id", "form", "about"),)
