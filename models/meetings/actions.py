"""Agreed actions: who does what by when, ticked off, or carried over to the next allocations meeting."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.reopen import reopen_duty
from models.errors import Absent, Refused
from models.meetings.book import require_meetings
from models.meetings.week import next_meeting
from models.names import initials
from models.permission import Permission
from models.stays import placement_of
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.meeting import Action
from models.tables.placement import Placement
from models.tables.staff import Staff, by_slack_id

SERVICE = "service"
MOST_LETTERS = 300


@dataclass(frozen=True)
class NewAction:
    """An action, as a form gives it; `who` is a Slack id.

    `fields` are the form fields that show a refusal of `who` and of `by_when`.
    """

    what: str
    who: str
    by_when: date
    fields: tuple[str, str] = ("who", "by_when")


@dataclass(frozen=True)
class ActionPrefill:
    """What the form for an action opens with: the pupil, or nobody if the action is the service's own."""

    value: str
    first_name: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class ActionMessage:
    """An action as its owner is told of it; what it is stays out of a direct message."""

    duty_id: str | None
    placement_id: str | None
    first_name: str | None
    reference: str | None
    due_on: date
    owner_id: str


def action_prefill(read: Read, value: str) -> ActionPrefill:
    """Return what the form for an action opens with, for a placement, a duty of one, or "service"."""
    placement = _allowed(read, value)
    if placement is None:
        return ActionPrefill(SERVICE)
    return ActionPrefill(placement.id, placement.pupil.first_name, placement.pupil.reference)


def add_action(change: Change, value: str, agreed: NewAction) -> str:
    """Agree an action and return its id. Raises Refused if the actor may not."""
    return agree(change, _allowed(change, value), agreed).id


def agree(change: Change, placement: Placement | None, agreed: NewAction) -> Action:
    """Create an action and the duty to do it, and tell its owner. The caller must have checked the permission."""
    owner, due_on = _owner(change, agreed), _due(change, agreed)
    action = Action(
        placement_id=placement.id if placement else None,
        what=agreed.what[:MOST_LETTERS],
        owner_id=owner.id,
        due_on=due_on,
        added_at=change.now,
    )
    change.add(action)
    change.owe(DutyKind.ACTION, placement, owner, due_on, about=action.id, what=action.what)
    if owner.id != change.by.staff_id:
        pupils = [placement.pupil_id] if placement else []
        change.say("action.given", owner, about=action.id, pupils=pupils, key=f"action:{action.id}")
    change.record("action:add", action, pupil_id=placement.pupil_id if placement else None)
    return action


def tick_off(change: Change, duty_id: str) -> None:
    """Tick off an action. A second press, by somebody who still saw it open, changes nothing."""
    duty, action, placement = _owed(change, duty_id)
    if duty.done_on is None:
        action.done_on = change.today
        change.close_duty(duty, Ending.DONE)
        change.record("action:tick", action, pupil_id=placement.pupil_id if placement else None)


def undo_tick_off(change: Change, duty_id: str) -> None:
    """Reopen an action that was ticked off today. Raises Refused on a later day."""
    duty, action, placement = _owed(change, duty_id)
    if action.done_on is None:
        return
    if action.done_on != change.today:
        raise Refused("This was ticked off on an earlier day. Add it as a new action.")
    action.done_on = None
    reopen_duty(change, duty)
    change.record("action:untick", action, pupil_id=placement.pupil_id if placement else None)


def carry_over(change: Change, duty_id: str) -> None:
    """Move an action to the next allocations meeting. Raises Refused if it is done.

    An action that is due then or later is left alone, so that a second press does not move it again.
    """
    duty, action, placement = _owed(change, duty_id)
    if duty.done_on is not None:
        raise Refused("That is already done, so there is nothing to carry over.")
    to = change.calendar.on_or_after(next_meeting(change, change.today))
    if duty.due_on >= to:
        return
    action.due_on, action.carried = to, action.carried + 1
    duty.due_on, duty.snoozed_until = to, None
    change.record("action:carry", action, pupil_id=placement.pupil_id if placement else None)
    change.refresh(duty.owner_id)


def owner_and_pupil(read: Read, duty_id: str) -> str:
    """Return an action as a line of the digest names it: the pupil's initials and reference, and its owner."""
    duty = read.get(Duty, duty_id)
    pupil = read.get(Placement, duty.placement_id).pupil if duty.placement_id else None
    about = f"{initials(pupil.forenames, pupil.surname)} · {pupil.reference}" if pupil else "The service"
    return f"{about}, {read.get(Staff, duty.owner_id).name}"


def action_message(read: Read, action_id: str) -> ActionMessage | None:
    """Return what to tell the owner of an action today, or None if the action is gone."""
    action = read.session.get(Action, action_id)
    if action is None:
        return None
    duty = open_duty(read.session, DutyKind.ACTION, action.placement_id, action.id)
    pupil = read.get(Placement, action.placement_id).pupil if action.placement_id else None
    names: tuple[str | None, str | None] = (pupil.first_name, pupil.reference) if pupil else (None, None)
    return ActionMessage(duty.id if duty else None, action.placement_id, *names, action.due_on, action.owner_id)


def _allowed(read: Read, value: str) -> Placement | None:
    if value == SERVICE:
        read.require(Permission.DUTY_ASSIGN)
        return None
    placement = placement_of(read, value)
    require_meetings(read, placement)
    return placement


def _owed(change: Change, duty_id: str) -> tuple[Duty, Action, Placement | None]:
    duty = change.get(Duty, duty_id)
    if duty.kind is not DutyKind.ACTION:
        raise Absent
    placement = change.get(Placement, duty.placement_id) if duty.placement_id else None
    change.require(Permission.DUTY_TICK, placement, own=duty.owner_id == change.by.staff_id)
    return duty, change.get(Action, duty.about), placement


def _owner(change: Change, agreed: NewAction) -> Staff:
    owner = by_slack_id(change.session, agreed.who)
    if owner is None or not owner.active:
        raise Refused("Choose someone on the staff.", field=agreed.fields[0])
    return owner


def _due(change: Change, agreed: NewAction) -> date:
    if agreed.by_when < change.today:
        raise Refused("That date has passed. Choose a later one.", field=agreed.fields[1])
    if not change.calendar.is_school_day(agreed.by_when):
        raise Refused("There is no school that day. Choose another.", field=agreed.fields[1])
    return max(change.today, change.calendar.on_or_before(agreed.by_when))
