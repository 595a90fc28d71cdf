"""Term dates as a Head types or pastes them: read line by line, and written back in the same form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from models.school.calendar import FRIDAY, LONGEST_HOLIDAY, Calendar, Period, bank_holidays
from models.text import clean

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
YEARS = range(2000, 2100)
SHORTEST, LONGEST = timedelta(weeks=4.5), timedelta(weeks=8)
LONGEST_READ = timedelta(weeks=10)  # a longer one has a mistyped year, or a whole term in one line
LONGEST_HOLIDAY_IN_YEAR = timedelta(weeks=4)
NEAR = timedelta(weeks=2)
AUGUST = 8  # some schools begin in its last days, so here it belongs to the school year that follows

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
ORDINAL = "(?:st|nd|rd|th)?[ ]*(?:of[ ])?"
DATE = re.compile(
    rf"""(?:\b(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?
            |sat(?:urday)?|sun(?:day)?)\b\.?,?[ ]*)?
        (?<![0-9])
        (?:(?P<iso_year>[0-9]{{4}})-(?P<iso_month>[0-9]{{1,2}})-(?P<iso_day>[0-9]{{1,2}})
          |(?P<number_day>[0-9]{{1,2}})[/.](?P<number_month>[0-9]{{1,2}})(?:[/.](?P<number_year>[0-9]{{4}}|[0-9]{{2}}))?
          |(?P<word_day>[0-9]{{1,2}}){ORDINAL}(?P<word_month>{MONTH})\.?
           (?:,?[ ]*(?P<word_year>[0-9]{{4}}|[0-9]{{2}}(?!/|{ORDINAL}{MONTH})))?)
        (?![0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
PLACE = "\0"  # stands for a date in the shape of a line; cleaned text never contains it
HALF_TERM = re.compile(rf"(?:[•*–-] ?)?(?:[^:{PLACE}]*: ?)?{PLACE} ?(?:[-–—−]|to|until|till) ?{PLACE}[.,;]?", re.I)
INSET = re.compile(
    rf"(?:[•*–-] ?)?(?:inset|(?:staff )?training)(?: days?)?:? ?{PLACE}(?:(?:,? and| ?[,;&])? ?{PLACE})*[.,;]?", re.I
)
HOW = "Write “2 Sep 2025 - 24 Oct 2025” or “INSET 24 Oct 2025, 26 Nov 2025”."


class TermDatesError(ValueError):
    """Lines that could not be read: `problems` has the number of each line and what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Written:
    """A date as it is written in the text; `year` is None if the line gives it with another date."""

    weekday: int | None
    day: int
    month: int
    year: int | None


def parse_term_dates(text: str) -> Calendar:
    """Read a half-term ("Tue 2 Sept - Fri 24 Oct 2025") or INSET days from each line; 02/09/2025 is day/month/year.

    Raises TermDatesError with every line that could not be read.
    """
    half_terms: list[tuple[int, Period]] = []
    inset_days: set[date] = set()
    problems: list[str] = []
    for number, line in enumerate(map(clean, text.splitlines()), start=1):
        try:
            dates, is_inset = _read_line(line)
            if is_inset:
                inset_days.update(map(_checked_inset, dates))
            elif dates:
                half_terms.append((number, _checked_half_term(*dates)))
        except ValueError as wrong:
            problems.append(f"Line {number}: {wrong}")
    problems += _overlaps(half_terms)
    if problems:
        raise TermDatesError(problems)
    return Calendar(tuple(period for _, period in half_terms), frozenset(inset_days))


def format_term_dates(calendar: Calendar) -> str:
    """Write a calendar as text that `parse_term_dates` reads back as the same calendar."""
    lines = [_both(period) for period in calendar.half_terms]
    if calendar.inset_days:
        lines.append("INSET " + ", ".join(map(written, sorted(calendar.inset_days))))
    return "\n".join(lines)


def doubts(calendar: Calendar, today: date) -> list[str]:
    """Return warnings about dates that can be right but seldom are, to be shown before the dates are saved."""
    last = calendar.half_terms[-1].ends_on if calendar.half_terms else None
    said = [f"The last half-term given ended on {written(last)}."] if last and last < today else []
    said += [f"{_both(period)} is {_length(period)} long." for period in calendar.half_terms if _is_unusual(period)]
    said += [
        f"No half-term is given between {written(earlier.ends_on)} and {written(later.starts_on)}."
        for earlier, later in pairwise(calendar.half_terms)
        if _may_lack_a_half_term(earlier, later)
    ]
    return said + [
        f"INSET on {written(day)} is not near any half-term."
        for day in sorted(calendar.inset_days)
        if calendar.known and not _is_near_a_half_term(day, calendar)
    ]


def written(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _read_line(line: str) -> tuple[Sequence[date], bool]:
    found = list(DATE.finditer(line))
    shape = DATE.sub(PLACE, line).strip()
    is_inset = INSET.fullmatch(shape) is not None
    if line and not is_inset and not HALF_TERM.fullmatch(shape):
        raise ValueError(f"“{_shortened(line)}” was not understood. {HOW}")
    return _dated([_as_written(match) for match in found]), is_inset


def _as_written(match: re.Match[str]) -> Written:
    def part(name: str) -> str | None:
        return next((match[key] for key in (f"iso_{name}", f"number_{name}", f"word_{name}") if match[key]), None)

    weekday, month, year = match["weekday"], part("month") or "", part("year")
    return Written(
        weekday=_place_of(weekday, WEEKDAYS) if weekday else None,
        day=int(part("day") or 0),
        month=int(month) if month.isdecimal() else _place_of(month, MONTHS) + 1,
        year=(2000 if len(year) == 2 else 0) + int(year) if year else None,
    )


def _place_of(word: str, names: Sequence[str]) -> int:
    return next(place for place, name in enumerate(names) if name[:3].lower() == word[:3].lower())


def _dated(line: list[Written]) -> list[date]:
    return [_checked_date(one, one.year or _year_left_out(one, line, place)) for place, one in enumerate(line)]


def _year_left_out(one: Written, line: list[Written], place: int) -> int:
    """Return the year left out of a date: from the next date of the line that has one, or the last before it."""
    for other in (*line[place:], *reversed(line[:place])):
        if other.year is not None:
            return other.year - (other.month < AUGUST) + (one.month < AUGUST)
    raise ValueError("give the year as well.")


def _checked_date(one: Written, year: int) -> date:
    if not 1 <= one.month <= 12:
        raise ValueError(f"there is no month {one.month}. Dates are read as day/month/year.")
    if year not in YEARS:
        raise ValueError(f"{year} is too far away to plan for.")
    try:
        day = date(year, one.month, one.day)
    except ValueError:
        raise ValueError(f"there is no {one.day} {MONTHS[one.month - 1]} {year}.") from None
    if one.weekday is not None and one.weekday != day.weekday():
        raise ValueError(f"{_plain(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[one.weekday]}.")
    return day


def _checked_half_term(starts_on: date, ends_on: date) -> Period:
    if ends_on < starts_on:
        raise ValueError(f"it ends on {_plain(ends_on)}, before it starts on {_plain(starts_on)}.")
    for day in (starts_on, ends_on):
        if day.weekday() > FRIDAY:
            raise ValueError(f"{_plain(day)} is a {WEEKDAYS[day.weekday()]}.")
    period = Period(starts_on, ends_on)
    if ends_on - starts_on > LONGEST_READ:
        raise ValueError(f"this is {_length(period)}. Check the year, and put each half-term on its own line.")
    return period


def _checked_inset(day: date) -> date:
    if day.weekday() > FRIDAY:
        raise ValueError(f"{_plain(day)} is a {WEEKDAYS[day.weekday()]}.")
    if day in bank_holidays(day.year):
        raise ValueError(f"{_plain(day)} is a bank holiday.")
    return day


def _overlaps(half_terms: list[tuple[int, Period]]) -> list[str]:
    in_order = sorted(half_terms, key=lambda numbered: numbered[1])
    return [
        f"Line {max(one, other)}: it overlaps with line {min(one, other)}."
        for (one, earlier), (other, later) in pairwise(in_order)
        if later.starts_on <= earlier.ends_on
    ]


def _is_unusual(period: Period) -> bool:
    return not SHORTEST <= _span(period) <= LONGEST


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


def _plain(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _shortened(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:59]}…"
