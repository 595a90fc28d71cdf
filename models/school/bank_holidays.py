"""The bank holidays of England: those of every year, and what was proclaimed for one."""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

YEARS_WITH_BANK_HOLIDAYS = range(1990, 2101)  # other years have none here, so that counting stays cheap
SATURDAY = 5

# What was proclaimed for one year: another day than the Monday early or late in May, and days besides.
_EARLY_MAY = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
_LATE_MAY = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}
_BESIDES = {
    1999: [date(1999, 12, 31)],  # the millennium
    2002: [date(2002, 6, 3)],  # the jubilees
    2011: [date(2011, 4, 29)],  # a wedding
    2012: [date(2012, 6, 5)],
    2022: [date(2022, 6, 3), date(2022, 9, 19)],  # the state funeral
    2023: [date(2023, 5, 8)],  # the coronation
}


@cache
def bank_holidays(year: int) -> tuple[date, ...]:
    """Return the bank holidays of England in order, each on the weekday on which it is kept."""
    if year not in YEARS_WITH_BANK_HOLIDAYS:
        return ()
    easter_day = easter(year)
    days = [
        _weekday(date(year, 1, 1)),
        easter_day - timedelta(days=2),
        easter_day + timedelta(days=1),
        _EARLY_MAY.get(year) or _monday(date(year, 5, 1)),
        _LATE_MAY.get(year) or _monday(date(year, 5, 25)),
        _monday(date(year, 8, 25)),
        christmas := _weekday(date(year, 12, 25)),
        _weekday(christmas + timedelta(days=1)),
    ]
    return tuple(sorted([*days, *_BESIDES.get(year, [])]))


def _weekday(day: date) -> date:
    """Return the first day from this one on that is no Saturday or Sunday."""
    return day if day.weekday() < SATURDAY else _monday(day)


def _monday(day: date) -> date:
    """Return the first Monday from this day on."""
    return day + timedelta(days=-day.weekday() % 7)
