"""Assessments that are carried out or asked for, the decisions that led to them, and how often they were chased."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value

LONGEST_KIND = 75  # fits an option of a menu


class Occasion(StrEnum):
    """What a decision on assessment is about: the end of the initial period, a suspicion, or neither."""

    PERIOD = "period"
    SUSPICION = "suspicion"
    OTHER = "other"


class Choice(StrEnum):
    """What was decided."""

    NONE_NEEDED = "none_needed"
    UNDERTAKE = "undertake"
    REQUEST = "request"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "none_needed": "None needed",
            "undertake": "Carry out an assessment here",
            "request": "Ask somebody else for an assessment",
        }[self.value]


class AssessmentDecision(Base):
    """One decision on further assessment; `why` is always there if none is needed."""

    __tablename__ = "assessment_decision"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    about: Mapped[Occasion] = mapped_column(by_value(Occasion))
    choice: Mapped[Choice] = mapped_column(by_value(Choice))
    why: Mapped[str | None] = mapped_column(Text)
    on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class Assessment(Base):
    """One assessment: `asked_of` somebody outside, or given to `done_by_id` here on the day `asked_on`.

    `kind` is what staff call it. `meanwhile` is what waiting costs the pupil. It ends with an outcome and its day, or
    is withdrawn for a reason.
    """

    __tablename__ = "assessment"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("assessment_decision.id"))
    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    asked_of: Mapped[str | None] = mapped_column(String(200))
    done_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    asked_on: Mapped[date]
    due_on: Mapped[date]
    meanwhile: Mapped[str | None] = mapped_column(Text)
    outcome_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    @property
    def is_open(self) -> bool:
        """Whether it is still waited for."""
        return self.outcome_on is None and self.withdrawn_on is None


class AssessmentChase(Base):
    """One time that somebody asked what had become of a request, and what they were told."""

    __tablename__ = "assessment_chase"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), index=True)
    on: Mapped[date]
    said: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class Measure(StrEnum):
    """What a screening is done with."""

    SDQ = "sdq"
    BOXALL = "boxall"
    ENGAGEMENT = "engagement"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "sdq": "SDQ, total difficulties",
            "boxall": "Boxall Profile",
            "engagement": "Engagement model",
            "other": "Another questionnaire",
        }[self.value]


class Informant(StrEnum):
    """Who filled a questionnaire in."""

    PARENT = "parent"
    TEACHER = "teacher"
    PUPIL = "pupil"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "parent": "A parent or carer",
            "teacher": "A teacher",
            "pupil": "The pupil",
            "staff": "Another colleague",
        }[self.value]


class Screening(Base):
    """What a questionnaire found: `scores` by name, in the order in which they were given.

    `name` is what another questionnaire is called. It shows where to look, and is never a subject's target.
    """

    __tablename__ = "screening"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    measure: Mapped[Measure] = mapped_column(by_value(Measure))
    name: Mapped[str | None] = mapped_column(String(80))
    on: Mapped[date]
    informant: Mapped[Informant] = mapped_column(by_value(Informant))
    informant_name: Mapped[str | None] = mapped_column(String(120))
    scores: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
