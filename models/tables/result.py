"""Results: a grade or score on a scale, on a day, from a source; and "not yet", with why and when to look again."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class Source(StrEnum):
    """Where a result comes from."""

    PRIOR = "prior"
    BASELINE = "baseline"
    REVIEW = "review"
    FURTHER = "further"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "prior": "Prior attainment",
            "baseline": "Baseline",
            "review": "Review",
            "further": "Further assessment",
        }[self.value]


class Result(Base):
    """One result of a placement in one subject; `scale` is the key of a scale, `value` is spelt as on that scale."""

    __tablename__ = "result"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    subject: Mapped[str] = mapped_column(String(60))
    source: Mapped[Source] = mapped_column(by_value(Source))
    scale: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(String(30))
    on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (Index("ix_result_of", "placement_id", "subject", "on"),)


class NotYet(Base):
    """Why a pupil is not assessed in a subject yet, and when to look again; the latest row counts."""

    __tablename__ = "not_yet"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    subject: Mapped[str] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(Text)
    look_again_on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (Index("ix_not_yet_of", "placement_id", "subject"),)
