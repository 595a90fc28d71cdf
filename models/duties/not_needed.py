"""Saying that something is not needed after all, with the reason, and taking that back."""

from dataclasses import replace

from models.change import Change, Read
from models.duties.assign import AssignedDuty, assigned_duty
from models.duties.hand_over import pupil_of
from models.duties.kinds import KINDS
from models.duties.reopen import reopen_duty
from models.errors import Absent, Refused
from models.permission import Permission
from models.tables.duty import DECIDED, Duty, Ending, open_duty
from models.tables.placement import Placement


def duty_in_question(read: Read, duty_id: str) -> AssignedDuty:
    """Return a duty for the form that asks why it is not needed. Raises Refused if it has ended."""
    duty, owed = read.get(Duty, duty_id), assigned_duty(read, duty_id)
    _require(read, duty)
    return replace(owed, what=duty.what or owed.what)


def end_as_not_needed(change: Change, duty_id: str, why: str) -> None:
    """End a duty as not needed, for a reason that is shown wherever the duty is. Raises Refused if it has ended."""
    duty = change.get(Duty, duty_id)
    _require(change, duty)
    duty.why, duty.late_why = why, duty.why or duty.late_why
    change.close_duty(duty, Ending.NOT_NEEDED)
    change.record("duty:not_needed", duty, pupil_id=pupil_of(change, duty))


def take_back(change: Change, duty_id: str) -> None:
    """Reopen a duty that was not needed, or involved nobody. Raises Refused if it ended in another way."""
    duty = change.get(Duty, duty_id)
    change.require(Permission.DUTY_END, _placement(change, duty))
    if duty.ending not in DECIDED:
        raise Refused("This is not marked as not needed. Open the pupil's page again to see how it stands.")
    if open_duty(change.session, duty.kind, duty.placement_id, duty.about) is not None:
        raise Refused("This is due again already. Open the pupil's page again to see how it stands.")
    reopen_duty(change, duty)
    change.record("duty:needed", duty, pupil_id=pupil_of(change, duty))


def _require(read: Read, duty: Duty) -> None:
    read.require(Permission.DUTY_END, _placement(read, duty))
    if duty.done_on is not None:
        raise Refused("This has ended already. Open the pupil's page again to see how.")
    if not KINDS[duty.kind].can_be_not_needed:
        raise Absent


def _placement(read: Read, duty: Duty) -> Placement | None:
    return read.session.get(Placement, duty.placement_id) if duty.placement_id else None
