"""Finding a pupil or a colleague by what is typed: the start of any part of a name, or the reference."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true
from sqlalchemy.orm import aliased

from models.change import Read
from models.names import used_name
from models.permission import Permission
from models.pupils.leavers import owed_by_me
from models.pupils.mine import is_mine
from models.school.school_year import year_in_line
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement, current
from models.tables.pupil import LINE, Pupil, named
from models.tables.staff import Staff
from models.text import begins_words_of

MOST_FOUND = 20
# As many options as a menu of Slack's holds.
MOST_OFFERED = 100
OTHER = aliased(Placement)


@dataclass(frozen=True)
class Found:
    """One pupil or colleague who was found; `more` is the year group and reference, or the role."""

    id: str
    name: str
    more: str


def find_pupils(read: Read, typed: str, *, most: int = MOST_FOUND) -> list[Found]:
    """Find current pupils, whom all staff may see; each `id` is a placement's.

    This is one statement, whatever the size of the school.
    """
    read.require(Permission.SUMMARY_SEE)
    return _find(read, typed, most, current(read.today))


def find_mine(read: Read, typed: str) -> list[Found]:
    """Find pupils whose keyworker or teacher the actor is: all of them while nothing is typed."""
    return _find(read, typed, MOST_OFFERED, and_(current(read.today), is_mine(read)))


def find_past(read: Read, typed: str, *, most: int = MOST_FOUND) -> list[Found]:
    """Find pupils who have left, by their last placement: all, or those for whom the actor still owes something."""
    whose = true() if read.may(Permission.PAST_SEE) else owed_by_me(read)
    later = or_(current(read.today, OTHER), OTHER.added_at > Placement.added_at)
    goes_on = exists().where(OTHER.pupil_id == Placement.pupil_id, OTHER.id != Placement.id, later)
    return _find(read, typed, most, and_(not_(current(read.today)), ~goes_on, whose))


def find_anyone(read: Read, typed: str) -> list[Found]:
    """Find current pupils and, as far as the actor may open them, pupils who have left."""
    return [*find_pupils(read, typed), *find_past(read, typed)]


def find_staff(read: Read, typed: str, *, most: int = MOST_FOUND) -> list[Found]:
    """Find active colleagues by name. They are few enough to be matched here, accents and all."""
    here = select(Staff.id, Staff.name, Staff.role).where(Staff.left_at.is_(None)).order_by(Staff.name)
    fitting = [row for row in read.session.execute(here) if begins_words_of(typed, row.name)]
    return [Found(row.id, row.name, row.role.label) for row in fitting[:most]]


def _find(read: Read, typed: str, most: int, which: ColumnElement[bool]) -> list[Found]:
    rows = (
        select(Placement.id, Placement.left_on, Leaving.how, *LINE)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Leaving, Leaving.placement_id == Placement.id)
        .where(which, *named(typed))
        .order_by(Pupil.surname, Pupil.forenames, Placement.added_at.desc(), Placement.id)
    )
    found = read.session.execute(rows.limit(most))
    return [Found(row.id, used_name(row.preferred_name, row.forenames, row.surname), _more(read, row)) for row in found]


def _more(read: Read, row: Any) -> str:
    year = year_in_line(row, row.left_on or read.today)
    how = "left" if row.how in (None, Departure.LEFT) else f"referral {row.how}"
    left = f"{how} {row.left_on:%B %Y}" if row.left_on and row.left_on < read.today else ""
    return " · ".join(part for part in (year, row.reference, left) if part)
