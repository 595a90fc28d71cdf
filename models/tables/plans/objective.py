"""The objectives of a support plan, how each review of them ended, and the criteria for going back."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class Outcome(StrEnum):
    """What became of an objective, as its review found it."""

    MET = "met"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"met": "Met", "partly": "Partly met", "not_yet": "Not yet", "wrong": "The wrong objective"}[self.value]


class Decision(StrEnum):
    """What a review of an objective ends in."""

    KEEP = "keep"
    CHANGE = "change"
    STEP_UP = "step_up"
    STOP = "stop"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "keep": "Keep it as it is",
            "change": "Change it",
            "step_up": "Step up: more support towards it",
            "stop": "Stop it",
        }[self.value]


class Area(StrEnum):
    """What a criterion for going back to school is about."""

    ATTENDANCE = "attendance"
    PROGRESS = "progress"
    INCIDENTS = "incidents"
    BEHAVIOUR = "behaviour"
    SOCIAL = "social"
    AGENCIES = "agencies"
    SCHOOL = "school"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "attendance": "Attendance",
            "progress": "Progress",
            "incidents": "Incidents",
            "behaviour": "Behaviour targets",
            "social": "Social skills",
            "agencies": "Other agencies",
            "school": "Receiving school",
            "other": "Something else",
        }[self.value]


class Objective(Base):
    """One objective, standing until `ended_on`. `follows_id` is the one that a review changed into this."""

    __tablename__ = "plan_objective"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    baseline: Mapped[str] = mapped_column(Text)
    criterion: Mapped[str] = mapped_column(Text)
    by_when: Mapped[date]
    set_on: Mapped[date]
    ended_on: Mapped[date | None]
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("plan_objective.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class ObjectiveReview(Base):
    """One review of an objective. `changes` is the new criterion, or the support that is added.

    `by_when_before` is the date that the objective had until then; reviews of earlier versions did not keep it.
    """

    __tablename__ = "objective_review"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    objective_id: Mapped[str] = mapped_column(ForeignKey("plan_objective.id"), index=True)
    on: Mapped[date]
    evidence: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome))
    decision: Mapped[Decision] = mapped_column(by_value(Decision))
    changes: Mapped[str | None] = mapped_column(Text)
    by_when_before: Mapped[date | None]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class Criterion(Base):
    """One criterion for going back or, on an Outreach plan, for its end; `shown_on` is the day of the evidence."""

    __tablename__ = "plan_criterion"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    area: Mapped[Area] = mapped_column(by_value(Area))
    what: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)
    shown_on: Mapped[date | None]
    shown_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    dropped_on: Mapped[date | None]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
