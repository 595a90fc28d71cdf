"""From what a page says, of first and last days and holidays, to half-terms, INSET days and closed days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from models.school.calendar import FRIDAY, Calendar, bank_holidays, is_working_day
from models.school.day_labels import AWAY, Says
from models.school.term_entries import Entry, Page
from models.school.term_sweep import DAY, Away, Edge, Sweep, Teaching, days_of
from models.school.written_dates import WEEKDAYS, plain

SHORTEST_HALF_TERM_HOLIDAY = 3  # working days
LONGEST_HALF_TERM_HOLIDAY = timedelta(weeks=3)
LONGEST_SUMMER = timedelta(weeks=10)
WEEK = 5  # working days: fewer that are closed end no half-term
MOST_INSET_TOGETHER = timedelta(weeks=1)


def teaching_of(page: Page) -> Teaching:
    """Compute the half-terms, INSET days and closed days of a page, and add to the page what is wrong or asked."""
    _check(page)
    if page.problems:  # what is asked of the rest would come of these
        return Teaching()
    away = _holidays(page)
    found = Teaching(inset_days=_inset_days(page), closed_days=_closed_days(page))
    spans = _spans(page)
    if page.problems:
        return found
    starts = [_edge(one, one.first) for one in _of(page, Says.STARTS)] + [first for first, _ in spans]
    ends = [_edge(one, one.last) for one in _of(page, Says.ENDS)] + [last for _, last in spans]
    if away and not starts and not ends:
        page.problems.append((away[0].line, "the page names only holidays: give the first and last day of each term."))
        return found
    Sweep(page, found, away).over(starts, ends)
    found.closed_days = _kept_closed(page, found)
    return found


def calendar_of(found: Teaching) -> Calendar:
    """Return the calendar. Raises ValueError if two half-terms overlap."""
    half_terms = tuple(period for _, period in found.half_terms)
    return Calendar(half_terms, frozenset(found.inset_days), frozenset(found.closed_days))


def _of(page: Page, *says: Says) -> list[Entry]:
    return [entry for entry in page.entries if entry.says in says]


def _edge(entry: Entry, day: date) -> Edge:
    return Edge(day, entry.line, _term(entry.term, day), for_pupils=entry.for_pupils)


def _term(term: str | None, day: date) -> str:
    return term or ("autumn" if day.month >= 8 else "spring" if day.month <= 3 else "summer")


def _check(page: Page) -> None:
    """Name school and INSET days on weekends, INSET on bank holidays, and what is too long or short for its name."""
    for entry in list(page.entries):
        if entry.last < entry.first:
            why = f"it ends on {plain(entry.last)}, before it starts on {plain(entry.first)}."
        elif entry.says not in AWAY and (weekend := _weekend(entry)):
            why = f"{plain(weekend)} is a {WEEKDAYS[weekend.weekday()]}."
        elif entry.says is Says.INSET and entry.first in bank_holidays(entry.first.year):
            why = f"{plain(entry.first)} is a bank holiday."
        elif length := _too_long(entry):
            why = length
        else:
            if entry.says is Says.HALF_TERM and _working_days(entry.first, entry.last) < SHORTEST_HALF_TERM_HOLIDAY:
                page.asked.append((entry.line, f"is {plain(entry.first)} the whole of this half-term holiday?"))
            continue
        page.entries.remove(entry)
        page.problems.append((entry.line, why))


def _weekend(entry: Entry) -> date | None:
    return next((day for day in (entry.first, entry.last) if day.weekday() > FRIDAY), None)


def _too_long(entry: Entry) -> str | None:
    length = entry.last - entry.first
    if entry.says is Says.HALF_TERM and length > LONGEST_HALF_TERM_HOLIDAY:
        return "a half-term holiday of more than three weeks. If these are school days, call them “Autumn 1: ...”."
    if entry.says is Says.INSET and length > MOST_INSET_TOGETHER:
        return "more than a week of INSET days. Give each day."
    if entry.says in AWAY and length > LONGEST_SUMMER:
        return "a holiday of more than ten weeks. Check the year."
    return None


def _spans(page: Page) -> list[tuple[Edge, Edge]]:
    """Return the ranges that are called school; of a term and its half-terms, only the half-terms."""
    entries = sorted(_of(page, Says.SCHOOL), key=lambda one: (one.first, -one.last.toordinal()))
    parts = [one for one in entries if not any(_holds(one, other) for other in entries)]
    for earlier, later in pairwise(parts):
        if later.first <= earlier.last:
            one, other = sorted((earlier.line, later.line))
            page.problems.append((other, f"it overlaps with line {one}."))
    return [
        (
            Edge(one.first, one.line, _term(one.term, one.first), exact=True),
            Edge(one.last, one.line, _term(one.term, one.last), exact=True),
        )
        for one in parts
    ]


def _holds(term: Entry, part: Entry) -> bool:
    is_larger = (term.first, term.last) != (part.first, part.last) or term.line < part.line
    return term is not part and is_larger and term.first <= part.first and part.last <= term.last


def _holidays(page: Page) -> list[Away]:
    """Return the holidays in order. A closed week is one; fewer closed days end no half-term."""
    found = [
        Away(one.first, one.last, one.line, one.is_half_term, _term(one.term, one.first))
        for one in _of(page, Says.HALF_TERM, Says.HOLIDAY, Says.CLOSED)
        if one.says is Says.HALF_TERM or _working_days(one.first, one.last) >= _least(one)
    ]
    return _joined(sorted([*found, *_from_edges(page)], key=lambda one: (one.first, one.last)))


def _joined(holidays: Sequence[Away]) -> list[Away]:
    """Return holidays in order as one where no working day lies between them: a page may name the same one twice."""
    joined: list[Away] = []
    for one in holidays:
        if joined and not _working_days(joined[-1].last + DAY, one.first - DAY):
            before = joined.pop()
            is_half_term = before.is_half_term or one.is_half_term
            joined.append(replace(before, last=max(before.last, one.last), is_half_term=is_half_term))
        else:
            joined.append(one)
    return joined


def _least(entry: Entry) -> int:
    return WEEK if entry.says is Says.CLOSED else 3


def _from_edges(page: Page) -> Iterator[Away]:
    """Yield holidays whose first and last day are given apart; without the other, the one day that is given."""
    ends = _of(page, Says.HOLIDAY_ENDS)
    for one in _of(page, Says.HOLIDAY_STARTS):
        end = next((other for other in ends if one.first <= other.last <= one.first + LONGEST_SUMMER), None)
        if end:
            ends.remove(end)
        last = end.last if end else one.first
        yield Away(one.first, last, one.line, one.is_half_term, _term(one.term, one.first))
    for one in ends:
        yield Away(one.first, one.last, one.line, one.is_half_term, _term(one.term, one.first))


def _closed_days(page: Page) -> dict[date, int]:
    return {
        day: one.line
        for one in _of(page, Says.CLOSED, Says.HOLIDAY)
        if _working_days(one.first, one.last) < _least(one)
        for day in days_of(one.first, one.last)
        if is_working_day(day)
    }


def _inset_days(page: Page) -> dict[date, int]:
    return {
        day: one.line
        for one in _of(page, Says.INSET)
        for day in days_of(one.first, one.last)
        if day.weekday() <= FRIDAY and day not in bank_holidays(day.year)
    }


def _kept_closed(page: Page, found: Teaching) -> dict[date, int]:
    """Return the closed days within half-terms. One that is named as INSET as well is asked about, and is INSET."""
    for day in sorted(found.closed_days.keys() & found.inset_days.keys()):
        lines = f"closed in line {found.closed_days[day]}"
        page.asked.append((found.inset_days[day], f"{plain(day)} is INSET here and {lines}; INSET is taken."))
    return {
        day: line
        for day, line in found.closed_days.items()
        if day not in found.inset_days and any(day in period for _, period in found.half_terms)
    }


def _working_days(first: date, last: date) -> int:
    return sum(map(is_working_day, days_of(first, last)))
