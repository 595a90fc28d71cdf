"""Progress from baseline to target over time: how far each subject had come at each half-term's end, and is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.school.calendar import Calendar

MOST_LINES, MOST_ENDS = 5, 8
# A subject far past its target, or far below its baseline, would flatten the lines of all others.
LEAST, MOST = -200, 200

Trajectory = Sequence[tuple[date, int]]  # per cent of the way, at each result, from the oldest to the newest


@dataclass(frozen=True)
class Trend:
    """The lines of a chart: each subject with its per cents at the start, on each of the days in `ends`, and now."""

    ends: tuple[date, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def course(ways: Mapping[str, Trajectory], calendar: Calendar, until: date) -> Trend | None:
    """Return the trend of the five subjects with the most results; None if none has two, since one point is no line."""
    by_length = sorted((name for name in ways if len(ways[name]) > 1), key=lambda name: (-len(ways[name]), name))
    drawn = sorted(by_length[:MOST_LINES])
    if not drawn:
        return None
    since = min(ways[name][0][0] for name in drawn)
    ends = _ends_between(calendar, since, until)
    return Trend(ends, tuple((name, _at(ways[name], (since, *ends, until))) for name in drawn))


def _ends_between(calendar: Calendar, since: date, until: date) -> tuple[date, ...]:
    """Return the last pupil days of half-terms between two days, both excluded; of many, the newest."""
    ends = (calendar.last_pupil_day(period) for period in calendar.half_terms)
    return tuple(day for day in ends if since < day < until)[-MOST_ENDS:]


def _at(way: Trajectory, days: Sequence[date]) -> tuple[int, ...]:
    """Return the share known on each day: that of the newest result so far, or before any, that of the first one."""
    return tuple(_clipped(next((share for on, share in reversed(way) if on <= day), way[0][1])) for day in days)


def _clipped(share: int) -> int:
    return max(LEAST, min(MOST, share))
