"""Before and after a provision: attendance, results and screenings on each side of its start.

Each result stands on its own scale, and nothing is ever added up across scales.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.attendance.rate import NO_CHANGE, Week, change_in_words, summed, tenths
from models.attendance.weeks import weeks_of
from models.change import Read
from models.permission import Permission
from models.progress.subject import newest_results, with_values
from models.scales.scale import Value, counted, steps_between
from models.scales.standard import BY_KEY
from models.school.calendar import moved
from models.tables.assessment import Measure, Screening
from models.tables.placement import Placement
from models.tables.plans.provision import Provision
from models.tables.result import Result

MOST_RESULTS, MOST_SCREENINGS, MOST_SHOWN = 120, 80, 12


@dataclass(frozen=True)
class Measured:
    """What was found on a day, with what it is called on the screen; a questionnaire without a scale has words."""

    called: str
    on: date
    value: Value | str

    @property
    def series(self) -> tuple[str, str]:
        """What it can be compared with: the same thing on the same scale."""
        return self.called, self.value.scale.key if isinstance(self.value, Value) else ""


def measured_of(read: Read, placement: Placement) -> tuple[Measured, ...]:
    """Return the results of a placement, and then its screenings by who filled them in; each oldest first."""
    results = with_values(read.session, newest_results(read, MOST_RESULTS, Result.placement_id == placement.id))
    rows = select(Screening).where(Screening.placement_id == placement.id)
    newest = read.session.scalars(rows.order_by(Screening.on.desc(), Screening.added_at.desc()).limit(MOST_SCREENINGS))
    screened = (one for row in reversed(newest.all()) for one in _screened(row))
    return (*(Measured(row.subject, row.on, value) for row, value in results), *screened)


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
    change = tenths(now.offered, now.attended) - tenths(then.offered, then.attended)
    return (
        f"Attendance: {then.percent:g}% before ({then.attended} of {then.offered} sessions), "
        f"{now.percent:g}% since ({now.attended} of {now.offered} sessions): "
        f"{change_in_words(change, min(then.offered, now.offered))}"
    )


def before_and_after(row: Provision, measured: Iterable[Measured]) -> tuple[str, ...]:
    """Return in words what became of each thing that was measured before a provision began and again since.

    What was measured after it ended does not count.
    """
    until, series = row.ended_on or date.max, _by_series(measured)
    pairs = ((called, _around(found, row.starts_on, until)) for (called, _), found in series.items())
    return tuple(f"{called}: {in_words(*pair)}" for called, pair in pairs if pair is not None)[:MOST_SHOWN]


def in_words(before: Value | str, after: Value | str) -> str:
    """Return what has changed between two values of one scale; a change too small for the scale to tell is none."""
    if not isinstance(before, Value) or not isinstance(after, Value):
        return f"{before} before, {after} since"
    both, scale = f"{before.text} before, {after.text} since ({before.scale.label})", before.scale
    if not scale.ordered:
        return f"{both}: this scale has no order"
    steps = steps_between(before, after)
    if abs(steps) < max(1, scale.margin):
        return f"{both}: {NO_CHANGE}"
    return f"{both}: {counted(abs(steps), scale.step)} {'better' if steps > 0 else 'worse'}"


def _screened(row: Screening) -> Iterator[Measured]:
    """Yield each score of a screening. The strands of a Boxall Profile are scales, as an SDQ total is."""
    who = row.informant.label[0].lower() + row.informant.label[1:]
    called = f"{row.name or row.measure.label}, by {who}{f' ({row.informant_name})' if row.informant_name else ''}"
    for name, score in row.scores.items():
        if row.measure is Measure.SDQ:
            yield Measured(called, row.on, Value(BY_KEY["sdq"], score))
        elif row.measure is Measure.BOXALL:
            yield Measured(called, row.on, Value(BY_KEY[f"boxall_{name.lower()}"], score))
        else:
            yield Measured(f"{called}, {name}", row.on, score)


def _by_series(measured: Iterable[Measured]) -> Mapping[tuple[str, str], Sequence[Measured]]:
    found: dict[tuple[str, str], list[Measured]] = {}
    for one in measured:
        found.setdefault(one.series, []).append(one)
    return found


def _around(found: Sequence[Measured], starts_on: date, until: date) -> tuple[Value | str, Value | str] | None:
    before = [one.value for one in found if one.on <= starts_on]
    after = [one.value for one in found if starts_on < one.on <= until]
    return (before[-1], after[-1]) if before and after else None
