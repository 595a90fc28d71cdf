"""The school year, which starts on 1 September, and the year group and key stage that follow from a date of birth."""

from datetime import date
from typing import Any

SEPTEMBER = 9
DAYS_CLOSE = 7
# The first and last year of each. A year outside all of them counts as Early years or Post-16.
STAGES = {"Early years": (-20, 0), "KS1": (1, 2), "KS2": (3, 6), "KS3": (7, 9), "KS4": (10, 11), "Post-16": (12, 99)}

SCHOOL_AGE = range(14)  # from Reception to Year 13


def starting_year(day: date) -> int:
    """Return the calendar year in which this day's school year began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def nc_year(born: date, on: date) -> int:
    """Return the National Curriculum year by age; 0 is Reception, and below 0 is nursery."""
    return starting_year(on) - starting_year(born) - 5


def year_of(born: date, on: date, override: int | None, since: int | None = None) -> int:
    """Return the National Curriculum year in which a pupil is taught: by age, unless one was set for the pupil.

    `since` is the `starting_year` in which it was set: each September after that it is one more.
    """
    if override is None:
        return nc_year(born, on)
    return override + (starting_year(on) - since if since is not None else 0)


def key_stage(year: int) -> str:
    """Return the key stage of a National Curriculum year, or "Early years" before and "Post-16" after them."""
    return next((stage for stage, (_, last) in STAGES.items() if year <= last), "Post-16")


def born_between(first: int, last: int, on: date) -> tuple[date, date]:
    """Return the first and last date of birth of pupils who by age are in the years `first` to `last`."""
    base = starting_year(on) - 5
    return date(base - last, SEPTEMBER, 1), date(base - first + 1, SEPTEMBER - 1, 31)


def is_close(one: date, other: date) -> bool:
    """Return whether two dates of birth may be one that was written down wrongly: a part of it, or turned round."""
    alike = ((one.year == other.year), (one.month == other.month), (one.day == other.day))
    is_turned = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    return sum(alike) > 1 or is_turned or abs((one - other).days) <= DAYS_CLOSE


def year_label(year: int) -> str:
    if year < 0:
        return "Nursery"
    return f"Year {year}" if year else "Reception"


def year_in_line(row: Any, on: date) -> str:
    """Return the year group of a row with the columns of `models.tables.pupil.LINE`, or "" if it has no pupil."""
    return year_label(year_of(row.born_on, on, row.nc_year_override, row.nc_year_since)) if row.born_on else ""
