"""Before and after a provision: the results on each side of its start, each on its own scale and never added up."""

from collections.abc import Iterable
from datetime import date

from models.change import Read
from models.progress.subject import ResultRow, newest_results, with_values
from models.scales.scale import Value, counted, steps_between
from models.tables.placement import Placement
from models.tables.plans.provision import Provision
from models.tables.result import Result

MOST_RESULTS, MOST_SHOWN = 120, 6
NO_CHANGE = "no clear change"

Results = tuple[tuple[ResultRow, Value], ...]


def results_of(read: Read, placement: Placement) -> Results:
    """Return the results of a placement, oldest first."""
    return with_values(read.session, newest_results(read, MOST_RESULTS, Result.placement_id == placement.id))


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
