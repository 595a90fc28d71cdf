"""Reviews: how a pupil gets on, by subject and with the family, formally or informally."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value

FAMILY = ""  # the subject of a family review


class Word(StrEnum):
    """What a track comes to."""

    AHEAD = "ahead"
    ON = "on_track"
    BEHIND = "behind"
    MET = "met"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """As it stands on the screen."""
        return {
            "ahead": "ahead",
            "on_track": "on track",
            "behind": "behind",
            "met": "met",
            "not_yet": "not yet known",
        }[self.value]


class Review(Base):
    """One review of a subject, or of the whole with the family (`subject` is FAMILY).

    `result_id` is the grade of that day. `unreached` is a family review that two attempts had to close. The hopes are
    those for the subject, or in a family review for the stay; `hopes_before` are those of the stay until then.
    """

    __tablename__ = "review"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    subject: Mapped[str] = mapped_column(String(60), default=FAMILY)
    formal: Mapped[bool] = mapped_column(default=True)
    on: Mapped[date]
    result_id: Mapped[str | None] = mapped_column(ForeignKey("result.id"))
    track: Mapped[Word | None] = mapped_column(by_value(Word))
    why: Mapped[str | None] = mapped_column(Text)
    told_on: Mapped[date | None]
    told_how: Mapped[str | None] = mapped_column(String(200))
    next_step: Mapped[str | None] = mapped_column(Text)
    pupil_took_part: Mapped[bool] = mapped_column(default=False)
    parents_took_part: Mapped[bool] = mapped_column(default=False)
    pupil_view: Mapped[str | None] = mapped_column(Text)
    parent_view: Mapped[str | None] = mapped_column(Text)
    hopes_pupil: Mapped[str | None] = mapped_column(Text)
    hopes_parents: Mapped[str | None] = mapped_column(Text)
    hopes_before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unreached: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (Index("ix_review_of", "placement_id", "subject", "on"),)
