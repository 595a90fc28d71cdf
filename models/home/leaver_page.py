"""The page of a pupil who has left, for whoever only has something to do for them: what that takes, and no more."""

from dataclasses import dataclass
from datetime import date

from models.change import Read
from models.duties.kinds import KINDS, OF_LEAVING
from models.duties.overdue import Passed, days_late, overdue_when_passed
from models.leaving.check_ins import check_ins_of
from models.leaving.leave import may_correct_leaving
from models.pupils.leavers import openable
from models.pupils.summary import PupilSummary, names_of_staff, pupil_summary
from models.rights import refusal_reason
from models.tables.duty import Duty, DutyKind, open_duties
from models.tables.leaving import CheckIn, Leaving, leaving_of
from models.tables.placement import Placement


@dataclass(frozen=True)
class LeaverDuty:
    """One thing that the reader still has to do for a pupil who has left; `late` is in school days."""

    id: str
    kind: DutyKind
    what: str
    due_on: date
    late: int
    handed_over: Passed | None
    may_do: bool


@dataclass(frozen=True)
class LeaverPage:
    """Who left, when and where to, how earlier check-ins went, and what the reader still has to do or may correct."""

    who: PupilSummary
    placement: Placement
    leaving: Leaving | None
    check_ins: tuple[CheckIn, ...]
    owed: tuple[LeaverDuty, ...]
    may_correct: bool


def read_leaver(read: Read, placement_id: str) -> LeaverPage:
    """Read the page of a pupil who has left. Raises Absent unless the reader still has something to do for them."""
    placement = openable(read, placement_id)
    mine = open_duties(placement.id, *OF_LEAVING).where(Duty.owner_id == read.actor.staff_id)
    return LeaverPage(
        pupil_summary(read, placement, names_of_staff(read)),
        placement,
        leaving_of(read.session, placement.id),
        check_ins_of(read, placement.id),
        tuple(_owed(read, duty) for duty in read.session.scalars(mine.order_by(Duty.due_on, Duty.kind))),
        may_correct_leaving(read, placement),
    )


def _owed(read: Read, duty: Duty) -> LeaverDuty:
    kind = KINDS[duty.kind]
    return LeaverDuty(
        duty.id,
        duty.kind,
        kind.label,
        duty.due_on,
        days_late(read, duty.kind, duty.due_on),
        overdue_when_passed(read, duty),
        refusal_reason(kind.right, read.staff.relation(own=True)) is None,
    )
