"""How far pupils here have come: the most steps that any of them made on a scale within so many days."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from sqlalchemy import select

from models.change import Read
from models.scales.scale import Scale, Value, steps_between
from models.school.calendar import moved
from models.tables.result import Result, Source

MOST_READ = 3_000
LOOKS_BACK = 3 * 366  # days

Course = Sequence[tuple[date, Value]]  # the results of one pupil in one subject, from the oldest to the newest


def furthest(read: Read, scale: Scale, days: int) -> int | None:
    """Return the most steps that a pupil here has made on a scale within so many days, by the newest results.

    None if nobody has made any, or if nobody was seen for at least half of that time: then there is no history.
    """
    if not scale.ordered:
        return None
    rows = select(Result.placement_id, Result.subject, Result.on, Result.value).where(Result.scale == scale.key)
    rows = rows.where(Result.on > moved(read.today, -LOOKS_BACK), Result.source != Source.PRIOR)
    courses: dict[tuple[str, str], list[tuple[date, Value]]] = {}
    newest_first = rows.order_by(Result.on.desc(), Result.added_at.desc()).limit(MOST_READ)
    for row in reversed(read.session.execute(newest_first).all()):
        courses.setdefault((row.placement_id, row.subject), []).append((row.on, Value(scale, row.value)))
    return most_steps(courses.values(), days)


def most_steps(courses: Iterable[Course], days: int) -> int | None:
    """Return the most steps made within so many days on any of these courses; None if there is no history."""
    seen, most = False, 0
    for course in courses:
        seen = seen or 2 * (course[-1][0] - course[0][0]).days >= days
        pairs = ((was, now) for was, now in combinations(course, 2) if (now[0] - was[0]).days <= days)
        made = (steps_between(was, now) for (_, was), (_, now) in pairs)
        most = max(most, *made, 0)
    return most if seen and most else None
