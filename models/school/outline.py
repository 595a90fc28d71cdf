"""A calendar in words: each half-term by name, with its first and last day, its pupil days, INSET and closed days."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from models.school.calendar import Calendar, Period, moved
from models.school.named_years import school_year_of

# From which month and day on a half-term is one of the term; the last one before a day names it.
TERMS = (((1, 1), "Spring"), ((3, 27), "Summer"), ((8, 1), "Autumn"))


@dataclass(frozen=True)
class HalfTermLine:
    """A half-term in words: "Autumn 1", its days, and the days in or before it on which no pupils are in."""

    name: str
    period: Period
    pupil_days: int
    inset_days: tuple[date, ...]
    closed_days: tuple[date, ...]


@dataclass(frozen=True)
class YearLines:
    """The half-terms of one school year."""

    name: str
    half_terms: tuple[HalfTermLine, ...]


def outline(calendar: Calendar) -> tuple[YearLines, ...]:
    """Return a calendar as lines for the screen, by school year."""
    by_year = groupby(calendar.half_terms, key=lambda period: school_year_of(period.starts_on))
    return tuple(
        YearLines(f"{year}-{(year + 1) % 100:02}", tuple(_lines(calendar, tuple(periods)))) for year, periods in by_year
    )


def _lines(calendar: Calendar, periods: tuple[Period, ...]) -> Iterator[HalfTermLine]:
    """Yield the lines of one school year. INSET in a holiday belongs to the half-term that follows."""
    count: Counter[str] = Counter()
    for period in periods:
        term = next(name for start, name in reversed(TERMS) if start <= (period.starts_on.month, period.starts_on.day))
        count[term] += 1
        yield HalfTermLine(
            name=f"{term} {count[term]}",
            period=period,
            pupil_days=calendar.school_days_between(moved(period.starts_on, -1), period.ends_on),
            inset_days=tuple(day for day in sorted(calendar.inset_days) if _belongs(day, period, calendar)),
            closed_days=tuple(day for day in sorted(calendar.closed_days) if day in period),
        )


def _belongs(day: date, period: Period, calendar: Calendar) -> bool:
    following = calendar.half_term_of(day) or calendar.next_half_term(day)
    return following == period or (following is None and period == calendar.half_terms[-1])
