"""Attendance as a rate: over which weeks it is counted, and when it is severe or a fall from the rate at entry.

What counts are the last four weeks in which sessions were offered, of the last twelve weeks: that reaches back across
the summer holiday, and no further. Below ten sessions nothing is said: a pupil who has just come would jump from alarm
to alarm with each morning. Whole numbers are compared, so that no alarm differs from the numbers that are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.school.calendar import moved

WEEKS = 4
LOOKED_BACK, IS_OVER = timedelta(weeks=12), timedelta(days=4)  # from its Monday, a week is over on its Friday
FEWEST = 10  # sessions: a full week
FALL = 10  # percentage points below the rate at entry
NO_CHANGE = "no clear change"
MOST_SESSIONS = 14  # in a week: a morning and an afternoon each day


class Absence(StrEnum):
    """What is alarming about a pupil's attendance."""

    SEVERE = "severe"
    FALLEN = "fallen"


@dataclass(frozen=True)
class Week:
    """The sessions of one week of a placement, known by its Monday. A week without any offered is a week off."""

    starts_on: date
    offered: int
    attended: int


@dataclass(frozen=True)
class Sessions:
    """The sessions of several weeks, of which the first and the last begin on these Mondays."""

    first: date
    last: date
    offered: int
    attended: int

    @property
    def until(self) -> date:
        """The Friday of the last week."""
        return moved(self.last, 4)

    @property
    def percent(self) -> float:
        """How much of what was offered was attended."""
        return percent(self.offered, self.attended)


def percent(offered: int, attended: int) -> float:
    """Return a rate in per cent with one decimal."""
    return tenths(offered, attended) / 10


def tenths(offered: int, attended: int) -> int:
    """Return a rate in tenths of a per cent, rounded half up, as the database counts it too."""
    return (attended * 2000 + offered) // (2 * offered)


def change_in_words(change: int, offered: int) -> str:
    """Return a change in tenths of a point in words; one that a single session of those offered makes is not clear."""
    return NO_CHANGE if round(abs(change) * offered / 1000) <= 1 else points_in_words(change)


def points_in_words(change: int) -> str:
    """Return a change in tenths of a point in words, however small."""
    return f"{'up' if change > 0 else 'down'} {abs(change) / 10:g} {'point' if abs(change) == 10 else 'points'}"


def summed(weeks: Sequence[Week]) -> Sessions:
    """Return the sessions of these weeks, at least one, together."""
    days = [week.starts_on for week in weeks]
    offered, attended = sum(week.offered for week in weeks), sum(week.attended for week in weeks)
    return Sessions(min(days), max(days), offered, attended)


def recent(weeks: Iterable[Week], today: date) -> Sessions | None:
    """Return the sessions that the present rate is counted from; None if they are too few to say anything.

    A week that is not over says nothing yet.
    """
    since, until = today - LOOKED_BACK, today - IS_OVER
    counted = [week for week in weeks if week.offered and since <= week.starts_on <= until]
    latest = sorted(counted, key=lambda week: week.starts_on)[-WEEKS:]
    return summed(latest) if sum(week.offered for week in latest) >= FEWEST else None


def absence_of(offered: int, attended: int, at_entry: float | None) -> Absence | None:
    """Return what is alarming about sessions: half or more were missed, or the rate is ten points below that at entry.

    Most pupils here are persistently absent, so that is no alarm.
    """
    if 2 * attended <= offered:
        return Absence.SEVERE
    if at_entry is not None and round(at_entry * 10) - tenths(offered, attended) >= FALL * 10:
        return Absence.FALLEN
    return None


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return moved(day, -day.weekday())
