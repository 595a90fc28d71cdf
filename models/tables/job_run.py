"""The jobs that the scheduler has run: one row for a job and a day, so that two processes cannot both run it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class JobRunState(StrEnum):
    """What became of a job on a day."""

    RUN = "run"
    SKIPPED = "skipped"


class JobRun(Base):
    """One job on one day, run or skipped."""

    __tablename__ = "slot"

    job: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    state: Mapped[JobRunState] = mapped_column(by_value(JobRunState))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("job", "on"),)
