"""All reviews and results of a placement, newest first and page by page, and the way to those of other placements."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from models.change import Change, Read
from models.permission import Permission
from models.reviews.latest import ReviewShown, read_reviews
from models.scales.catalogue import all_scales
from models.stays import visible
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import Review
from models.tables.staff import Staff

MOST_ON_A_PAGE, MOST_DIGITS = 8, 6


@dataclass(frozen=True)
class ResultShown:
    """One result that is no review's grade."""

    subject: str
    on: date
    source: Source
    value: str
    scale: str
    by: str | None


@dataclass(frozen=True)
class OtherPlacement:
    """Another placement of the pupil, and the day on which it ended, if it is over; `how`, if that is recorded."""

    id: str
    ended_on: date | None
    how: Departure | None


@dataclass(frozen=True)
class History:
    """One page of a placement's history, which begins with the entry at the place `start` of `in_all`.

    `others` are the pupil's other placements, each with how it ended, for those who may see past ones.
    """

    placement_id: str
    first_name: str
    reference: str
    left_on: date | None
    entries: tuple[ReviewShown | ResultShown, ...]
    in_all: int
    start: int
    others: tuple[OtherPlacement, ...]


def history(change: Change, value: str) -> History:
    """Return the page of the history that `value`, "placement:start", asks for, and log the look."""
    placement_id, _, start = value.partition(":")
    placement = visible(change, placement_id)
    change.require(Permission.PROGRESS_SEE, placement)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="history")
    at = int(start) if start.isdecimal() and len(start) <= MOST_DIGITS else 0
    every = _entries(placement)
    in_all = change.session.scalar(select(func.count()).select_from(every.subquery())) or 0
    pupil, entries = placement.pupil, _page(change, every, at)
    others = _others(change, placement) if change.may(Permission.PAST_SEE) else ()
    left_on = None if placement.is_current(change.today) else placement.left_on
    return History(placement.id, pupil.first_name, pupil.reference, left_on, entries, in_all, at, others)


def _entries(placement: Placement) -> CompoundSelect[Any]:
    """Select the reviews of a placement, and the results that are not the grade of one of them."""
    grades = select(Review.result_id).where(Review.placement_id == placement.id, Review.result_id.is_not(None))
    results = select(literal(False), Result.id, Result.on, Result.added_at)
    reviews = select(literal(True).label("is_review"), Review.id, Review.on, Review.added_at.label("at"))
    return union_all(
        reviews.where(Review.placement_id == placement.id),
        results.where(Result.placement_id == placement.id, Result.id.not_in(grades)),
    )


def _page(read: Read, every: CompoundSelect[Any], start: int) -> tuple[ReviewShown | ResultShown, ...]:
    entry = every.subquery().c
    order = (entry.on.desc(), entry.at.desc(), entry.id)
    rows = read.session.execute(select(entry.id, entry.is_review).order_by(*order).offset(start).limit(MOST_ON_A_PAGE))
    found = rows.all()
    reviews = read_reviews(read, [row.id for row in found if row.is_review])
    results = _results(read, [row.id for row in found if not row.is_review])
    return tuple(reviews[row.id] if row.is_review else results[row.id] for row in found)


def _results(read: Read, ids: list[str]) -> dict[str, ResultShown]:
    scales = {scale.key: scale.label for scale in all_scales(read.session)}
    rows = select(Result.id, Result.subject, Result.on, Result.source, Result.value, Result.scale)
    rows = rows.add_columns(Staff.name).outerjoin(Staff, Staff.id == Result.by_id)
    return {
        row.id: ResultShown(row.subject, row.on, row.source, row.value, scales[row.scale], row.name)
        for row in read.session.execute(rows.where(Result.id.in_(ids)))
    }


def _others(read: Read, placement: Placement) -> tuple[OtherPlacement, ...]:
    rows = select(Placement.id, Placement.left_on, Leaving.on, Leaving.how)
    rows = rows.outerjoin(Leaving, Leaving.placement_id == Placement.id)
    rows = rows.where(Placement.pupil_id == placement.pupil_id)
    rows = rows.where(Placement.id != placement.id).order_by(Placement.added_at.desc(), Placement.id)
    found = read.session.execute(rows)
    return tuple(
        OtherPlacement(row.id, (row.on or row.left_on) if row.left_on and row.left_on < read.today else None, row.how)
        for row in found
    )
