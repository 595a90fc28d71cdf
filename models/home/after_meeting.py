"""What Heads read on their Home the morning after the allocations meeting: what came of it, in one line."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from models.change import Read
from models.names import used_name
from models.tables.meeting import Action, AllocationsMeeting
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil

MOST_NAMES = 5


@dataclass(frozen=True)
class AfterMeeting:
    """What came of the meeting `on` a day. `starting` are the first pupils whose first day was set for since then.

    A first day that was set is a plan: `started` are those who were seen in school for the first time since then.
    """

    on: date
    agreed: int
    allocated: int
    starting: tuple[str, ...]
    starting_in_all: int
    started: tuple[str, ...]
    started_in_all: int


def after_meeting(read: Read) -> AfterMeeting | None:
    """Return what came of the last allocations meeting; None but on the first school day after it."""
    held = select(AllocationsMeeting.on, AllocationsMeeting.opened_at).where(AllocationsMeeting.on < read.today)
    last = read.session.execute(held.order_by(AllocationsMeeting.on.desc()).limit(1)).first()
    if last is None or read.today > read.calendar.add_school_days(last.on, 1):
        return None
    agreed = select(func.count()).select_from(Action).where(Action.added_at >= last.opened_at)
    allocated = select(func.count()).select_from(Placement).where(Placement.allocated_on >= last.on)
    starting = _pupils(read, Placement.first_day, last.on, Placement.in_school_on.is_(None))
    started = _pupils(read, Placement.in_school_on, last.on)
    return AfterMeeting(
        last.on,
        read.session.scalar(agreed) or 0,
        read.session.scalar(allocated.where(current(read.today))) or 0,
        *starting,
        *started,
    )


def _pupils(
    read: Read, day: InstrumentedAttribute[date | None], since: date, *which: ColumnElement[bool]
) -> tuple[tuple[str, ...], int]:
    """Return the first few of those for whom this day of theirs was since then, and how many they are."""
    rows = (
        select(Pupil.preferred_name, Pupil.forenames, Pupil.surname, func.count().over().label("in_all"))
        .join(Placement, Placement.pupil_id == Pupil.id)
        .where(day.between(since, read.today), current(read.today), *which)
        .order_by(day, Pupil.surname, Pupil.forenames, Pupil.id)
    )
    found = read.session.execute(rows.limit(MOST_NAMES)).all()
    names = tuple(used_name(row.preferred_name, row.forenames, row.surname) for row in found)
    return names, found[0].in_all if found else 0
