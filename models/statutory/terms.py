"""The three terms of a school year, each of two half-terms; in a year without term dates, by the usual months."""

from dataclasses import dataclass
from datetime import date

from models.school.calendar import Calendar, moved
from models.school.school_year import starting_year

HALF_TERMS = 6
# The last days of the terms, as month and day, in a year of which the dates are not known.
USUAL = ((12, 18), (3, 31), (7, 20))


@dataclass(frozen=True)
class Term:
    """One term with the holiday before it. `ends` is its last pupil day."""

    key: str
    begins: date
    ends: date


def term_of(calendar: Calendar, day: date) -> Term:
    """Return the term of a day; a day of a holiday is of the term that follows."""
    year = starting_year(day)
    ends = [end for one in (year - 1, year, year + 1) for end in _ends(calendar, one)]
    place = next(place for place, (_, end) in enumerate(ends) if end >= day)
    return Term(ends[place][0], moved(ends[place - 1][1], 1), ends[place][1])


def next_term(calendar: Calendar, term: Term) -> Term:
    """Return the term after this one."""
    return term_of(calendar, moved(term.ends, 1))


def _ends(calendar: Calendar, year: int) -> list[tuple[str, date]]:
    """Return the key and the last pupil day of each term of a school year."""
    known = sorted(
        (one for one in calendar.half_terms if starting_year(one.starts_on) == year), key=lambda one: one.starts_on
    )
    days = [calendar.last_pupil_day(one) for one in known[1::2]]
    if len(known) != HALF_TERMS:
        days = [calendar.on_or_before(date(year + (month < 9), month, day)) for month, day in USUAL]
    return [(f"{year}:{number}", day) for number, day in enumerate(days, 1)]
