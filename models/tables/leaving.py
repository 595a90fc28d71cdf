"""How a placement ended or will end: the pupil leaves, or the referral was withdrawn or declined; and check-ins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.tables.base import Base, by_value, find_row


class Departure(StrEnum):
    """How a placement ends."""

    LEFT = "left"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "left": "The pupil leaves",
            "withdrawn": "Withdrawn by those who referred, or the family",
            "declined": "Declined by us",
        }[self.value]


class LeavingReason(StrEnum):
    """Why a pupil leaves."""

    RETURNS = "returns"
    MOVES = "moves"
    COMPLETED = "completed"
    END_OF_SCHOOL = "end_of_school"
    MOVED_AWAY = "moved_away"
    FAMILY = "family"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "returns": "Going back to the home school",
            "moves": "Moving to another school or provision",
            "completed": "The placement has come to its planned end",
            "end_of_school": "End of Year 11",
            "moved_away": "The family is moving away",
            "family": "The family's decision",
            "other": "Another reason",
        }[self.value]


class DestinationKind(StrEnum):
    """What kind of place a pupil goes on to."""

    HOME_SCHOOL = "home_school"
    MAINSTREAM = "mainstream"
    SPECIAL = "special"
    ALTERNATIVE = "alternative"
    COLLEGE = "college"
    WORK = "work"
    HOME_EDUCATION = "home_education"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "home_school": "The home school",
            "mainstream": "Another mainstream school",
            "special": "Special school",
            "alternative": "Other alternative provision",
            "college": "College or sixth form",
            "work": "Work, an apprenticeship or training",
            "home_education": "Elective home education",
            "other": "Somewhere else",
            "unknown": "Not known",
        }[self.value]


class Readiness(StrEnum):
    """Whether a pupil is ready for the place that comes next, as staff see it."""

    READY = "ready"
    WITH_SUPPORT = "with_support"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"ready": "Ready", "with_support": "Ready with support there", "not_yet": "Not ready yet"}[self.value]


class Leaving(Base):
    """How a placement ends, one row for each placement that does.

    `on` is the last day or, of a referral that was withdrawn or declined, the day of that; until the last day has come
    it is a plan. `why` is in addition to the reason, or the reason itself of a withdrawn referral, `by_whom` who
    withdrew or declined it. `confirmed_on` is the day on which the destination itself confirmed the place.
    """

    __tablename__ = "leaving"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), unique=True)
    how: Mapped[Departure] = mapped_column(by_value(Departure))
    on: Mapped[date]
    reason: Mapped[LeavingReason | None] = mapped_column(by_value(LeavingReason))
    why: Mapped[str | None] = mapped_column(Text)
    by_whom: Mapped[str | None] = mapped_column(String(200))
    destination_kind: Mapped[DestinationKind | None] = mapped_column(by_value(DestinationKind))
    destination: Mapped[str | None] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    confirmed_with: Mapped[str | None] = mapped_column(String(200))
    readiness: Mapped[Readiness | None] = mapped_column(by_value(Readiness))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (Index("ix_leaving_on", "on"),)

    @property
    def is_known(self) -> bool:
        """Whether anybody knows where the pupil goes on to."""
        return self.destination_kind not in (None, DestinationKind.UNKNOWN)


class CheckInOutcome(StrEnum):
    """What was found when somebody asked how a pupil who left is getting on."""

    ATTENDING = "attending"
    PARTLY = "partly"
    NOT_ATTENDING = "not_attending"
    NO_ANSWER = "no_answer"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "attending": "Attending",
            "partly": "On roll there, but attending little",
            "not_attending": "Not attending anywhere",
            "no_answer": "Nobody could tell us yet",
        }[self.value]


class CheckIn(Base):
    """One time that somebody asked after a pupil who left; `weeks` says for which of the check-ins."""

    __tablename__ = "check_in"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    weeks: Mapped[int]
    on: Mapped[date]
    outcome: Mapped[CheckInOutcome] = mapped_column(by_value(CheckInOutcome))
    note: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class Asked(StrEnum):
    """What came of asking a pupil how the placement was."""

    SAID = "said"
    DECLINED = "declined"
    UNREACHED = "unreached"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "said": "They said how it was",
            "declined": "They did not want to say",
            "unreached": "They could not be reached",
        }[self.value]


class OwnAssessment(Base):
    """One time that a pupil who leaves was asked how the placement was. `words` are their own; the newest hold."""

    __tablename__ = "own_assessment"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    on: Mapped[date]
    outcome: Mapped[Asked] = mapped_column(by_value(Asked))
    words: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


def leaving_of(session: Session, placement_id: str) -> Leaving | None:
    """Return how a placement ended or will end, or None."""
    return find_row(session, Leaving, placement_id=placement_id)


def own_assessments(session: Session, placement_ids: Collection[str]) -> Sequence[OwnAssessment]:
    """Return each time that these pupils were asked how the placement was, the oldest first."""
    rows = select(OwnAssessment).where(OwnAssessment.placement_id.in_(placement_ids))
    return session.scalars(rows.order_by(OwnAssessment.on, OwnAssessment.added_at)).all()
