"""The years of dates: those that a line names, and those left out, from a heading or from the dates beside them."""

import re
from collections.abc import Sequence
from datetime import date

from models.school.written_dates import AUGUST, MONTH, Written, checked_date

_DAY_AND_MONTH = re.compile(rf"[0-9](?:st|nd|rd|th)?[ ]*(?:of )?{MONTH}\.?,?[ ]*$", re.IGNORECASE)
_NO_MONTH = rf"(?![ ]?(?:st|nd|rd|th)?[ ]*(?:of )?{MONTH})"
_LONG = re.compile(
    rf"\b(20[0-9]{{2}}) ?(?:[-/–—‐‑−]|to|and|&) ?(?:20)?([0-9]{{2}})\b(?![-/.0-9]){_NO_MONTH}", re.IGNORECASE
)
_SHORT = re.compile(rf"(?<![0-9/.-])([0-9]{{2}}) ?[-/–] ?([0-9]{{2}})(?![0-9/.-]){_NO_MONTH}", re.IGNORECASE)
LAST_MONTH = 12  # "26/27" is a school year, "11/12" is not


def without_school_years(line: str) -> tuple[str, int | None]:
    """Return a line without the school years that it names ("2026/27"), and the first year of the first of them."""
    found: int | None = None
    for shape in (_LONG, _SHORT):
        for match in reversed(list(shape.finditer(line))):
            first = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
            is_one = shape is _LONG or first % 100 > LAST_MONTH
            follows = (first + 1) % 100 == int(match[2])
            if is_one and follows and not _DAY_AND_MONTH.search(line[: match.start()]):
                found, line = first, f"{line[: match.start()]} {line[match.end() :]}"
    return line, found


def school_year_of(day: date) -> int:
    """Return the year in which the school year of a date begins, as pages count: with the last days of August."""
    return day.year - (day.month < AUGUST)


def in_school_year(one: Written, school_year: int) -> int:
    """Return the year of a date in this school year. An August may be that of its end, if the weekday says so."""
    if one.month == AUGUST and one.weekday is not None:
        days = (date(year, AUGUST, min(one.day, 31)) for year in (school_year, school_year + 1))
        return next((day.year for day in days if day.weekday() == one.weekday), school_year)
    return school_year + ((one.month or 0) < AUGUST)


def fits(dates: Sequence[Written], school_year: int) -> bool:
    """Return whether the dates fall on their weekdays in this school year."""
    try:
        for one in dates:
            checked_date(one, in_school_year(one, school_year))
    except ValueError:
        return False
    return True


def year_beside(one: Written, dates: Sequence[Written], place: int) -> int:
    """Return the year left out of a date: from the next date of the line that has one, or the last before it."""
    other = next(other for other in (*dates[place:], *reversed(dates[:place])) if other.year is not None)
    return (other.year or 0) - ((other.month or 0) < AUGUST) + ((one.month or 0) < AUGUST)
