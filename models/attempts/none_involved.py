"""Saying that no professional is involved with a pupil: an ending of its own for the step of contacting them."""

from sqlalchemy import select

from models.change import Change, Read
from models.duties.assign import AssignedDuty, assigned_duty
from models.errors import Absent, Refused
from models.permission import Permission
from models.stays import placement_of
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement


def may_be_none(read: Read, duty: Duty, placement: Placement) -> bool:
    """Return whether the actor is offered to say that none is involved."""
    is_owed = duty.kind is DutyKind.PROFESSIONALS and duty.done_on is None
    return is_owed and _is_allowed(read, duty, placement) and not _is_one_known(read, placement)


def step_in_question(read: Read, duty_id: str) -> AssignedDuty:
    """Return the step for the form that asks how it is known. Raises Refused if the record says otherwise."""
    _check(read, duty_id)
    return assigned_duty(read, duty_id)


def say_none_involved(change: Change, duty_id: str, why: str) -> None:
    """End the step of contacting the professionals, as none is involved; `why` says how that is known."""
    duty, placement = _check(change, duty_id)
    duty.why = why
    change.close_duty(duty, Ending.NONE_INVOLVED)
    change.record("duty:none_involved", duty, pupil_id=placement.pupil_id)


def _check(read: Read, duty_id: str) -> tuple[Duty, Placement]:
    """Return the open step and its placement. Raises Denied, Absent or Refused if it cannot end so."""
    duty, placement = read.get(Duty, duty_id), placement_of(read, duty_id)
    read.require(Permission.NONE_INVOLVED, placement, own=duty.owner_id == read.actor.staff_id)
    if duty.kind is not DutyKind.PROFESSIONALS:
        raise Absent
    if duty.done_on is not None:
        raise Refused("This has ended already. Open the pupil's page again to see how.")
    if _is_one_known(read, placement):
        raise Refused("There is a professional among the contacts. Log a contact with them, or correct the contacts.")
    return duty, placement


def _is_allowed(read: Read, duty: Duty, placement: Placement) -> bool:
    return read.may(Permission.NONE_INVOLVED, placement, own=duty.owner_id == read.actor.staff_id)


def _is_one_known(read: Read, placement: Placement) -> bool:
    rows = select(Contact.id).where(Contact.pupil_id == placement.pupil_id, Contact.side == Side.PROFESSIONAL)
    return read.session.scalar(rows.where(Contact.removed_at.is_(None)).limit(1)) is not None
