"""The half-terms of which a record can be shown: those of this school year and the last that have begun."""

from dataclasses import dataclass
from datetime import date, datetime, time

from models.change import Read
from models.errors import Absent
from models.school.calendar import Calendar, Period, moved
from models.school.named_years import school_year_of
from models.school.outline import outline


@dataclass(frozen=True)
class HalfTerm:
    """One half-term. The holiday after it belongs to it: `until` is the last day before the next one begins."""

    name: str
    period: Period
    until: date

    @property
    def key(self) -> str:
        """The text that stands for it in buttons and menus."""
        return self.period.starts_on.isoformat()

    def moments(self, read: Read) -> tuple[datetime, datetime]:
        """Return the moment at which it begins, and the one at which it is over."""
        days = (self.period.starts_on, moved(self.until, 1))
        first, last = (datetime.combine(day, time(0), tzinfo=read.zone) for day in days)
        return first, last


def half_terms(read: Read) -> tuple[HalfTerm, ...]:
    """Return the half-terms of this school year and the last that have begun, newest first."""
    this = school_year_of(read.today)
    found = [
        HalfTerm(f"{line.name}, {year.name}", line.period, _until(read.calendar, line.period))
        for year in outline(read.calendar)
        for line in year.half_terms
        if line.period.starts_on <= read.today and school_year_of(line.period.starts_on) >= this - 1
    ]
    return tuple(reversed(found))


def half_term_called(read: Read, key: str) -> HalfTerm | None:
    """Return the half-term with this key, or with "" the newest; None without any. Raises Absent for another key."""
    known = half_terms(read)
    if not key:
        return next(iter(known), None)
    found = next((one for one in known if one.key == key), None)
    if found is None:
        raise Absent
    return found


def _until(calendar: Calendar, period: Period) -> date:
    following = calendar.next_half_term(period.ends_on)
    end_of_year = date(school_year_of(period.starts_on) + 1, 8, 31)
    return max(period.ends_on, min(moved(following.starts_on, -1), end_of_year) if following else end_of_year)
