"""Which pupils' absence is alarming now, found for the whole school in one statement, by the rules of `rate`."""

from datetime import date
from functools import lru_cache

from sqlalchemy import Integer, Subquery, case, func, select, type_coerce

from models.attendance.rate import FALL, FEWEST, IS_OVER, LOOKED_BACK, WEEKS, Absence
from models.tables.placement import AttendanceWeek, Placement, current


@lru_cache(maxsize=8)
def absences(today: date) -> Subquery:
    """Return the current placements with an alarm today, as `placement_id` and `absence`."""
    week = AttendanceWeek
    latest = func.row_number().over(partition_by=week.placement_id, order_by=week.week.desc()).label("place")
    numbered = (
        select(week.placement_id, week.offered, week.attended, latest)
        .where(week.offered > 0, week.week.between(today - LOOKED_BACK, today - IS_OVER))
        .subquery()
    )
    offered, attended = func.sum(numbered.c.offered), func.sum(numbered.c.attended)
    recent = (
        select(numbered.c.placement_id, offered.label("offered"), attended.label("attended"))
        .where(numbered.c.place <= WEEKS)
        .group_by(numbered.c.placement_id)
        .having(offered >= FEWEST)
        .subquery()
    )
    tenths = (recent.c.attended * 2000 + recent.c.offered) // (2 * recent.c.offered)
    at_entry = type_coerce(Placement.attendance, Integer)
    absence = case(
        (2 * recent.c.attended <= recent.c.offered, Absence.SEVERE.value),
        (at_entry - tenths >= FALL * 10, Absence.FALLEN.value),
    )
    found = (
        select(Placement.id.label("placement_id"), absence.label("absence"))
        .join(recent, recent.c.placement_id == Placement.id)
        .where(current(today))
        .subquery()
    )
    return select(found).where(found.c.absence.is_not(None)).subquery()
