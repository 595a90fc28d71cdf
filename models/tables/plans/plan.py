"""The Education Support Plan of a placement, what the pupil and the parents say in it, and what was signed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.tables.base import Base, by_value, find_row


class PlanKind(StrEnum):
    """What a plan is for."""

    REINTEGRATION = "reintegration"
    OUTREACH = "outreach"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"reintegration": "Reintegration", "outreach": "Outreach"}[self.value]


class Whose(StrEnum):
    """Whose words are in a plan."""

    PUPIL = "pupil"
    PARENTS = "parents"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"pupil": "The pupil", "parents": "Parents or carers"}[self.value]


class SupportPlan(Base):
    """The plan of a placement, one row for each that has one.

    `handed_in_on` is the day on which it was handed in, while it waits to be signed; `sent_back` says why it came back.
    `signed_on` is the day of the last signature. What is only true of one kind of plan is kept if the kind changes.
    """

    __tablename__ = "support_plan"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), unique=True)
    health: Mapped[str | None] = mapped_column(Text)
    family: Mapped[str | None] = mapped_column(Text)
    social: Mapped[str | None] = mapped_column(Text)
    works_here: Mapped[str | None] = mapped_column(Text)
    works_at_home: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[PlanKind | None] = mapped_column(by_value(PlanKind))
    target_school: Mapped[str | None] = mapped_column(String(200))
    link_person: Mapped[str | None] = mapped_column(String(200))
    timetable: Mapped[str | None] = mapped_column(Text)
    trial: Mapped[str | None] = mapped_column(Text)
    who_decides: Mapped[str | None] = mapped_column(String(200))
    fallback: Mapped[str | None] = mapped_column(Text)
    where_taught: Mapped[str | None] = mapped_column(String(200))
    hours: Mapped[str | None] = mapped_column(String(200))
    home_contact: Mapped[str | None] = mapped_column(Text)
    home_school_does: Mapped[str | None] = mapped_column(Text)
    handed_in_on: Mapped[date | None]
    handed_in_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    sent_back: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[date | None]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class PlanVoice(Base):
    """What the pupil, or the parents or carers, said for the plan on a day; or, without words, why there are none."""

    __tablename__ = "plan_voice"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    whose: Mapped[Whose] = mapped_column(by_value(Whose))
    on: Mapped[date]
    words: Mapped[str | None] = mapped_column(Text)
    why_not: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class PlanVersion(Base):
    """A plan as it was handed in and signed. `said` holds each part of it: its row's id, its heading and its words."""

    __tablename__ = "plan_version"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    number: Mapped[int]
    on: Mapped[date]
    handed_in_on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    written_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    said: Mapped[dict[str, Any]]
    added_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("placement_id", "number"),)


def plan_of(session: Session, placement_id: str) -> SupportPlan | None:
    """Return the plan of a placement, or None."""
    return find_row(session, SupportPlan, placement_id=placement_id)
