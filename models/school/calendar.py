"""The school calendar: half-terms, INSET days, bank holidays, and counting in school days."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import pairwise
from typing import Any

ENOUGH_AHEAD = 20  # school days; by default no step takes longer
LONGEST_HOLIDAY = timedelta(weeks=10)  # a longer gap is not a holiday: the dates in between are missing
YEARS_WITH_BANK_HOLIDAYS = range(1990, 2101)  # other years have none here, so that counting stays cheap
FRIDAY = 4


@cache
def bank_holidays(year: int) -> tuple[date, ...]:
    """Return the bank holidays of England that fall on Monday to Friday, in order."""
    if year not in YEARS_WITH_BANK_HOLIDAYS:
        return ()
    days = _united_kingdom()(subdiv="ENG", years=year)
    return tuple(sorted(day for day in days if day.weekday() <= FRIDAY))


@cache
def _united_kingdom() -> Any:
    """Load one country of the library, from its file: to import it would load all 250, 8 MB in a quarter of a second.

    It is loaded when it is needed, since much that counts no days imports the calendar.
    """
    countries = find_spec("holidays.countries")
    spec = PathFinder.find_spec("united_kingdom", countries.submodule_search_locations) if countries else None
    if spec is None or spec.loader is None:
        raise ImportError("the library of holidays keeps the United Kingdom in another file")
    country = module_from_spec(spec)
    spec.loader.exec_module(country)
    return country.UnitedKingdom


def is_working_day(day: date) -> bool:
    return day.weekday() <= FRIDAY and day not in bank_holidays(day.year)


@dataclass(frozen=True, order=True)
class Period:
    """A period of days, from its first to its last, both included."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("It ends before it starts.")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class MissingTermDates:
    """Term dates that are missing: those after `until`, or those of the day itself if `until` is None."""

    until: date | None
    any_given: bool


