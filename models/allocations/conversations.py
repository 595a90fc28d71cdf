"""Conversations with families: how many there were this half-term, and with whom there was none for a half-term."""

from datetime import date
from typing import Any

from sqlalchemy import Subquery, case, func, literal, null, or_, select, union_all

from models.allocations.agenda import Conversations, channel_name, line_columns
from models.change import Read
from models.school.calendar import moved
from models.tables.contact import Attempt, Outcome, Reason, Side
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil
from models.tables.review import FAMILY, Review

MOST_NAMED = 12


def conversations(read: Read) -> Conversations:
    """Return the conversations of this half-term, good news too; nothing is counted without term dates.

    A family is not spoken to for a half-term if there was no conversation in the whole of the last one, or since. Only
    words count: a message that was left is no conversation, and a review is one if the parents took part.
    """
    began = read.calendar.half_term_began(read.today)
    before = read.calendar.half_term_began(moved(began, -1)) if began else None
    if began is None:
        return Conversations()
    spoken, here = _spoken(), (current(read.today), Placement.first_day <= read.today)
    joined = select(Placement.id).outerjoin(spoken, spoken.c.placement_id == Placement.id).where(*here)
    counted = joined.with_only_columns(
        func.count(),
        func.count().filter(spoken.c.last >= began),
        func.count().filter(spoken.c.good_news >= began),
    )
    families, talked, good_news = read.session.execute(counted).one()
    silent = _silent(read, spoken, before, here) if before else ()
    named = tuple((initials, reference) for initials, _, reference in (channel_name(read, row) for row in silent))
    return Conversations(families, talked, good_news, named, silent[0].in_all if silent else 0)


def _silent(read: Read, spoken: Subquery, before: date, here: tuple[Any, ...]) -> Any:
    rows = (
        select(Placement.id, *line_columns(), func.count().over().label("in_all"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(spoken, spoken.c.placement_id == Placement.id)
        .where(*here, Placement.first_day <= before, or_(spoken.c.last.is_(None), spoken.c.last < before))
        .order_by(func.coalesce(spoken.c.last, date.min), Pupil.reference)
        .limit(MOST_NAMED)
    )
    return read.session.execute(rows).all()


def _spoken() -> Subquery:
    """Select the day of the last conversation with each family, and of the last with good news."""
    is_good = case((Attempt.reason == Reason.GOOD_NEWS, Attempt.on), else_=null())
    attempts = select(Attempt.placement_id, Attempt.on.label("day"), is_good.label("good"))
    attempts = attempts.where(Attempt.side == Side.FAMILY, Attempt.outcome == Outcome.SPOKE)
    reviews = select(Review.placement_id, Review.on, literal(None, Review.on.type)).where(
        Review.subject == FAMILY, or_(Review.parents_took_part, Review.parent_view.is_not(None))
    )
    both = union_all(attempts, reviews).subquery()
    latest = select(both.c.placement_id, func.max(both.c.day).label("last"), func.max(both.c.good).label("good_news"))
    return latest.group_by(both.c.placement_id).subquery()
