"""What is due some school days before, or on, a day that was agreed: it moves when other term dates are pasted."""

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import lazyload

from models.change import Change
from models.duties import leaving
from models.duties.agreement import look_on
from models.duties.kinds import KINDS, OF_LEAVING
from models.duties.planned_end import decide_on
from models.school.calendar import Calendar
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Agreement, Placement, agreed_end

# The others of leaving are counted in school days from the last day.
ON_THE_LAST_DAY = tuple(kind for kind in OF_LEAVING if KINDS[kind].days is None)


def move_agreed_days(change: Change, calendar: Calendar) -> list[str]:
    """Recompute these due dates from these term dates. Nothing becomes late, or later than it is, by that.

    Returns the owner's id for each duty that moved.
    """
    at_the_end = and_(Duty.kind.in_(ON_THE_LAST_DAY), Placement.left_on.is_not(None))
    rows = (
        select(Duty, Placement, Agreement)
        .join(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Agreement, Agreement.placement_id == Duty.placement_id)
        .where(or_(Duty.kind.in_((DutyKind.PLANNED_END, DutyKind.PART_TIME)), at_the_end), Duty.done_on.is_(None))
        .options(lazyload(Placement.pupil))
    )
    today, owners = calendar.on_or_after(change.today), []
    for duty, placement, agreement in change.session.execute(rows):
        agreed = _agreed(duty.kind, placement, agreement, calendar)
        due_on = max(agreed, min(duty.due_on, today)) if agreed else duty.due_on
        if due_on != duty.due_on:
            duty.due_on = due_on
            owners.append(duty.owner_id)
    return owners


def _agreed(kind: DutyKind, placement: Placement, agreement: Agreement | None, calendar: Calendar) -> date | None:
    """Return by when something is due by what was agreed; None for a timetable of which no end was."""
    if kind is DutyKind.PART_TIME:
        return look_on(calendar, agreement) if agreement else None
    if kind is DutyKind.PLANNED_END:
        end = agreed_end(placement, agreement)
        return decide_on(calendar, end) if end else None
    return leaving.due_on(kind, placement.left_on, calendar) if placement.left_on else None
