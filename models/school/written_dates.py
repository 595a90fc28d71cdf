"""Dates as people write them in a line of text: found, grouped into ranges and lists, and checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
YEARS = range(2000, 2100)
AUGUST = 8  # some schools begin in its last days, so here it belongs to the school year that follows

_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_ORDINAL = "(?:[ ]?(?:st|nd|rd|th))?"
_WORDED = rf"{_ORDINAL}[ ]*(?:of[ ])?{MONTH}"
_YEAR_AFTER_WORD = rf"(?:,?[ ]*(?:[0-9]{{3,}}|[0-9]{{2}}(?![/.:0-9]|[ ]?(?:am|pm)\b|[ ]?-?{_WORDED})))?"
_FULL = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,2}[/.][0-9]{1,2}(?:[/.](?:[0-9]{4}|[0-9]{2}))?"
    r"|[0-9]{1,2}-[0-9]{1,2}-(?:[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}{_WORDED}\.?{_YEAR_AFTER_WORD}"
    rf"|{MONTH}\.?[ ]*[0-9]{{1,2}}(?![0-9/.]){_ORDINAL}(?:,?[ ]*[0-9]{{4}})?)(?![0-9])"
)
_RANGE = r"(?:[-–—−‐‑]+|(?:up[ ])?to|until|till?|through(?:[ ]to)?)"
_LIST = r"(?:,?[ ]?(?:and|plus)|[,;&+])"
_ON_DAY = rf"(?:\b{_WEEKDAY}\b\.?,?[ ]*(?:the[ ])?)?(?<![0-9/.])"
_PART = rf"{_ON_DAY}[0-9]{{1,2}}{_ORDINAL}"
_BETWEEN = rf"[ ]*(?:{_RANGE}|{_LIST})[ ]*"
# A day whose month stands with a later day: "12 - 20 February", "1&2/9/26".
_PARTIAL = rf"{_PART}(?={_BETWEEN}(?:{_PART}{_BETWEEN})*{_ON_DAY}{_FULL})"
DATE = re.compile(rf"{_ON_DAY}{_FULL}|{_PARTIAL}", re.IGNORECASE)

_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<year>[0-9]{2,4}))?",
        rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}[ ]*(?:of[ ])?(?P<month>{MONTH})\.?(?:,?[ ]*(?P<year>[0-9]{{2,}}))?",
        rf"(?P<month>{MONTH})\.?[ ]*(?P<day>[0-9]{{1,2}}){_ORDINAL}(?:,?[ ]*(?P<year>[0-9]{{4}}))?",
        rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}",
    )
]
_LEADING_WEEKDAY = re.compile(rf"({_WEEKDAY})\b\.?,?[ ]*(?:the[ ])?", re.IGNORECASE)
# "Term 1 - 2 September": the 1 is no day. "Half term 26 to 30 October": the 26 is one.
_NUMBERED = re.compile(r"(?<!half )(?<!half-)\b(?:term|half|autumn|spring|summer|year|week|day)[ ]*$", re.IGNORECASE)
MOST_NUMBERED = 6
# "Friday 18th December 12.30": a time, where a date with its month in words stands before it.
_TIME_AFTER_DATE = re.compile(
    rf"({MONTH}\.?(?:,?[ ]*20[0-9]{{2}})?)[ ]*"
    r"(?:[,(]?[ ]*(?:[01]?[0-9]|2[0-3])\.[0-5][0-9]|[–—-][ ]*(?:[01]?[0-9]|2[0-3])\.(?:1[3-9]|[2-5][0-9]))"
    r"\b(?![./-][0-9])\)?",
    re.IGNORECASE,
)
_TO = re.compile(rf"[ ]*{_RANGE}[ ]*", re.IGNORECASE)
_AND = re.compile(rf"[ ]*(?:{_LIST}|[|\t])*[ ]*", re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?:at|from|by)?[ ]*(?:[0-9]{1,2}(?:[.:][0-9]{2})?[ ]?(?:am|pm|a\.m\.?|p\.m\.?|noon)\b|[0-9]{1,2}:[0-9]{2}"
    r"|(?<=at )[0-9]{1,2}\.[0-9]{2}\b(?![./]))|\(?inclusive\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """A date as it is written; what is None stands elsewhere, or nowhere. `month` counts from 1."""

    weekday: int | None
    day: int
    month: int | None
    year: int | None


@dataclass(frozen=True)
class Span:
    """One date, or a range if it has an end."""

    first: Written
    last: Written | None = None

    @property
    def dates(self) -> tuple[Written, ...]:
        return (self.first,) if self.last is None else (self.first, self.last)


@dataclass(frozen=True)
class Dated:
    """A run of dates in a line with the words before and after it. `is_pair`: two dates with nothing between them."""

    before: str
    spans: tuple[Span, ...]
    after: str
    is_pair: bool
    place: int


def dated_parts(line: str) -> list[Dated]:
    """Return the runs of dates in a line, in order; each has the words since the run before it, and up to the next."""
    line = _TIME_AFTER_DATE.sub(r"\1 ", _TIMES.sub(" ", line))
    matches = [match for match in DATE.finditer(line) if not _is_a_number(line, match)]
    runs: list[list[re.Match[str]]] = []
    for match in matches:
        gap = line[runs[-1][-1].end() : match.start()] if runs else None
        if gap is not None and (_TO.fullmatch(gap) or _AND.fullmatch(gap)):
            runs[-1].append(match)
        else:
            runs.append([match])
    bounds = [0, *(run[-1].end() for run in runs)]
    starts = [*(run[0].start() for run in runs), len(line)]
    return [
        _dated(line, run, line[bounds[place] : starts[place]], line[bounds[place + 1] : starts[place + 1]])
        for place, run in enumerate(runs)
    ]


def checked_date(one: Written, year: int) -> date:
    """Return the date in this year. Raises ValueError if there is none, or if it falls on another weekday."""
    month = one.month or 0
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}. Dates are read as day/month/year.")
    if year > 9999:
        raise ValueError(f"there is no year {year}.")
    if year not in YEARS:
        raise ValueError(f"{year} is too far away to plan for.")
    try:
        day = date(year, month, one.day)
    except ValueError:
        raise ValueError(f"there is no {one.day} {MONTHS[month - 1]} {year}.") from None
    if one.weekday is not None and one.weekday != day.weekday():
        raise ValueError(f"{plain(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[one.weekday]}.")
    return day


def plain(day: date) -> str:
    """Return a date as "2 September 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def written(day: date) -> str:
    """Return a date as "Wed 2 Sep 2026"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _is_a_number(line: str, match: re.Match[str]) -> bool:
    number = match[0].strip()
    return number.isdecimal() and int(number) <= MOST_NUMBERED and bool(_NUMBERED.search(line[: match.start()]))


def _dated(line: str, run: Sequence[re.Match[str]], before: str, after: str) -> Dated:
    dates = _completed([_as_written(match[0]) for match in run])
    gaps = [line[one.end() : other.start()] for one, other in pairwise(run)]
    is_pair = len(run) == 2 and gaps[0].strip() in {"", ",", ";", "|"}
    return Dated(before, tuple(_spans(dates, gaps)), after, is_pair, run[0].start())


def _spans(dates: Sequence[Written], gaps: Sequence[str]) -> Iterator[Span]:
    place = 0
    while place < len(dates):
        if place < len(gaps) and _TO.fullmatch(gaps[place]):
            yield Span(dates[place], dates[place + 1])
            place += 2
        else:
            yield Span(dates[place])
            place += 1


def _completed(dates: list[Written]) -> list[Written]:
    """Give each day without a month that of the next date which has one."""
    month: int | None = None
    found = []
    for one in reversed(dates):
        month = month if one.month is None else one.month
        found.append(replace(one, month=month))
    return found[::-1]


def _as_written(text: str) -> Written:
    weekday = _LEADING_WEEKDAY.match(text)
    rest = text[weekday.end() :] if weekday else text
    match = next(found for shape in _SHAPES if (found := shape.fullmatch(rest.strip())))
    parts = match.groupdict()
    month, year = parts.get("month"), parts.get("year")
    return Written(
        weekday=_place_of(weekday[1], WEEKDAYS) if weekday else None,
        day=int(parts["day"]),
        month=None if month is None else int(month) if month.isdecimal() else _place_of(month, MONTHS) + 1,
        year=None if year is None else int(year) + (2000 if len(year) == 2 else 0),
    )


def _place_of(word: str, names: Sequence[str]) -> int:
    return next(place for place, name in enumerate(names) if name[:3].lower() == word[:3].lower())
