"""Before and after a provision: attendance and results on each side of its start.

Each result stands on its own scale, and nothing is ever added up across scales.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from models.attendance.rate import Week, summed, tenths
from models.attendance.weeks import weeks_of
from models.change import Read
from models.permission import Permission
from models.progress.subject import ResultRow, newest_results, with_values
from models.scales.scale import Value, counted, steps_between
from models.school.calendar import moved
from models.tables.placement import Placement
from models.tables.plans.provision import Provision
from models.tables.result import Result

MOST_RESULTS, MOST_SHOWN = 120, 6
NO_CHANGE = "no clear change"

Results = tuple[tuple[ResultRow, Value], ...]


def results_of(read: Read, placement: Placement) -> Results:
    """Return the results of a placement, oldest first."""
    return with_values(read.session, newest_results(read, MOST_RESULTS, Result.placement_id == placement.id))


def weeks_to_compare(read: Read, placement: Placement) -> list[Week]:
    """Return the weeks of a placement in which sessions were offered; none for those who may not see attendance."""
    if not read.may(Permission.STAY_SEE, placement):
        return []
    return [week for week in weeks_of(read, placement.id) if week.offered]


def attendance_around(row: Provision, weeks: Sequence[Week]) -> str | None:
    """Return in words what became of attendance; None unless there are weeks on both sides.

    Only whole weeks count: neither the week in the middle of which a provision began, nor that in which it ended.
    """
    until = row.ended_on or date.max
    before = [week for week in weeks if moved(week.starts_on, 4) < row.starts_on]
    since = [week for week in weeks if row.starts_on <= week.starts_on and moved(week.starts_on, 4) <= until]
    if not before or not since:
        return None
    then, now = summed(before), summed(since)
    points = tenths(now.offered, now.attended) - tenths(then.offered, then.attended)
    moves = f"{'up' if points > 0 else 'down'} {abs(points) / 10:g} points" if points else "no change"
    return (
        f"Attendance: {then.percent:g}% before ({then.attended} of {then.offered} sessions), "
        f"{now.percent:g}% since ({now.attended} of {now.offered} sessions): {moves}"
    )


def before_and_after(row: Provision, results: Results) -> tuple[str, ...]:
    """Return in words what became of each subject and scale that has a result before a provision began and one since.

    Results from after it ended do not count.
    """
    until = row.ended_on or date.max
    pairs = ((key, _around(found, row.starts_on, until)) for key, found in _by_scale(results).items())
    said = (f"{subject}: {in_words(*pair)}" for (subject, _), pair in pairs if pair is not None)
    return tuple(said)[:MOST_SHOWN]


def in_words(before: Value, after: Value) -> str:
    """Return what has changed between two values of one scale; a change too small for the scale to tell is none."""
    both, scale = f"{before.text} before, {after.text} since ({before.scale.label})", before.scale
    if not scale.ordered:
        return f"{both}: this scale has no order"
    steps = steps_between(before, after)
    if abs(steps) < max(1, scale.margin):
        return f"{both}: {NO_CHANGE}"
    return f"{both}: {counted(abs(steps), scale.step)} {'better' if steps > 0 else 'worse'}"


def _by_scale(results: Results) -> dict[tuple[str, str], list[tuple[ResultRow, Value]]]:
    found: dict[tuple[str, str], list[tuple[ResultRow, Value]]] = {}
    for row, value in results:
        found.setdefault((row.subject, row.scale), []).append((row, value))
    return found


def _around(found: Iterable[tuple[ResultRow, Value]], starts_on: date, until: date) -> tuple[Value, Value] | None:
    rows = list(found)
    before = [value for row, value in rows if row.on <= starts_on]
    after = [value for row, value in rows if starts_on < row.on <= until]
    return (before[-1], after[-1]) if before and after else None