@dataclass(frozen=True)
class Calendar:
    """The term dates of a service. Outside them, Monday to Friday except bank holidays are pupil days.

    On `closed_days` nobody is in, and no half-term ends by them; on `open_days` pupils are in, whatever the day is.
    """

    half_terms: tuple[Period, ...] = ()
    inset_days: frozenset[date] = frozenset()
    closed_days: frozenset[date] = frozenset()
    open_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        in_order = tuple(sorted(self.half_terms))
        if any(later.starts_on <= earlier.ends_on for earlier, later in pairwise(in_order)):
            raise ValueError("Two half-terms overlap.")
        object.__setattr__(self, "half_terms", in_order)
        for kind in ("inset_days", "closed_days", "open_days"):
            object.__setattr__(self, kind, frozenset(getattr(self, kind)))

    @property
    def known(self) -> bool:
        return bool(self.half_terms)

    def covers(self, day: date) -> bool:
        """Return whether the term dates cover this day: it lies in a half-term or in a holiday between two."""
        return self.half_term_of(day) is not None or any(day in holiday for holiday in self._holidays)

    def covered_until(self, day: date) -> date | None:
        """Return the last day that the term dates reach from this one without a gap; None if they do not cover it."""
        last = self.half_term_of(day) or (self.next_half_term(day) if self.covers(day) else None)
        while last and (following := self.next_half_term(last.ends_on)) and self.covers(moved(following.starts_on, -1)):
            last = following
        return last.ends_on if last else None

    def lack(self, day: date) -> MissingTermDates | None:
        """Return which term dates are missing, or None if they reach ENOUGH_AHEAD school days beyond this day."""
        until = self.covered_until(day)
        if until is not None and self.school_days_between(day, until) >= ENOUGH_AHEAD:
            return None
        return MissingTermDates(until, self.known)

    @cached_property
    def as_planned(self) -> "Calendar":
        """The calendar without its closed days, in which the dates that half-terms set are counted: snow moves none."""
        return replace(self, closed_days=frozenset()) if self.closed_days else self

    def is_pupil_day(self, day: date) -> bool:
        return day in self.open_days or (is_working_day(day) and day not in self._closed)

    def is_school_day(self, day: date) -> bool:
        """Return whether staff are in: on a pupil day or an INSET day."""
        return self.is_pupil_day(day) or (day in self.inset_days and day not in self.closed_days)

    def add_school_days(self, start: date, n: int) -> date:
        """Return the n-th pupil day after `start`; for 0, `start` itself or else the next pupil day."""
        if n < 0:
            raise ValueError("School days are counted forwards.")
        if n == 0:
            return self.on_or_after(start)
        for _ in range(n):
            start = self.on_or_after(moved(start, 1))
        return start

    def school_days_between(self, a: date, b: date) -> int:
        """Count the pupil days after `a`, up to and including `b`; 0 if `b` is not after `a`."""
        if b <= a:
            return 0
        without = _bank_holidays_between(a, b) + _count(self._closed_in_order, a, b)
        return _weekdays(b) - _weekdays(a) - without + _count(self._opened_in_order, a, b)

    def on_or_before(self, day: date) -> date:
        """Return this day, or the last pupil day before it."""
        while not self.is_pupil_day(day):
            day = moved(day, -1)
        return day

    def on_or_after(self, day: date) -> date:
        """Return this day, or the next pupil day after it."""
        while not self.is_pupil_day(day):
            day = moved(day, 1)
        return day

    def overdue_before(self, today: date) -> date:
        """Return the day before which what was due is overdue: the last pupil day or, after a holiday, the one before.

        On the first morning back, what fell due on the last day before the holiday is given that one day.
        """
        day = self.on_or_before(today)
        before = self.on_or_before(moved(day, -1))
        is_back = any(before < holiday.starts_on and holiday.ends_on < day for holiday in self._holidays)
        return before if is_back else day

    def half_term_of(self, day: date) -> Period | None:
        place = bisect_right(self.half_terms, day, key=lambda period: period.starts_on)
        return self.half_terms[place - 1] if place and day in self.half_terms[place - 1] else None

    def half_term_began(self, day: date) -> date | None:
        """Return the first day of the half-term of this day, or of the last one before it; None if there is none."""
        place = bisect_right(self.half_terms, day, key=lambda period: period.starts_on)
        return self.half_terms[place - 1].starts_on if place else None

    def next_half_term(self, day: date) -> Period | None:
        """Return the first half-term that starts after this day, or None."""
        place = bisect_right(self.half_terms, day, key=lambda period: period.starts_on)
        return self.half_terms[place] if place < len(self.half_terms) else None

    def last_pupil_day(self, period: Period) -> date:
        return self.on_or_before(period.ends_on)

    def first_school_day_of_week(self, day: date) -> date | None:
        """Return the first of Monday to Friday in this week on which staff are in; None in a holiday week."""
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=offset) for offset in range(FRIDAY + 1))
        return next((school_day for school_day in week if self.is_school_day(school_day)), None)

    def day_of_exclusion(self, excluded_on: date, later: int) -> date:
        """Return the school day so many days after day one of an exclusion, which is its first school day (DfE)."""
        return self.add_school_days(self.on_or_after(excluded_on), later)

    @cached_property
    def _holidays(self) -> tuple[Period, ...]:
        return tuple(
            Period(moved(earlier.ends_on, 1), moved(later.starts_on, -1))
            for earlier, later in pairwise(self.half_terms)
            if timedelta(days=1) < later.starts_on - earlier.ends_on <= LONGEST_HOLIDAY
        )

    @cached_property
    def _closed(self) -> frozenset[date]:
        """The working days without pupils: holidays, INSET, closed days. They are finite, so counting always ends."""
        days = {
            holiday.starts_on + timedelta(days=offset)
            for holiday in self._holidays
            for offset in range((holiday.ends_on - holiday.starts_on).days + 1)
        }
        return frozenset(day for day in days | self.inset_days | self.closed_days if is_working_day(day))

    @cached_property
    def _closed_in_order(self) -> tuple[date, ...]:
        return tuple(sorted(self._closed))

    @cached_property
    def _opened_in_order(self) -> tuple[date, ...]:
        """The days on which pupils are in only because somebody opened them."""
        return tuple(sorted(day for day in self.open_days if day in self._closed or not is_working_day(day)))


def moved(day: date, days: int) -> date:
    """Return the date this many calendar days later or earlier. Raises ValueError if there is no such date."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError("That date is too far away.") from None


def _weekdays(day: date) -> int:
    """Count Mondays to Fridays from year 1 (which began on a Monday) up to and including this day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def _bank_holidays_between(a: date, b: date) -> int:
    first, last = max(a.year, YEARS_WITH_BANK_HOLIDAYS.start), min(b.year, YEARS_WITH_BANK_HOLIDAYS.stop - 1)
    return sum(_count(bank_holidays(year), a, b) for year in range(first, last + 1))


def _count(days: Sequence[date], a: date, b: date) -> int:
    return bisect_right(days, b) - bisect_right(days, a)


def in_full(day: date) -> str:
    """Return a date as "Monday 7 September 2026", for messages where the year may be what is wrong."""
    return f"{day:%A} {day.day} {day:%B %Y}"
