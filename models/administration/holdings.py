"""What hangs on a colleague, shown to a Head before they go or are away, and who could take it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Read
from models.duties.overdue import days_late, is_overdue, is_overdue_with_owner
from models.duties.owed_words import owed_in_words
from models.errors import Absent
from models.permission import Permission
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import Pupil
from models.tables.staff import Staff, active_staff

MOST_PUPILS = 8


@dataclass(frozen=True)
class Person:
    """A colleague who could take over."""

    id: str
    name: str


@dataclass(frozen=True)
class Holdings:
    """What hangs on a colleague: how much is owed and overdue, whose keyworker they are, which subjects they teach.

    `late` is overdue since it passed to them, if it did; `late_when_passed` was overdue before, and is not `late` yet,
    nor is what is `uncovered`, which fell due while they were away.
    `pupils` are the first of `pupils_in_all`, by name and reference; `subjects` have the number of pupils. The others
    are proposals: who could be keyworker, teach the subjects, and cover.
    """

    staff: Person
    owed: int
    late: int
    late_when_passed: int
    uncovered: int
    offered: int
    pupils: tuple[str, ...]
    pupils_in_all: int
    subjects: tuple[tuple[str, int], ...]
    keyworker: Person | None
    teacher: Person | None
    could_cover: tuple[Person, ...]


@dataclass(frozen=True)
class PassedDuty:
    """One thing that passed to somebody from a colleague who has left; `late` is in school days."""

    kind: DutyKind
    what: str
    first_name: str | None
    reference: str | None
    due_on: date
    late: int


def holdings(read: Read, staff_id: str) -> Holdings:
    """Return what hangs on a colleague. Raises Refused for those who may not change the list, Absent for a leaver."""
    read.require(Permission.STAFF_CHANGE)
    staff = read.get(Staff, staff_id)
    if not staff.active:
        raise Absent
    owed, overdue, late, uncovered = _counts(read, staff_id)
    offered = select(func.count()).select_from(Duty).where(Duty.offered_to_id == staff_id, Duty.done_on.is_(None))
    pupils = _pupils(read, staff_id)
    subjects = _subjects(read, staff_id)
    others = [one for one in active_staff(read.session) if one.id != staff_id and not one.is_away(read.today)]
    near = _near(read, staff_id, others)
    teacher = next((one for one in others if subjects and {name for name, _ in subjects} <= set(one.subjects)), None)
    return Holdings(
        staff=Person(staff.id, staff.name),
        owed=owed,
        late=late,
        late_when_passed=overdue - late - uncovered,
        uncovered=uncovered,
        offered=read.session.scalar(offered) or 0,
        pupils=tuple(pupils[:MOST_PUPILS]),
        pupils_in_all=len(pupils),
        subjects=tuple(subjects),
        keyworker=_person(near[0]) if near and pupils else None,
        teacher=_person(teacher) if teacher else None,
        could_cover=tuple(_person(one) for one in (near or others)[:3]),
    )


def passed_to(read: Read, leaver_id: str, staff_id: str | None) -> list[PassedDuty]:
    """Return what somebody still owes of what passed to them from a colleague who has left, most pressing first."""
    rows = select(Duty, Pupil, Placement.left_on).outerjoin(Placement, Placement.id == Duty.placement_id)
    rows = rows.outerjoin(Pupil, Pupil.id == Placement.pupil_id).where(Duty.passed_from_id == leaver_id)
    rows = rows.where(Duty.owner_id == staff_id, Duty.done_on.is_(None)).order_by(Duty.due_on, Duty.id)
    return [
        PassedDuty(
            duty.kind,
            owed_in_words(read, duty, left_on),
            pupil.first_name if pupil else None,
            pupil.reference if pupil else None,
            duty.due_on,
            days_late(read, duty.kind, duty.due_on),
        )
        for duty, pupil, left_on in read.session.execute(rows)
    ]


def _person(staff: Staff) -> Person:
    return Person(staff.id, staff.name)


def _counts(read: Read, staff_id: str) -> tuple[int, int, int, int]:
    """Count what somebody owes, what of it is overdue, what is late with them, and what nobody covered for them."""
    is_late, is_theirs = is_overdue(read), is_overdue_with_owner(read)
    late, theirs = func.count().filter(is_late), func.count().filter(is_theirs)
    uncovered = func.count().filter(is_late, ~is_theirs, Duty.is_uncovered)
    owed = select(func.count(), late, theirs, uncovered).select_from(Duty)
    owed = owed.where(Duty.owner_id == staff_id, Duty.done_on.is_(None))
    count, overdue, with_them, not_covered = read.session.execute(owed).one()
    return count, overdue, with_them, not_covered


def _pupils(read: Read, staff_id: str) -> list[str]:
    theirs = select(Pupil).join(Placement, Placement.pupil_id == Pupil.id)
    theirs = theirs.where(Placement.keyworker_id == staff_id, current(read.today))
    pupils = read.session.scalars(theirs.order_by(Pupil.surname, Pupil.forenames, Pupil.id))
    return [f"{pupil.first_name} ({pupil.reference})" for pupil in pupils]


def _subjects(read: Read, staff_id: str) -> list[tuple[str, int]]:
    taught = select(Teaching.subject, func.count()).join(Placement, Placement.id == Teaching.placement_id)
    taught = taught.where(Teaching.staff_id == staff_id, current(read.today)).group_by(Teaching.subject)
    return [(subject, int(count)) for subject, count in read.session.execute(taught.order_by(Teaching.subject))]


def _near(read: Read, staff_id: str, others: Sequence[Staff]) -> list[Staff]:
    """Return the colleagues who teach the pupils of this keyworker, those who teach most of them first."""
    taught = select(Teaching.staff_id, func.count(Teaching.placement_id.distinct()).label("pupils"))
    taught = taught.join(Placement, Placement.id == Teaching.placement_id)
    taught = taught.where(Placement.keyworker_id == staff_id, current(read.today)).group_by(Teaching.staff_id)
    pupils = {row.staff_id: row.pupils for row in read.session.execute(taught)}
    return sorted((one for one in others if one.id in pupils), key=lambda one: (-pupils[one.id], one.name))
