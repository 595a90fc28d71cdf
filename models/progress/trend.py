"""The way from baseline to target over time: how far each subject had come at the end of each half-term, and is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.school.calendar import Calendar

MOST_LINES, MOST_ENDS = 5, 8
# A child far past the target, or far back, would press all others flat.
LEAST, MOST = -200, 200

Trajectory = Sequence[tuple[date, int]]  # per cent of the way, at each result, from the oldest to the newest


@dataclass(frozen=True)
class Trend:
    """Each subject with its per cents: at the start, on each of the days in `ends`, and now."""

    ends: tuple[date, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def course(ways: Mapping[str, Trajectory], calendar: Calendar, until: date) -> Trend | None:
    """Of the subjects with the most results; None where there is none with two, since one point is no line."""
    by_length = sorted((name for name in ways if len(ways[name]) > 1), key=lambda name: (-len(ways[name]), name))
    drawn = sorted(by_length[:MOST_LINES])
    if not drawn:
        return None
    since = min(ways[name][0][0] for name in drawn)
    ends = _ends_between(calendar, since, until)
    return Trend(ends, tuple((name, _at(ways[name], (since, *ends, until))) for name in drawn))


def _ends_between(calendar: Calendar, since: date, until: date) -> tuple[date, ...]:
    """The last pupil days of half-terms, but of the first and the last day itself; the newest where they are many."""
    ends = (calendar.last_pupil_day(period) for period in calendar.half_terms)
    return tuple(day for day in ends if since < day < until)[-MOST_ENDS:]


def _at(way: Trajectory, days: Sequence[date]) -> tuple[int, ...]:
    """What was known on each day: the newest result so far, or before the first one that one."""
    return tuple(_clipped(next((share for on, share in reversed(way) if on <= day), way[0][1])) for day in days)


def _clipped(share: int) -> int:
    return max(LEAST, min(MOST, share))
