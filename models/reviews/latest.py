"""The newest review of each subject of a placement, and the newest family reviews, in one statement."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, or_, select

from models.change import Read, own_undo_until
from models.duties.owed_words import is_before_leaving
from models.permission import Permission
from models.progress.subject import may_correct
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import FAMILY, Review, TrackStatus, is_followed, newest_reviews
from models.tables.staff import Staff


@dataclass(frozen=True)
class ReviewShown:
    """One review as those around the pupil see it; the subject is FAMILY for a family review.

    It was held `on` a day, and recorded at `added_at`. `is_before_leaving`: it serves as the last of the placement.
    """

    subject: str
    on: date
    formal: bool
    unreached: bool
    declined: bool
    grade: str | None
    assessed_on: date | None
    track: TrackStatus | None
    why: str | None
    told_on: date | None
    told_how: str | None
    told_grade: str | None
    next_step: str | None
    pupil_view: str | None
    parent_view: str | None
    by: str | None
    id: str
    added_at: datetime
    undo_until: datetime | None = None
    may_correct: bool = False
    is_before_leaving: bool = False

    @property
    def was_held(self) -> bool:
        """Whether somebody was heard."""
        return not (self.unreached or self.declined)


def show_reviews(read: Read, placement: Placement) -> tuple[ReviewShown, ...]:
    """Return the newest reviews, the family review first, then by subject; none if the actor may not see progress."""
    if not read.may(Permission.PROGRESS_SEE, placement):
        return ()
    return read_newest(read, placement.id)


def read_newest(read: Read, placement_id: str) -> tuple[ReviewShown, ...]:
    """Return the newest reviews, the family review first. The caller has checked the right to see them.

    Of the family reviews, what the parents and what the pupil answered last are both shown, held together or not.
    """
    return read_newest_of(read, [placement_id]).get(placement_id, ())


def read_newest_of(read: Read, placement_ids: Collection[str]) -> dict[str, tuple[ReviewShown, ...]]:
    """Return the same for several placements, by their ids, in one statement."""
    found: dict[str, tuple[ReviewShown, ...]] = {}
    for row in read.session.execute(_newest_shown(), {"placements": list(placement_ids)}):
        found[row.placement_id] = (*found.get(row.placement_id, ()), _review(read, row))
    return found


def read_reviews(read: Read, review_ids: Collection[str]) -> dict[str, ReviewShown]:
    """Return these reviews by their ids. The caller has checked the right to see them."""
    rows = read.session.execute(_shown().where(Review.id.in_(review_ids)))
    return {row.id: _review(read, row) for row in rows}


@cache
def _newest_shown() -> Select[Any]:
    """Select the newest of the reviews, built once: it takes longer to build than to answer."""
    asked = or_(Review.pupil_view.is_not(None), Review.formal.is_(False) & Review.declined)
    placement_ids: BindParameter[Any] = bindparam("placements", expanding=True)
    newest = (
        newest_reviews(placement_ids),
        newest_reviews(placement_ids, Review.subject == FAMILY, Review.formal.is_(True)),
        newest_reviews(placement_ids, Review.subject == FAMILY, asked),
    )
    order = (Review.subject != FAMILY, Review.subject, Review.on.desc(), Review.added_at.desc())
    return _shown().where(or_(*(Review.id.in_(ids) for ids in newest))).order_by(*order)


def _shown() -> Select[Any]:
    """Select reviews with their grades, the name and the id of whoever held them, and their placement."""
    return (
        select(Review.subject, Review.on, Review.formal, Review.unreached, Review.declined)
        .add_columns(Result.value, Result.on, Review.track, Review.why, Review.told_on, Review.told_how)
        .add_columns(Review.told_grade, Review.next_step, Review.pupil_view, Review.parent_view)
        .add_columns(Staff.name, Review.id, Review.added_at, Review.by_id, Review.placement_id, Placement.left_on)
        .add_columns(is_followed().label("is_followed"))
        .join(Placement, Placement.id == Review.placement_id)
        .outerjoin(Result, Result.id == Review.result_id)
        .outerjoin(Staff, Staff.id == Review.by_id)
    )


def _review(read: Read, row: Row[Any]) -> ReviewShown:
    until = own_undo_until(read, row.by_id, row.added_at)
    shown = replace(ReviewShown(*tuple(row)[:-4]), undo_until=until, may_correct=may_correct(read, row.by_id))
    is_last = shown.formal and shown.was_held and not row.is_followed
    return replace(shown, is_before_leaving=is_last and is_before_leaving(read.calendar, shown.on, row.left_on))
