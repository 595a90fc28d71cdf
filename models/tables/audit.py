"""The audit log: everything done or looked at, by whom and why.

It holds no free text, so that erasing a pupil leaves none behind.
"""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Audit(Base):
    """One thing that was done or looked at, in ids without foreign keys, since the line outlives what it names."""

    __tablename__ = "audit"

    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(32))
    verb: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(32))
    pupil_id: Mapped[str | None] = mapped_column(String(32))
    why: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (Index("ix_audit_pupil", "pupil_id", "at"), Index("ix_audit_actor", "actor_id", "at"))
