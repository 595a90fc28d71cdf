"""Saving the weeks of attendance of an import: new ones at once, changed ones one by one with what they said before."""

from collections.abc import Sequence

from sqlalchemy import insert

from models.attendance.weeks import keep_week, weeks_of
from models.change import Change
from models.importing.match_attendance import WeekChange
from models.importing.plan import Outdated
from models.tables.base import new_id
from models.tables.placement import AttendanceWeek, Placement

WHY = "Changed by an imported file"


def save_weeks(change: Change, weeks: Sequence[WeekChange]) -> None:
    """Save the weeks, with a line of audit for each placement. Raises Outdated if one has been changed meanwhile."""
    common = {"by_id": change.by.staff_id, "added_at": change.now}
    new = [
        common
        | {
            "id": new_id(),
            "placement_id": one.placement_id,
            "week": one.week.starts_on,
            "offered": one.week.offered,
            "attended": one.week.attended,
        }
        for one in weeks
        if one.held is None
    ]
    if new:
        change.session.execute(insert(AttendanceWeek), new)
    for one in weeks:
        if one.held is not None:
            _change(change, one, one.held)
    for placement_id in sorted({one.placement_id for one in weeks}):
        placement = change.get(Placement, placement_id)
        change.record("attendance:import", placement, pupil_id=placement.pupil_id)


def _change(change: Change, one: WeekChange, held: tuple[int, int]) -> None:
    known = {week.starts_on: (week.offered, week.attended) for week in weeks_of(change, one.placement_id)}
    if known.get(one.week.starts_on) != held:
        raise Outdated
    keep_week(change, change.get(Placement, one.placement_id), one.week, WHY)
