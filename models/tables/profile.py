"""The learning profile of a placement: an answer to each heading, who agreed it and when, and who has read it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class ProfileHeading(StrEnum):
    """What a learning profile has to say, what to do first. What helps is kept on the placement, see `helps` there."""

    HELPS = "helps"
    DONT = "dont"
    TRIGGERS = "triggers"
    SIGNS = "signs"
    CALMS = "calms"
    STRENGTHS = "strengths"
    MATTERS = "matters"
    ASSESSED = "assessed"
    ACCESS = "access"
    SEN = "sen"
    EAL = "eal"
    TIMETABLE = "timetable"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "helps": "Do: what helps",
            "dont": "Do not",
            "triggers": "Triggers",
            "signs": "First signs",
            "calms": "What calms",
            "strengths": "Strengths and interests",
            "matters": "What matters to me",
            "assessed": "How I am best assessed",
            "access": "Access arrangements",
            "sen": "SEN: type of need, EHC outcomes",
            "eal": "English as an additional language",
            "timetable": "Hours and timetable",
        }[self.value]


class Voice(StrEnum):
    """In whose words something is written."""

    PUPIL = "pupil"
    PARENTS = "parents"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "pupil": "The pupil's own words",
            "parents": "The parents' or carers' own words",
            "staff": "Staff's words",
        }[self.value]


class Agreeing(StrEnum):
    """Who agrees a learning profile."""

    PUPIL = "pupil"
    PARENTS = "parents"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"pupil": "The pupil", "parents": "Parents or carers"}[self.value]


class ProfileAnswer(Base):
    """What is known under one heading: `text` in the words of `voice`, or while it is not known whom staff `asked_of`.

    `said_on` is the day on which it was said or, of staff's own words, written.
    """

    __tablename__ = "profile_answer"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    heading: Mapped[ProfileHeading] = mapped_column(by_value(ProfileHeading))
    text: Mapped[str | None] = mapped_column(Text)
    voice: Mapped[Voice | None] = mapped_column(by_value(Voice))
    said_on: Mapped[date | None]
    asked_of: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("placement_id", "heading"),)


class ProfileAgreement(Base):
    """One agreement to the profile as it was then, `said`, by the pupil or the parents (`name` says who of them)."""

    __tablename__ = "profile_agreement"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    who: Mapped[Agreeing] = mapped_column(by_value(Agreeing))
    name: Mapped[str | None] = mapped_column(String(200))
    on: Mapped[date]
    said: Mapped[dict[str, Any]]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class ProfileReading(Base):
    """One time that a colleague read the profile: they said so of what was open, or wrote it all, or had it agreed.

    `seen` marks what it said.
    """

    __tablename__ = "profile_reading"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    seen: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    read_at: Mapped[datetime]
