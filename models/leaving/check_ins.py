"""Check-ins: two and six weeks after the last day somebody asks whether the pupil attends where they went."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from models.change import Change, Read
from models.contacts.people import ContactShown, people_of
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.duties.leaving import CHECK_INS
from models.duties.reopen import reopen_duty
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


@dataclass(frozen=True)
class CheckInToCorrect:
    """A check-in as it was recorded, for the form that corrects it."""

    undo_window: UndoWindow
    first_name: str
    reference: str
    weeks: int
    last_day: date
    outcome: CheckInOutcome
    on: date
    note: str | None


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
    _check_day(change, leaving, on)
    row = CheckIn(placement_id=placement.id, weeks=CHECK_INS[duty.kind], on=on, outcome=outcome, note=note)
    row.by_id, row.added_at = change.actor.staff_id, change.now
    change.add(row)
    _follow(change, placement, row.weeks)
    if outcome is CheckInOutcome.NOT_ATTENDING:
        warn_of_absence(change, placement.pupil_id, row.id, is_absent=True)
    change.record("leaving:check_in", row, pupil_id=placement.pupil_id)
    return row.id


def check_in_to_correct(change: Change, check_in_id: str) -> CheckInToCorrect:
    """Prepare the form that corrects a check-in, and log the look."""
    row, placement, leaving = _made(change, check_in_id)
    require_correcting(change, placement, row)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="leaving")
    pupil, given = placement.pupil, (row.outcome, row.on, row.note)
    return CheckInToCorrect(
        undo_window_of(change, row), pupil.first_name, pupil.reference, row.weeks, leaving.on, *given
    )


def correct_check_in(
    change: Change,
    check_in_id: str,
    outcome: CheckInOutcome,
    on: date,
    note: str | None,
    why: str | None,
    version: int | None,
) -> None:
    """Correct what was found, and what it ended; Heads who were told of an absence learn what it says now."""
    row, placement, leaving = _made(change, check_in_id)
    require_correcting(change, placement, row)
    _check_day(change, leaving, on)
    before = row.outcome
    with correcting(change, row, why, version):
        row.outcome, row.on, row.note = outcome, on, note
    _follow(change, placement, row.weeks)
    if before is not outcome:
        is_absent = outcome is CheckInOutcome.NOT_ATTENDING
        warn_of_absence(change, placement.pupil_id, row.id, is_absent=is_absent)


def undo_check_in(change: Change, check_in_id: str) -> None:
    """Undo a check-in within ten minutes; what it had ended is owed again, and Heads who were told learn of it."""
    row, placement, _ = _made(change, check_in_id)
    weeks = row.weeks
    take_back(change, row)
    _follow(change, placement, weeks)
    warn_of_absence(change, placement.pupil_id, check_in_id, is_absent=False)


def owed_for(read: Read, one: CheckIn) -> str:
    """Return the id of the duty that a check-in answers, or may have ended."""
    rows = select(Duty.id).where(Duty.placement_id == one.placement_id, Duty.kind == KIND_OF[one.weeks])
    return read.session.scalars(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1)).one()


def check_ins_of(read: Read, placement_id: str) -> tuple[CheckIn, ...]:
    """Return the check-ins of a pupil who has left, the oldest first."""
    rows = _after_leaving(placement_id).with_only_columns(CheckIn)
    return tuple(read.session.scalars(rows.order_by(CheckIn.on, CheckIn.added_at)))


def follow_last_day(change: Change, placement: Placement) -> None:
    """Drop the check-ins that ended by what was asked before the last day, as it is now known, or without one."""
    change.session.flush()
    done = select(Duty).where(Duty.placement_id == placement.id, Duty.kind.in_(CHECK_INS))
    for duty in change.session.scalars(done.where(Duty.ending.in_((Ending.DONE, Ending.UNREACHABLE)))).all():
        if _ending(change, placement, CHECK_INS[duty.kind]) is None:
            change.close_duty(duty, Ending.DROPPED)


def _owed(read: Read, duty_id: str) -> tuple[Duty, Placement, Leaving]:
    duty = read.get(Duty, duty_id)
    placement = read.get(Placement, duty.placement_id)
    leaving = leaving_of(read.session, placement.id)
    if duty.kind not in CHECK_INS or leaving is None:
        raise Absent
    read.require(Permission.LEAVING_SET, placement, own=duty.owner_id == read.actor.staff_id)
    if duty.done_on is not None:
        raise Refused("This has ended already. Ask the office if there is more to record.")
    return duty, placement, leaving


def _made(read: Read, check_in_id: str) -> tuple[CheckIn, Placement, Leaving]:
    row = read.get(CheckIn, check_in_id)
    placement = read.get(Placement, row.placement_id)
    leaving = leaving_of(read.session, placement.id)
    if leaving is None:
        raise Absent
    read.require(Permission.LEAVING_SET, placement, own=row.by_id == read.actor.staff_id)
    return row, placement, leaving


def _check_day(read: Read, leaving: Leaving, on: date) -> None:
    if on > read.today:
        raise Refused("That date is in the future. Record it once you have asked.", field="on")
    if on <= leaving.on:
        raise Refused(f"Their last day is {in_full(leaving.on)}: ask after that.", field="on")


def _after_leaving(placement_id: str) -> Select[Any]:
    """Select from what was asked after the last day: earlier the pupil was still here."""
    asked = select().select_from(CheckIn).join(Leaving, Leaving.placement_id == CheckIn.placement_id)
    return asked.where(CheckIn.placement_id == placement_id, CheckIn.on > Leaving.on)


def _days_tried(read: Read, placement: Placement, weeks: int) -> int:
    tried = _after_leaving(placement.id).where(CheckIn.weeks == weeks, CheckIn.outcome == CheckInOutcome.NO_ANSWER)
    return read.session.scalar(tried.with_only_columns(func.count(CheckIn.on.distinct()))) or 0


def _ending(read: Read, placement: Placement, weeks: int) -> tuple[Ending, date] | None:
    """Return how and on which day a check-in has ended: somebody has answered, or nobody could be reached."""
    asked = _after_leaving(placement.id).where(CheckIn.weeks == weeks).with_only_columns(CheckIn.on)
    heard = asked.where(CheckIn.outcome != CheckInOutcome.NO_ANSWER).order_by(CheckIn.on)
    if (on := read.session.scalar(heard.limit(1))) is not None:
        return Ending.DONE, on
    days = sorted(set(read.session.scalars(asked)))
    return (Ending.UNREACHABLE, days[DAYS_TRIED - 1]) if len(days) >= DAYS_TRIED else None


def _follow(change: Change, placement: Placement, weeks: int) -> None:
    """End what is owed as the check-ins have ended it, or owe it again if they no longer have."""
    change.session.flush()
    owed = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == KIND_OF[weeks])
    duty = change.session.scalar(owed.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    if duty is None or duty.ending not in (None, Ending.DONE, Ending.UNREACHABLE):
        return
    if (ended := _ending(change, placement, weeks)) is not None:
        change.close_duty(duty, *ended)
    elif duty.done_on is not None:
        reopen_duty(change, duty)
