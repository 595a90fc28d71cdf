"""Assigning a duty to another member of staff."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.cover import refuse_if_away
from models.duties.hand_over import FOLLOWED_FOR, check_rights, pupil_of
from models.duties.heirs import reassign
from models.duties.overdue import days_late
from models.duties.owed_words import last_day_of, owed_in_words
from models.errors import Refused
from models.permission import Permission
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.staff import Staff, by_slack_id


@dataclass(frozen=True)
class AssignedDuty:
    """A duty and its present owner, with as much of the pupil as a direct message may hold; `late` in school days."""

    id: str
    kind: DutyKind
    what: str
    placement_id: str | None
    first_name: str | None
    reference: str | None
    due_on: date
    done_on: date | None
    ending: Ending | None
    late: int
    owner_id: str
    owner: str


def duty_to_assign(read: Read, duty_id: str) -> AssignedDuty:
    """Return a duty for the form that assigns it. Raises Refused if it is done or the actor may not assign it."""
    owed = assigned_duty(read, duty_id)
    _require(read, read.get(Duty, duty_id))
    return owed


def assigned_duty(read: Read, duty_id: str) -> AssignedDuty:
    """Return a duty as it is today, open or done."""
    duty = read.get(Duty, duty_id)
    pupil = read.get(Placement, duty.placement_id).pupil if duty.placement_id else None
    names: tuple[str | None, str | None] = (pupil.first_name, pupil.reference) if pupil else (None, None)
    owner = read.get(Staff, duty.owner_id)
    return AssignedDuty(
        duty.id,
        duty.kind,
        owed_in_words(read, duty, last_day_of(read, duty)),
        duty.placement_id,
        *names,
        duty.due_on,
        duty.done_on,
        duty.ending,
        days_late(read, duty.kind, duty.due_on, duty.done_on),
        owner.id,
        owner.name,
    )


def assign_duty(change: Change, duty_id: str, slack_id: str) -> None:
    """Make a member of staff the owner of a duty, and tell them. Raises Refused if they could not do it."""
    duty = change.get(Duty, duty_id)
    _require(change, duty)
    to = _able(change, duty, slack_id)
    before = duty.owner_id
    if before == to.id and duty.offered_to_id is None:
        return
    reassign(change, duty, to.id)
    pupil_id = pupil_of(change, duty)
    change.record("duty:assign", duty, pupil_id=pupil_id)
    if to.id not in (change.actor.staff_id, before):
        live_until = change.now + FOLLOWED_FOR
        change.say("step.given", to, about=duty.id, pupils=[pupil_id], live_until=live_until)


def _require(read: Read, duty: Duty) -> None:
    read.require(Permission.DUTY_ASSIGN, read.session.get(Placement, duty.placement_id) if duty.placement_id else None)
    if duty.done_on is not None:
        raise Refused("That has ended already, so there is nothing to hand over.")


def _able(change: Change, duty: Duty, slack_id: str) -> Staff:
    to = by_slack_id(change.session, slack_id)
    if to is None or not to.active:
        raise Refused("Choose someone on the staff. A Head can add staff with /halfterm.", field="to")
    check_rights(duty.kind, to, field="to")
    refuse_if_away(change, to, field="to")
    return to
