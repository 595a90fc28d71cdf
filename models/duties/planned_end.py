"""The agreed end of a placement: in good time before it, somebody has to say what follows."""

from datetime import date

from models.change import Change
from models.duties.owners import default_owner
from models.school.calendar import Calendar, moved
from models.tables.duty import DutyKind, Ending, open_duty
from models.tables.leaving import leaving_of
from models.tables.placement import Placement, agreed_end, agreement_of
from models.tables.staff import Staff

# School days: half of a half-term, to find a place and to prepare the pupil for it.
IN_GOOD_TIME = 15


def owe_planned_end(change: Change, placement: Placement) -> None:
    """Open, move or end what the agreed end owes, after it, the first or the last day was set.

    A last day to come with a known destination, or a later end that was agreed once this was due, is the decision that
    it asked for. Without one it ends as the pupil leaves.
    """
    end = agreed_end(placement, agreement_of(change.session, placement.id))
    if placement.left_on is not None:
        leaving = leaving_of(change.session, placement.id)
        if placement.is_current(change.today) and leaving is not None and leaving.is_known:
            change.finish(DutyKind.PLANNED_END, placement)
    elif end is None:
        change.finish(DutyKind.PLANNED_END, placement, ending=Ending.DROPPED)
    else:
        owe_decision(change, DutyKind.PLANNED_END, placement, decide_on(change.calendar, end))


def decide_on(calendar: Calendar, end: date) -> date:
    """Return the day by which it is to be decided what follows an agreed end."""
    return school_days_before(calendar, end, IN_GOOD_TIME)


def owe_decision(
    change: Change, kind: DutyKind, placement: Placement, due_on: date, *, about: str = "", since: date | None = None
) -> None:
    """Open or move what asks for a decision by a day that follows from what was agreed.

    A later day that was agreed once this was due is the decision, and the next one is asked for. What is overdue, and
    would be so by the new day too, stays as late as it is. `since`: the agreed day itself, if it is due on that.
    """
    duty, today = open_duty(change.session, kind, placement.id, about), change.calendar.on_or_after(change.today)
    if duty is not None and duty.due_on <= change.today:
        if due_on <= change.today:
            return
        change.close_duty(duty)
        change.session.flush()
        duty = None
    owner = change.get(Staff, duty.owner_id) if duty else default_owner(change, kind, placement)
    days = 0 if since else None
    change.owe(kind, placement, owner, max(due_on, today), since=since, days=days, about=about)


def school_days_before(calendar: Calendar, end: date, days: int) -> date:
    """Return the pupil day that is this many pupil days before a day, or before the last pupil day until it."""
    day = calendar.on_or_before(end)
    for _ in range(days):
        day = calendar.on_or_before(moved(day, -1))
    return day
