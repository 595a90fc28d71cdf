"""Term dates as a Head types or pastes them: read whatever their form, written back in one, and doubted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from models.school.calendar import LONGEST_HOLIDAY, Calendar, Period, is_working_day
from models.school.teaching_days import calendar_of, teaching_of
from models.school.term_entries import NOT_UNDERSTOOD, not_understood
from models.school.term_lines import read_page
from models.school.term_sweep import days_of
from models.school.written_dates import AUGUST, written
from models.text import clean

SHORTEST, LONGEST = timedelta(weeks=4.5), timedelta(weeks=8)
SHORTEST_COMPUTED = timedelta(weeks=3.5)  # after a late Easter; three lines of the page agree on it
LONGEST_HOLIDAY_IN_YEAR = timedelta(weeks=4)
NEAR = timedelta(weeks=2)
SUMMER = (7, 25), (8, 24)  # month and day between which schools of England and Wales are on holiday
HOW = "Write “2 Sep 2025 - 24 Oct 2025” or “INSET 24 Oct 2025, 26 Nov 2025”."


class TermDatesError(ValueError):
    """Lines that could not be read: `problems` has the number of each line and what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Question:
    """Something to be asked before term dates are kept, and the line that it is about; None: about no one line."""

    line: int | None
    why: str

    def __str__(self) -> str:
        return self.why if self.line is None else f"Line {self.line}: {self.why}"


@dataclass(frozen=True)
class Reading:
    """What was read: the calendar, what is asked by line, which lines say nothing of it, and each half-term's line.

    `computed` are the half-terms that are not given as a range, but by first and last days and the holidays between.
    """

    calendar: Calendar
    questions: tuple[Question, ...] = ()
    passed: tuple[int, ...] = ()
    lines: Mapping[Period, int] = field(default_factory=lambda: MappingProxyType({}))
    computed: frozenset[Period] = frozenset()


def read_term_dates(text: str) -> Reading:
    """Read term dates as schools publish them; 02/09/2025 is day/month/year.

    Raises TermDatesError with every line that could not be read.
    """
    page = read_page(text)
    found = teaching_of(page)
    lines = list(enumerate(map(clean, text.splitlines()), start=1))
    if page.problems or not page.entries:
        known = {number for number, _ in page.problems}
        passed = page.passed if page.entries or page.problems else lines
        page.problems += [(number, not_understood(line)) for number, line in passed if line and number not in known]
    if page.problems:
        raise TermDatesError([f"Line {number}: {_with_how(why)}" for number, why in _in_order(page.problems)])
    questions = tuple(Question(number, why) for number, why in _in_order(page.asked))
    passed_over = tuple(number for number, _ in page.passed)
    half_terms = {period: line for line, period in found.half_terms}
    return Reading(calendar_of(found), questions, passed_over, half_terms, frozenset(found.computed))


def parse_term_dates(text: str) -> Calendar:
    """Return the calendar of term dates. Raises TermDatesError like `read_term_dates`."""
    return read_term_dates(text).calendar


def format_term_dates(calendar: Calendar) -> str:
    """Write a calendar as text that `parse_term_dates` reads back as the same calendar."""
    lines = [_both(period) for period in calendar.half_terms]
    if calendar.inset_days:
        lines.append("INSET " + ", ".join(map(written, sorted(calendar.inset_days))))
    if calendar.closed_days:
        lines.append("Closed " + ", ".join(map(written, sorted(calendar.closed_days))))
    return "\n".join(lines)


def doubts(calendar: Calendar, today: date) -> list[str]:
    """Return warnings about dates that can be right but seldom are, to be shown before the dates are saved."""
    return [str(question) for question in questions_about(Reading(calendar), today)]


def questions_about(reading: Reading, today: date, kept: Calendar | None = None) -> list[Question]:
    """Return all that must be asked about what was read, before it takes the place of the term dates `kept`."""
    calendar = reading.calendar
    last = calendar.half_terms[-1].ends_on if calendar.half_terms else None
    over = [Question(None, f"The last half-term given ended on {written(last)}.")] if last and last < today else []
    far = [day for day in sorted(calendar.inset_days) if calendar.known and not _is_near_a_half_term(day, calendar)]
    lost = [period for period in (kept.half_terms if kept else ()) if _is_lost(period, calendar)]
    return [
        *reading.questions,
        *over,
        *(question for period in calendar.half_terms for question in _about(period, reading)),
        *_between(reading),
        *(Question(None, f"INSET on {written(day)} is not near any half-term.") for day in far),
        *(Question(None, f"{_both(period)}, kept until now, is missing.") for period in lost),
    ]


def _about(period: Period, reading: Reading) -> Iterator[Question]:
    shortest = SHORTEST_COMPUTED if period in reading.computed else SHORTEST
    if not shortest <= _span(period) <= LONGEST:
        yield Question(reading.lines.get(period), f"{_both(period)} is {_length(period)} long.")
    first, last = (date(period.ends_on.year, *day) for day in SUMMER)
    if period.starts_on <= last and first <= period.ends_on:
        yield Question(reading.lines.get(period), f"{_both(period)} is school in the summer holidays.")


def _between(reading: Reading) -> Iterator[Question]:
    for earlier, later in pairwise(reading.calendar.half_terms):
        between = days_of(earlier.ends_on + timedelta(days=1), later.starts_on - timedelta(days=1))
        if _may_lack_a_half_term(earlier, later):
            why = f"No half-term is given between {written(earlier.ends_on)} and {written(later.starts_on)}."
            yield Question(None, why)
        elif not any(map(is_working_day, between)):
            why = f"{_both(later)} begins as soon as the half-term before it ends. Is it a holiday?"
            yield Question(reading.lines.get(later), why)


def _is_lost(period: Period, calendar: Calendar) -> bool:
    return not any(one.starts_on <= period.ends_on and period.starts_on <= one.ends_on for one in calendar.half_terms)


def _with_how(why: str) -> str:
    return f"{why} {HOW}" if why.endswith(NOT_UNDERSTOOD) else why


def _in_order(numbered: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(dict.fromkeys(numbered), key=lambda one: one[0])


def _may_lack_a_half_term(earlier: Period, later: Period) -> bool:
    gap = later.starts_on - earlier.ends_on
    is_summer = later.starts_on.month in (AUGUST, AUGUST + 1)
    return gap > (LONGEST_HOLIDAY if is_summer else LONGEST_HOLIDAY_IN_YEAR)


def _is_near_a_half_term(day: date, calendar: Calendar) -> bool:
    return any(period.starts_on - NEAR <= day <= period.ends_on + NEAR for period in calendar.half_terms)


def _span(period: Period) -> timedelta:
    return period.ends_on - period.starts_on + timedelta(days=1)


def _length(period: Period) -> str:
    weeks, days = divmod(_span(period).days, 7)
    return f"{weeks} week{'s' * (weeks != 1)}" + (f" and {days} day{'s' * (days > 1)}" if days else "")


def _both(period: Period) -> str:
    return f"{written(period.starts_on)} - {written(period.ends_on)}"
