"""Check-ins: two and six weeks after the last day somebody asks whether the pupil attends where they went."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from models.change import Change, Read
from models.contacts.people import ContactShown, people_of
from models.corrections.history import take_back
from models.duties.leaving import CHECK_INS
from models.duties.reopen import reopen_latest
from models.errors import Absent, Refused
from models.leaving.warnings import warn_of_absence
from models.permission import Permission
from models.school.calendar import in_full
from models.tables.duty import Duty, Ending
from models.tables.leaving import CheckIn, CheckInOutcome, Leaving, leaving_of
from models.tables.placement import Placement

DAYS_TRIED = 3
KIND_OF = {weeks: kind for kind, weeks in CHECK_INS.items()}


@dataclass(frozen=True)
class CheckInPrefill:
    """A pupil who left, for the form that records how they are getting on; `people` are whom to ring."""

    duty_id: str
    first_name: str
    reference: str
    weeks: int
    last_day: date
    destination: str | None
    tried: int
    people: tuple[ContactShown, ...]


def check_in_prefill(change: Change, duty_id: str) -> CheckInPrefill:
    """Prepare a check-in, and log the look at contacts. Raises Refused without the right, or once it has ended."""
    duty, placement, leaving = _owed(change, duty_id)
    people = people_of(change, placement.pupil_id) if change.may(Permission.CONTACT_SEE, placement, own=True) else ()
    change.record("contact:view", placement, pupil_id=placement.pupil_id, why="check_in")
    label = leaving.destination_kind.label if leaving.destination_kind else None
    pupil, weeks = placement.pupil, CHECK_INS[duty.kind]
    return CheckInPrefill(
        duty.id,
        pupil.first_name,
        pupil.reference,
        weeks,
        leaving.on,
        leaving.destination or label,
        _days_tried(change, placement, weeks),
        people,
    )


def check_in(change: Change, duty_id: str, outcome: CheckInOutcome, on: date, note: str | None) -> str:
    """Record a check-in and return its id. Without an answer on three days it ends as "could not be reached"."""
    duty, placement, leaving = _owed(change, duty_id)
    if on > change.today:
        raise Refused("That date is in the future. Record it once you have asked.", field="on")
    if on <= leaving.on:
        raise Refused(f"Their last day is {in_full(leaving.on)}: ask after that.", field="on")
    weeks = CHECK_INS[duty.kind]
    row = CheckIn(placement_id=placement.id, weeks=weeks, on=on, outcome=outcome, note=note)
    row.by_id, row.added_at = change.by.staff_id, change.now
    change.add(row)
    if outcome is not CheckInOutcome.NO_ANSWER:
        change.close_duty(duty, on=on)
    elif _days_tried(change, placement, weeks) >= DAYS_TRIED:
        change.close_duty(duty, Ending.UNREACHABLE, on)
    if outcome is CheckInOutcome.NOT_ATTENDING:
        warn_of_absence(change, placement, row)
    change.record("leaving:check_in", row, pupil_id=placement.pupil_id)
    return row.id


def undo_check_in(change: Change, check_in_id: str) -> None:
    """Undo a check-in within ten minutes; if it had ended what was owed, that is owed again."""
    row = change.get(CheckIn, check_in_id)
    placement, weeks = change.get(Placement, row.placement_id), row.weeks
    change.require(Permission.LEAVING_SET, placement, own=row.by_id == change.by.staff_id)
    take_back(change, row)
    if not _has_ended(change, placement, weeks):
        reopen_latest(change, KIND_OF[weeks], placement.id)


def check_ins_of(read: Read, placement_id: str) -> tuple[CheckIn, ...]:
    """Return the check-ins of a pupil who has left, the oldest first."""
    rows = _after_leaving(placement_id).with_only_columns(CheckIn)
    return tuple(read.session.scalars(rows.order_by(CheckIn.on, CheckIn.added_at)))


def follow_last_day(change: Change, placement: Placement) -> None:
    """Drop the check-ins that ended by what was asked before the last day, as it is now known, or without one."""
    change.session.flush()
    done = select(Duty).where(Duty.placement_id == placement.id, Duty.kind.in_(CHECK_INS))
    for duty in change.session.scalars(done.where(Duty.ending.in_((Ending.DONE, Ending.UNREACHABLE)))).all():
        if not _has_ended(change, placement, CHECK_INS[duty.kind]):
            change.close_duty(duty, Ending.DROPPED)


def _owed(read: Read, duty_id: str) -> tuple[Duty, Placement, Leaving]:
    duty = read.get(Duty, duty_id)
    placement = read.get(Placement, duty.placement_id)
    leaving = leaving_of(read.session, placement.id)
    if duty.kind not in CHECK_INS or leaving is None:
        raise Absent
    read.require(Permission.LEAVING_SET, placement, own=duty.owner_id == read.by.staff_id)
    if duty.done_on is not None:
        raise Refused("This has ended already. Ask the office if there is more to record.")
    return duty, placement, leaving


def _after_leaving(placement_id: str) -> Select[Any]:
    """Select from what was asked after the last day: earlier the pupil was still here."""
    asked = select().select_from(CheckIn).join(Leaving, Leaving.placement_id == CheckIn.placement_id)
    return asked.where(CheckIn.placement_id == placement_id, CheckIn.on > Leaving.on)


def _days_tried(read: Read, placement: Placement, weeks: int) -> int:
    tried = _after_leaving(placement.id).where(CheckIn.weeks == weeks, CheckIn.outcome == CheckInOutcome.NO_ANSWER)
    return read.session.scalar(tried.with_only_columns(func.count(CheckIn.on.distinct()))) or 0


def _has_ended(read: Read, placement: Placement, weeks: int) -> bool:
    """Return whether somebody has answered, or could not be reached on enough days."""
    heard = _after_leaving(placement.id).where(CheckIn.weeks == weeks, CheckIn.outcome != CheckInOutcome.NO_ANSWER)
    is_answered = read.session.scalar(heard.with_only_columns(CheckIn.id).limit(1)) is not None
    return is_answered or _days_tried(read, placement, weeks) >= DAYS_TRIED
