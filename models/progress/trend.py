"""Progress from baseline to target over time: how far each subject had come at each half-term's end, and is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.school.calendar import Calendar

MOST_LINES, MOST_ENDS = 5, 8
# A subject far past its target would flatten the lines of all others. How far below the baseline a pupil is, is told in
# steps: one step of two that were wanted is no "-50%".
LEAST, MOST = 0, 200

Trajectory = Sequence[tuple[date, int]]  # per cent of the way, at each result, from the oldest to the newest


@dataclass(frozen=True)
class Trend:
    """The lines of a chart: each subject with its per cents at the start, on each of the days in `ends`, and now."""

    ends: tuple[date, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def trend_of(trajectories: Mapping[str, Trajectory], calendar: Calendar, until: date) -> Trend | None:
    """Return the trend of the five subjects with the most results; None if none has two, since one point is no line."""
    lengths = {name: len(trajectory) for name, trajectory in trajectories.items() if len(trajectory) > 1}
    by_length = sorted(lengths, key=lambda name: (-lengths[name], name))
    drawn = sorted(by_length[:MOST_LINES])
    if not drawn:
        return None
    since = min(trajectories[name][0][0] for name in drawn)
    ends = _ends_between(calendar, since, until)
    return Trend(ends, tuple((name, _shares_on(trajectories[name], (since, *ends, until))) for name in drawn))


def _ends_between(calendar: Calendar, since: date, until: date) -> tuple[date, ...]:
    """Return the last pupil days of half-terms between two days, both excluded; of many, the newest."""
    ends = (calendar.last_pupil_day(period) for period in calendar.half_terms)
    return tuple(day for day in ends if since < day < until)[-MOST_ENDS:]


def _shares_on(trajectory: Trajectory, days: Sequence[date]) -> tuple[int, ...]:
    """Return the share known on each day: that of the newest result so far, or before any, that of the first one."""
    return tuple(_clipped(_share_on(trajectory, day)) for day in days)


def _share_on(trajectory: Trajectory, day: date) -> int:
    return next((share for on, share in reversed(trajectory) if on <= day), trajectory[0][1])


def _clipped(share: int) -> int:
    return max(LEAST, min(MOST, share))
