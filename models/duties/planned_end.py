"""The planned end of a placement: in good time before it, somebody has to say what follows."""

from datetime import date

from models.change import Change
from models.duties.owners import default_owner
from models.school.calendar import Calendar, moved
from models.tables.duty import DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.staff import Staff

# School days: half of a half-term, to find a place and to prepare the pupil for it.
IN_GOOD_TIME = 15


def owe_planned_end(change: Change, placement: Placement) -> None:
    """Open, move or end what the planned end owes, after it or the last day was set.

    A last day, or a later end that was agreed once this was due, is the decision that it asked for.
    """
    duty = open_duty(change.session, DutyKind.PLANNED_END, placement.id)
    if placement.left_on is not None:
        change.finish(DutyKind.PLANNED_END, placement)
    elif placement.planned_end is None:
        change.finish(DutyKind.PLANNED_END, placement, ending=Ending.DROPPED)
    else:
        due_on = _in_good_time(change.calendar, placement.planned_end)
        if duty is not None and duty.due_on <= change.today < due_on:
            change.close_duty(duty)
            change.session.flush()
            duty = None
        owner = change.get(Staff, duty.owner_id) if duty else default_owner(change, DutyKind.PLANNED_END, placement)
        change.owe(DutyKind.PLANNED_END, placement, owner, max(due_on, change.calendar.on_or_after(change.today)))


def _in_good_time(calendar: Calendar, end: date) -> date:
    day = calendar.on_or_before(end)
    for _ in range(IN_GOOD_TIME):
        day = calendar.on_or_before(moved(day, -1))
    return day
