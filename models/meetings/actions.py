"""Agreed actions: who does what by when, ticked off, or carried over to a later day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.duties.hand_over import ENDED
from models.duties.reopen import reopen_duty
from models.errors import Absent, Refused
from models.meetings.book import require_meetings
from models.meetings.week import next_meeting
from models.permission import Permission
from models.stays import placement_of
from models.tables.audit import Audit
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.meeting import Action
from models.tables.placement import Placement
from models.tables.staff import Staff, by_slack_id

SERVICE = "service"
MOST_LETTERS = 300
CARRIED, UNCARRIED = "action:carry", "action:uncarry"


@dataclass(frozen=True)
class NewAction:
    """An action, as a form gives it; `who` is a Slack id.

    `fields` are the form fields that show a refusal of `who`, of `by_when` and of `what`.
    """

    what: str
    who: str
    by_when: date
    fields: tuple[str, str, str] = ("who", "by_when", "what")


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


@dataclass(frozen=True)
class ActionInLine:
    """An action as a line of the digest names it: the pupil's initials and reference, its owner and its day."""

    about: str
    owner: str
    due_on: date


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
    """Create an action and the duty to do it, and tell its owner. The caller must have checked the permission.

    Raises Refused beside the field that is wrong.
    """
    if len(agreed.what) > MOST_LETTERS:
        raise Refused(f"At most {MOST_LETTERS} characters.", field=agreed.fields[2])
    owner, due_on = _owner(change, agreed), _due(change, agreed)
    action = Action(
        placement_id=placement.id if placement else None,
        what=agreed.what,
        owner_id=owner.id,
        due_on=due_on,
        added_at=change.now,
    )
    change.add(action)
    change.owe(DutyKind.ACTION, placement, owner, due_on, about=action.id, what=action.what)
    if owner.id != change.actor.staff_id:
        pupils = [placement.pupil_id] if placement else []
        change.say("action.given", owner, about=action.id, pupils=pupils, key=f"action:{action.id}")
    change.record("action:add", action, pupil_id=placement.pupil_id if placement else None)
    return action


def tick_off(change: Change, duty_id: str) -> None:
    """Tick off an action. A second press, by somebody who still saw it open, changes nothing.

    Raises Refused if it has ended in another way.
    """
    duty, action, placement = _owed(change, duty_id)
    if duty.ending not in (None, Ending.DONE):
        raise Refused(f"{ENDED[duty.ending]}. Add it as a new action if it is to be done.")
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


def carry_prefill(read: Read, duty_id: str) -> date:
    """Return the day that an action is carried over to unless another is chosen: the next allocations meeting.

    Raises Refused if the action is done or the actor may not carry it over.
    """
    _still_owed(read, duty_id)
    return read.calendar.on_or_after(next_meeting(read, read.today))


def carry_over(change: Change, duty_id: str, to: date) -> None:
    """Move an action to a later day. Raises Refused if it is done, or due later than that already.

    An action that is due on that day is left alone, so that a second Head who carries it over does not count.
    """
    duty, action, placement = _still_owed(change, duty_id)
    day = _school_day(change, to, "to")
    if day == duty.due_on:
        return
    if day < duty.due_on:
        raise Refused("This is due later than that already. Choose a later day.", field="to")
    pupil_id, before = placement.pupil_id if placement else None, duty.due_on.isoformat()
    change.record(CARRIED, action, pupil_id=pupil_id, why=before)
    action.due_on, action.carried = day, action.carried + 1
    duty.due_on, duty.snoozed_until = day, None
    change.refresh(duty.owner_id)


def undo_carry_over(change: Change, duty_id: str) -> None:
    """Move an action back to the day before it was last carried over. Raises Refused after ten minutes."""
    duty, action, placement = _still_owed(change, duty_id)
    lines = select(Audit).where(Audit.thing_id == action.id, Audit.verb.in_((CARRIED, UNCARRIED)))
    last = change.session.scalar(lines.order_by(Audit.at.desc(), Audit.verb.desc()).limit(1))
    if last is None or last.verb == UNCARRIED or last.why is None:
        return
    if change.undo_until(last.at) is None:
        raise Refused("This was carried over more than ten minutes ago. Carry it over to another day instead.")
    duty.due_on = action.due_on = date.fromisoformat(last.why)
    action.carried -= 1
    change.record(UNCARRIED, action, pupil_id=placement.pupil_id if placement else None)
    change.refresh(duty.owner_id)


def action_in_line(read: Read, duty_id: str) -> ActionInLine:
    """Return an action as a line of the digest names it."""
    duty = read.get(Duty, duty_id)
    pupil = read.get(Placement, duty.placement_id).pupil if duty.placement_id else None
    about = f"{pupil.initials} · {pupil.reference}" if pupil else "The service"
    return ActionInLine(about, read.get(Staff, duty.owner_id).name, duty.due_on)


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


def _owed(read: Read, duty_id: str) -> tuple[Duty, Action, Placement | None]:
    duty = read.get(Duty, duty_id)
    if duty.kind is not DutyKind.ACTION:
        raise Absent
    placement = read.get(Placement, duty.placement_id) if duty.placement_id else None
    read.require(Permission.DUTY_TICK, placement, own=duty.owner_id == read.actor.staff_id)
    return duty, read.get(Action, duty.about), placement


def _still_owed(read: Read, duty_id: str) -> tuple[Duty, Action, Placement | None]:
    duty, action, placement = _owed(read, duty_id)
    if duty.done_on is not None:
        raise Refused("That has ended already, so there is nothing to carry over.")
    return duty, action, placement


def _owner(change: Change, agreed: NewAction) -> Staff:
    owner = by_slack_id(change.session, agreed.who)
    if owner is None or not owner.active:
        raise Refused("Choose someone on the staff.", field=agreed.fields[0])
    return owner


def _due(change: Change, agreed: NewAction) -> date:
    return _school_day(change, agreed.by_when, agreed.fields[1])


def _school_day(change: Change, day: date, field: str) -> date:
    """Return the pupil day on which something chosen for this day is due. Raises Refused beside the field."""
    if day < change.today:
        raise Refused("That date has passed. Choose a later one.", field=field)
    if not change.calendar.is_school_day(day):
        raise Refused("There is no school that day. Choose another.", field=field)
    return max(change.today, change.calendar.on_or_before(day))
