"""Reviews: how a pupil is getting on, by subject or with the family, formally or not; and what commissioners say."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    false,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.tables.base import Base, by_value

FAMILY = ""  # the subject of a family review


class TrackStatus(StrEnum):
    """How a pupil is doing against the track to the target."""

    AHEAD = "ahead"
    ON = "on_track"
    BEHIND = "behind"
    MET = "met"
    NOT_YET = "not_yet"
    NO_CLEAR_CHANGE = "no_clear_change"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "ahead": "ahead",
            "on_track": "on track",
            "behind": "behind",
            "met": "met",
            "not_yet": "not yet",
            "no_clear_change": "no clear change",
        }[self.value]


class Review(Base):
    """One review of a subject, or a family review of the whole placement (`subject` is FAMILY).

    `result_id` is the grade of that day. A family review that was closed without the parents' words is `unreached`,
    after attempts on two days, or `declined`; an informal one is `declined` if the pupil did not want to, and
    is to be asked again on `ask_again_on`.
    `told_grade` is the grade that the pupil was told if it has been corrected since, "" if they were told of none; the
    corrected one is then still to be told.
    The hopes are for the subject or, in a family review, the placement; `hopes_before` are the placement's until then.
    """

    __tablename__ = "review"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    subject: Mapped[str] = mapped_column(String(60), default=FAMILY)
    formal: Mapped[bool] = mapped_column(default=True)
    on: Mapped[date]
    result_id: Mapped[str | None] = mapped_column(ForeignKey("result.id"))
    track: Mapped[TrackStatus | None] = mapped_column(by_value(TrackStatus))
    why: Mapped[str | None] = mapped_column(Text)
    told_on: Mapped[date | None]
    told_how: Mapped[str | None] = mapped_column(String(200))
    told_grade: Mapped[str | None] = mapped_column(String(30))
    next_step: Mapped[str | None] = mapped_column(Text)
    pupil_took_part: Mapped[bool] = mapped_column(default=False)
    parents_took_part: Mapped[bool] = mapped_column(default=False)
    pupil_view: Mapped[str | None] = mapped_column(Text)
    parent_view: Mapped[str | None] = mapped_column(Text)
    hopes_pupil: Mapped[str | None] = mapped_column(Text)
    hopes_parents: Mapped[str | None] = mapped_column(Text)
    hopes_before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unreached: Mapped[bool] = mapped_column(default=False)
    declined: Mapped[bool] = mapped_column(default=False, server_default=false())
    ask_again_on: Mapped[date | None]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (Index("ix_review_of", "placement_id", "subject", "on"),)

    @property
    def was_held(self) -> bool:
        """Whether somebody was heard."""
        return not (self.unreached or self.declined)

    @property
    def is_told(self) -> bool:
        """Whether the pupil was told what the review says now."""
        return self.told_on is not None and self.told_grade is None


class ViewOutcome(StrEnum):
    """What came of asking a commissioner for their view."""

    TOOK_PART = "took_part"
    GIVEN = "given"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "took_part": "They took part in the review",
            "given": "They gave their view another way",
            "declined": "They declined",
            "no_answer": "No answer",
        }[self.value]

    @property
    def is_heard(self) -> bool:
        """Whether they said something."""
        return self in (ViewOutcome.TOOK_PART, ViewOutcome.GIVEN)


class CommissionerView(Base):
    """One time that the commissioner of a placement was asked for their view; `whom` there said what the `view` says.

    `duty_id` is what was owed when they were asked, None if nothing was.
    """

    __tablename__ = "commissioner_view"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    duty_id: Mapped[str | None] = mapped_column(ForeignKey("duty.id"))
    outcome: Mapped[ViewOutcome] = mapped_column(by_value(ViewOutcome))
    on: Mapped[date]
    whom: Mapped[str | None] = mapped_column(String(200))
    view: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


def newest_review(session: Session, placement_id: str, subject: str, *, held: bool = False) -> Review | None:
    """Return the latest review of a subject; with `held`, the latest for which somebody was heard."""
    rows = select(Review).where(Review.placement_id == placement_id, Review.subject == subject)
    rows = rows.where(Review.unreached.is_(False), Review.declined.is_(False)) if held else rows
    return session.scalar(rows.order_by(Review.on.desc(), Review.added_at.desc()).limit(1))


def is_followed() -> ColumnElement[bool]:
    """Return whether a later formal review of the same subject was held in the same stay."""
    later = aliased(Review)
    same = (later.placement_id == Review.placement_id, later.subject == Review.subject)
    was_heard = (later.formal, later.unreached.is_(False), later.declined.is_(False))
    after = tuple_(later.on, later.added_at) > tuple_(Review.on, Review.added_at)
    return select(later.id).where(*same, *was_heard, after).exists()


def newest_reviews(placement_ids: Collection[str] | BindParameter[Any], *which: ColumnElement[bool]) -> Select[str]:
    """Return the query for the ids of the latest review of each subject of these placements, under the conditions."""
    newest_first = (Review.on.desc(), Review.added_at.desc())
    subjects = (Review.placement_id, Review.subject)
    place = func.row_number().over(partition_by=subjects, order_by=newest_first).label("place")
    placed = select(Review.id, place).where(Review.placement_id.in_(placement_ids), *which).subquery()
    return select(placed.c.id).where(placed.c.place == 1)
