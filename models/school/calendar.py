"""When pupils are in school: half-terms, INSET days, bank holidays, and counting in school days."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import pairwise

ENOUGH_AHEAD = 20  # school days: as far as the longest of the steps
LONGEST_HOLIDAY = timedelta(weeks=10)  # a longer gap is no holiday: the dates in between were never given
YEARS_WITH_BANK_HOLIDAYS = range(1990, 2101)  # none is proclaimed for later years, and counting stays cheap
FRIDAY = 4


@cache
def bank_holidays(year: int) -> tuple[date, ...]:
    """Those of England that take a weekday away, in order."""
    if year not in YEARS_WITH_BANK_HOLIDAYS:
        return ()
    import holidays  # a quarter of a second, so not before it is needed

    days = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return tuple(sorted(day for day in days if day.weekday() <= FRIDAY))


def is_working_day(day: date) -> bool:
    return day.weekday() <= FRIDAY and day not in bank_holidays(day.year)


@dataclass(frozen=True, order=True)
class Period:
    """From its first to its last day, both included."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("It ends before it starts.")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class MissingTermDates:
    """What is missing of the term dates: this day itself, or (`until`) what comes after that day, which is soon."""

    until: date | None
    any_given: bool


@dataclass(frozen=True)
class Calendar:
    """What is known of a service's school years; outside of it, Monday to Friday but bank holidays are pupil days."""

    half_terms: tuple[Period, ...] = ()
    inset_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        in_order = tuple(sorted(self.half_terms))
        if any(later.starts_on <= earlier.ends_on for earlier, later in pairwise(in_order)):
            raise ValueError("Two half-terms overlap.")
        object.__setattr__(self, "half_terms", in_order)
        object.__setattr__(self, "inset_days", frozenset(self.inset_days))

    @property
    def known(self) -> bool:
        return bool(self.half_terms)

    def covers(self, day: date) -> bool:
        """Whether the term dates speak about this day: it lies in a half-term, or in a holiday between two."""
        return self.half_term_of(day) is not None or any(day in holiday for holiday in self._holidays)

    def covered_until(self, day: date) -> date | None:
        """The last day of which the term dates speak without a gap from this one on; None where they do not at all."""
        last = self.half_term_of(day) or (self.next_half_term(day) if self.covers(day) else None)
        while last and (following := self.next_half_term(last.ends_on)) and self.covers(moved(following.starts_on, -1)):
            last = following
        return last.ends_on if last else None

    def lack(self, day: date) -> MissingTermDates | None:
        """None while the term dates reach far enough for whatever is counted today."""
        until = self.covered_until(day)
        if until is not None and self.school_days_between(day, until) >= ENOUGH_AHEAD:
            return None
        return MissingTermDates(until, self.known)

    def is_pupil_day(self, day: date) -> bool:
        return is_working_day(day) and day not in self._closed

    def is_school_day(self, day: date) -> bool:
        """Staff are in: a pupil day, or an INSET day."""
        return self.is_pupil_day(day) or day in self.inset_days

    def add_school_days(self, start: date, n: int) -> date:
        """The n-th pupil day after start; for 0, start itself or else the next pupil day."""
        if n < 0:
            raise ValueError("School days are counted forwards.")
        if n == 0:
            return self.on_or_after(start)
        for _ in range(n):
            start = self.on_or_after(moved(start, 1))
        return start

    def school_days_between(self, a: date, b: date) -> int:
        """Pupil days after a, up to and with b; none where b is not after a."""
        if b <= a:
            return 0
        return _weekdays(b) - _weekdays(a) - _bank_holidays_between(a, b) - _count(self._closed_in_order, a, b)

    def on_or_before(self, day: date) -> date:
        while not self.is_pupil_day(day):
            day = moved(day, -1)
        return day

    def on_or_after(self, day: date) -> date:
        while not self.is_pupil_day(day):
            day = moved(day, 1)
        return day

    def half_term_of(self, day: date) -> Period | None:
        place = bisect_right(self.half_terms, day, key=lambda period: period.starts_on)
        return self.half_terms[place - 1] if place and day in self.half_terms[place - 1] else None

    def next_half_term(self, day: date) -> Period | None:
        """The first that starts after this day."""
        place = bisect_right(self.half_terms, day, key=lambda period: period.starts_on)
        return self.half_terms[place] if place < len(self.half_terms) else None

    def last_pupil_day(self, period: Period) -> date:
        return self.on_or_before(period.ends_on)

    def first_school_day_of_week(self, day: date) -> date | None:
        """The first day that staff are in, Monday to Friday of this day's week; None in a holiday week."""
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=offset) for offset in range(FRIDAY + 1))
        return next((school_day for school_day in week if self.is_school_day(school_day)), None)

    def sixth_day(self, excluded_on: date) -> date:
        """By when an excluded pupil must be in education again; the first day of exclusion is day one (DfE)."""
        return self.add_school_days(self.on_or_after(excluded_on), 5)

    @cached_property
    def _holidays(self) -> tuple[Period, ...]:
        return tuple(
            Period(moved(earlier.ends_on, 1), moved(later.starts_on, -1))
            for earlier, later in pairwise(self.half_terms)
            if timedelta(days=1) < later.starts_on - earlier.ends_on <= LONGEST_HOLIDAY
        )

    @cached_property
    def _closed(self) -> frozenset[date]:
        """Working days that are none for pupils; finite, so that counting never runs away."""
        days = {
            holiday.starts_on + timedelta(days=offset)
            for holiday in self._holidays
            for offset in range((holiday.ends_on - holiday.starts_on).days + 1)
        }
        return frozenset(day for day in days | self.inset_days if is_working_day(day))

    @cached_property
    def _closed_in_order(self) -> tuple[date, ...]:
        return tuple(sorted(self._closed))


def moved(day: date, days: int) -> date:
    """Calendar days later or earlier; ValueError where no such date can be written."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError("That date is too far away.") from None


def _weekdays(day: date) -> int:
    """Mondays to Fridays from the year 1 (which began on a Monday) up to and with this day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def _bank_holidays_between(a: date, b: date) -> int:
    first, last = max(a.year, YEARS_WITH_BANK_HOLIDAYS.start), min(b.year, YEARS_WITH_BANK_HOLIDAYS.stop - 1)
    return sum(_count(bank_holidays(year), a, b) for year in range(first, last + 1))


def _count(days: Sequence[date], a: date, b: date) -> int:
    return bisect_right(days, b) - bisect_right(days, a)


def in_full(day: date) -> str:
    """As "Monday 7 September 2026", where the year may be what is wrong."""
    return f"{day:%A} {day.day} {day:%B %Y}"
