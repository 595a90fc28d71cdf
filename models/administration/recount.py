"""Recomputing due dates when term dates, the meeting day or step days change, except those that were moved by hand."""

from datetime import date

from sqlalchemy import or_, select, update

from models.change import Change
from models.duties.due_dates import COUNTED, StepDays, counting
from models.duties.kind import CountedFrom
from models.duties.kinds import CAN_WAIT, kinds_from
from models.duties.term_dates import move_agreed_days
from models.plans.owed import follow_family_reviews
from models.reviews.owed import move_reviews
from models.school.calendar import Calendar
from models.school.settings import School
from models.statutory.owed import follow_all_legal_dates
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement

FROM_EXCLUSION = kinds_from(CountedFrom.EXCLUSION)
# As columns: thousands of entities would take a second, while everybody's saves wait.
_OWED = select(
    Duty.id, Duty.kind, Duty.owner_id, Duty.since, Duty.days, Duty.due_on, Duty.done_on, Placement.excluded_on
).outerjoin(Placement, Placement.id == Duty.placement_id)


def recount(change: Change, before: School, after: School, day: date | None = None) -> int:
    """Move each open duty from its date under the old settings to that under the new ones, and return how many moved.

    A duty that is not on its date under the old settings was moved by hand, so it stays. What ended on `day` or since
    is measured anew too, if that day alone has become another: it may have been late, or in time after all.
    """
    old, new = counting(before), counting(after)
    days_before, days_after = StepDays.read(before.step_days), StepDays.read(after.step_days)
    owners, moved = [], []
    is_open = Duty.done_on.is_(None)
    for duty in change.session.execute(_OWED.where(is_open if day is None else or_(is_open, Duty.done_on >= day))):
        since = duty.excluded_on if duty.kind in FROM_EXCLUSION else duty.since
        if since is None or duty.due_on != old(duty.kind, since, duty.days):
            continue
        days = _days(duty.kind, duty.days, days_before, days_after)
        due_on = new(duty.kind, since, days)
        if due_on is not None and due_on != duty.due_on:
            moved.append({"id": duty.id, "due_on": due_on, "days": days})
            owners += [duty.owner_id] if duty.done_on is None else []
    if moved:
        change.session.execute(update(Duty), moved)
    if after.calendar != before.calendar:
        owners += [
            *move_reviews(change, after.calendar),
            *follow_family_reviews(change),
            *_move_resting(change, after.calendar),
            *move_agreed_days(change, after.calendar),
            *follow_all_legal_dates(change),
        ]
    for owner in sorted(set(owners)):
        change.refresh(owner)
    return len(owners)


def _move_resting(change: Change, calendar: Calendar) -> list[str]:
    """Move the dates of duties that wait because it is too early to pupil days of these term dates.

    Returns the owner's id for each duty that moved.
    """
    rows = select(Duty).where(Duty.kind.in_(CAN_WAIT), Duty.since.is_(None), Duty.done_on.is_(None))
    owners = []
    for duty in change.session.scalars(rows.where(Duty.snoozed_until.is_not(None))):
        due_on, wakes_on = map(calendar.on_or_after, (duty.due_on, duty.snoozed_until or duty.due_on))
        if (due_on, wakes_on) != (duty.due_on, duty.snoozed_until):
            duty.due_on, duty.snoozed_until = due_on, wakes_on
            owners.append(duty.owner_id)
    return owners


def _days(kind: DutyKind, days: int | None, before: StepDays, after: StepDays) -> int | None:
    """Return the number of days under the new settings, if the duty had that of the old ones; else its own number."""
    return after[kind] if kind in COUNTED and days == before[kind] else days
