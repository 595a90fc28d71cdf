"""Everything done or looked at: who, what, which record, why. No free text: erasing a pupil leaves none behind."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Audit(Base):
    """One thing done or looked at; ids only, without foreign keys, since it outlives what it names."""

    __tablename__ = "audit"

    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(32))
    verb: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(32))
    pupil_id: Mapped[str | None] = mapped_column(String(32))
    why: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (Index("ix_audit_pupil", "pupil_id", "at"), Index("ix_audit_actor", "actor_id", "at"))
