"""The pupils whose keyworker or teacher a member of staff is, read a screenful at a time in two statements."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, union

from models.change import Read
from models.names import used_name
from models.school.school_year import year_in_line
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import LINE, Pupil

MOST_PUPILS = 10


@dataclass(frozen=True)
class MyPupil:
    """One current pupil, and what the actor is to them."""

    placement_id: str
    name: str
    year: str
    reference: str
    is_keyworker: bool
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class MyPupils:
    """The first of the actor's pupils by name, and how many there are in all."""

    lines: tuple[MyPupil, ...] = ()
    in_all: int = 0

    @property
    def more(self) -> int:
        return self.in_all - len(self.lines)


def my_pupils(read: Read) -> MyPupils:
    """List the pupils whose keyworker or teacher the actor is, first by name."""
    rows = read.session.execute(
        select(Placement.id, Placement.keyworker_id, *LINE, func.count().over().label("in_all"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(current(read.today), is_mine(read))
        .order_by(Pupil.surname, Pupil.forenames, Placement.id)
        .limit(MOST_PUPILS)
    ).all()
    subjects = _subjects(read, [row.id for row in rows])
    lines = tuple(_line(read, row, tuple(subjects.get(row.id, ()))) for row in rows)
    return MyPupils(lines, rows[0].in_all if rows else 0)


def is_mine(read: Read) -> ColumnElement[bool]:
    """Return the condition that the actor is keyworker or a teacher of a placement.

    It is two selects, an index each: with "or" PostgreSQL would read every placement.
    """
    leads = select(Placement.id).where(Placement.keyworker_id == read.actor.staff_id)
    teaches = select(Teaching.placement_id).where(Teaching.staff_id == read.actor.staff_id)
    return Placement.id.in_(union(leads, teaches))


def _subjects(read: Read, placements: list[str]) -> dict[str, list[str]]:
    taught = select(Teaching.placement_id, Teaching.subject).where(Teaching.staff_id == read.actor.staff_id)
    found: dict[str, list[str]] = {}
    for row in read.session.execute(taught.where(Teaching.placement_id.in_(placements)).order_by(Teaching.subject)):
        found.setdefault(row.placement_id, []).append(row.subject)
    return found


def _line(read: Read, row: Any, subjects: tuple[str, ...]) -> MyPupil:
    return MyPupil(
        placement_id=row.id,
        name=used_name(row.preferred_name, row.forenames, row.surname),
        year=year_in_line(row, read.today),
        reference=row.reference,
        is_keyworker=row.keyworker_id == read.actor.staff_id,
        subjects=subjects,
    )
