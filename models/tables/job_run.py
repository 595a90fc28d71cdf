"""What the ticker has run: one row for a job and its slot, so that two processes cannot both do it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class JobRunState(StrEnum):
    """What became of a slot."""

    RUN = "run"
    SKIPPED = "skipped"


class JobRun(Base):
    """A job's turn on a day."""

    __tablename__ = "slot"

    job: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    state: Mapped[JobRunState] = mapped_column(by_value(JobRunState))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("job", "on"),)
