"""Saving the weeks of attendance of an import: new ones at once, changed ones one by one with what they said before."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import insert, select

from models.attendance.weeks import keep_week, weeks_of
from models.change import Change
from models.importing.match_attendance import WeekChange
from models.importing.plan import Outdated
from models.tables.base import new_id
from models.tables.placement import AttendanceWeek, Placement

WHY = "Changed by an imported file"
AT_ONCE = 500


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
    for placement in _placements(change, {one.placement_id for one in weeks}):
        change.record("attendance:import", placement, pupil_id=placement.pupil_id)


def _placements(change: Change, ids: Collection[str]) -> Iterator[Placement]:
    """Yield the placements, in batches: one by one they would hold up everybody's saves."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        rows = select(Placement).where(Placement.id.in_(ordered[start : start + AT_ONCE])).order_by(Placement.id)
        yield from change.session.scalars(rows)


def _change(change: Change, one: WeekChange, held: tuple[int, int]) -> None:
    known = {week.starts_on: (week.offered, week.attended) for week in weeks_of(change, one.placement_id)}
    if known.get(one.week.starts_on) != held:
        raise Outdated
    keep_week(change, change.get(Placement, one.placement_id), one.week, WHY)
