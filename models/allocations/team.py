"""The team around a pupil, which is the keyworker and the subject teachers, and who is told when it changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.duties.heirs import Teachers
from models.duties.overdue import days_late
from models.duties.owed_words import owed_in_words
from models.tables.duty import Duty
from models.tables.placement import Placement, teachers_by_subject
from models.tables.staff import Staff

TOLD, CHANGED = "allocate.told", "allocate.changed"
KEYWORKER = ""

TeamRoles = set[tuple[str, str]]


@dataclass(frozen=True)
class OwedByRole:
    """One thing that somebody owes for a pupil; `late` is in school days."""

    what: str
    due_on: date
    late: int


@dataclass(frozen=True)
class TeamRole:
    """Somebody's role for a pupil today, keyworker, teacher of these subjects, both or neither, and what they owe."""

    placement_id: str
    first_name: str
    reference: str
    first_day: date | None
    keyworker: str | None
    is_keyworker: bool
    subjects: tuple[str, ...]
    owed: tuple[OwedByRole, ...]


def team_role_of(read: Read, placement_id: str, staff_id: str) -> TeamRole | None:
    """Return somebody's role in a placement; None once the placement is over."""
    placement = read.session.get(Placement, placement_id)
    if placement is None or not placement.is_current(read.today):
        return None
    keyworker = read.session.get(Staff, placement.keyworker_id) if placement.keyworker_id else None
    taught = sorted(subject for teacher, subject in team_roles(read, placement) if teacher == staff_id and subject)
    return TeamRole(
        placement.id,
        placement.pupil.first_name,
        placement.pupil.reference,
        placement.first_day,
        keyworker.name if keyworker else None,
        placement.keyworker_id == staff_id,
        tuple(taught),
        tuple(_owed(read, placement, staff_id)),
    )


def _owed(read: Read, placement: Placement, staff_id: str) -> Iterator[OwedByRole]:
    mine = select(Duty).where(Duty.placement_id == placement.id, Duty.owner_id == staff_id, Duty.done_on.is_(None))
    for duty in read.session.scalars(mine.order_by(Duty.due_on, Duty.kind, Duty.about)):
        yield OwedByRole(
            owed_in_words(read, duty, placement.left_on), duty.due_on, days_late(read, duty.kind, duty.due_on)
        )


def team_roles(read: Read, placement: Placement) -> TeamRoles:
    """Return each role in a placement as staff id and subject, with KEYWORKER as the subject of the keyworker."""
    return roles_in(placement, teachers_by_subject(read.session, placement.id))


def roles_in(placement: Placement, by_subject: Teachers) -> TeamRoles:
    """Return the same, given the teachers by subject."""
    taught = {(staff_id, subject) for subject, theirs in by_subject.items() for staff_id in theirs}
    return taught | ({(placement.keyworker_id, KEYWORKER)} if placement.keyworker_id else set())


def tell(change: Change, placement: Placement, before: TeamRoles) -> None:
    """Tell each colleague who has gained or lost a role, with one message each. The actor knows already."""
    after = team_roles(change, placement)
    lost, won = ({staff_id for staff_id, _ in roles} for roles in (before - after, after - before))
    change.refresh(*lost, *won)
    for staff_id in sorted((lost | won) - {change.actor.staff_id}):
        kind = CHANGED if staff_id in lost else TOLD
        change.say(kind, change.get(Staff, staff_id), about=placement.id, pupils=[placement.pupil_id])
