"""The clocks of the law for one pupil, from the facts that are known: pure, without a database.

Each turn of a clock is known by its kind and `about`, so that it is owed once, whatever else changes.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from models.school.calendar import Calendar, is_working_day, moved
from models.school.school_year import starting_year
from models.statutory.ehc import ehc_clocks
from models.statutory.facts import Clock, Fact, Situation, counted, known_since, of_kind
from models.statutory.terms import next_term, term_of
from models.tables.duty import DutyKind
from models.tables.pupil import LegalFactKind as K

# Promoting the education of looked-after children (DfE): within 10 working days of entering care.
TO_BEGIN_PEP = 10
# Arranging education for children who cannot attend school because of health needs (DfE).
HEALTH_DAYS = 15
# School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012: nobody is suspended for more in a year.
MOST_SUSPENDED, NEARS = 45, 35


def clocks_of(now: Situation, calendar: Calendar, today: date) -> tuple[Clock, ...]:
    """Return every turn of every clock that the facts give, those that have been met too."""
    found = (
        *ehc_clocks(now, calendar, today),
        *_care_clocks(now, calendar, today),
        *_health_clocks(now, calendar),
        *_suspension_clocks(now, calendar),
    )
    return tuple(found)


def working_days_after(start: date, days: int) -> date:
    """Return the day so many working days later: Monday to Friday without bank holidays, in holidays too."""
    day = start
    while days:
        day = moved(day, 1)
        days -= is_working_day(day)
    return day


def _care_clocks(now: Situation, calendar: Calendar, today: date) -> Iterator[Clock]:
    if not now.looked_after:
        return
    care = of_kind(now.facts, K.CARE)
    yield Clock(DutyKind.CARE_DATE, "", None, done_on=known_since(care))
    if not care:
        return
    since = care[-1].on
    peps = [one.on for one in of_kind(now.facts, K.PEP)]
    term = term_of(calendar, max(since, now.since))
    begin_by = working_days_after(since, TO_BEGIN_PEP)
    if begin_by >= now.since:
        begun = next((on for on in peps if on >= since), None)
        yield Clock(DutyKind.PEP_START, since.isoformat(), begin_by, done_on=begun, opens_on=since)
        term = next_term(calendar, term_of(calendar, max(begin_by, now.since)))
    while term.begins <= today:
        held = next((on for on in peps if on >= term.begins), None)
        yield Clock(DutyKind.PEP, term.key, term.ends, done_on=held, opens_on=term.begins)
        term = next_term(calendar, term)


def _health_clocks(now: Situation, calendar: Calendar) -> Iterator[Clock]:
    away = of_kind(now.facts, K.ABSENT)
    if now.for_health:
        yield Clock(DutyKind.HEALTH_DATE, "", None, done_on=known_since(away) or now.began_on)
    if not away:
        return
    year = starting_year(away[-1].on)
    reached = _clear_on(calendar, [one for one in away if starting_year(one.on) == year])
    if reached is not None:
        first = next(one.on for one in away if starting_year(one.on) == year)
        began = [one.on for one in of_kind(now.facts, K.PROVISION)] + ([now.began_on] if now.began_on else [])
        done_on = min((on for on in began if on >= first), default=None)
        yield Clock(DutyKind.HEALTH, str(year), reached, done_on=done_on, opens_on=first)


def _clear_on(calendar: Calendar, away: Sequence[Fact]) -> date | None:
    """Return the day of the 15th school day, or that on which it was clear that there will be so many; else None."""
    left = HEALTH_DAYS
    for one in away:
        before = moved(one.on, -1)
        gone = calendar.school_days_between(before, one.until) if one.until else left
        if gone >= left:
            last = calendar.add_school_days(before, left)
            return min(last, calendar.on_or_after(max(one.on, one.entered_on))) if one.until else last
        left -= gone
    return None


def _suspension_clocks(now: Situation, calendar: Calendar) -> Iterator[Clock]:
    for year in sorted({starting_year(one.on) for one in of_kind(now.facts, K.SUSPENDED)}):
        gone = 0
        for one in of_kind(now.facts, K.SUSPENDED):
            gone += (one.days or 0) * (starting_year(one.on) == year)
            if gone >= NEARS:
                seen = [each for each in of_kind(now.facts, K.SUSPENSIONS) if each.on >= one.on]
                due_on = calendar.on_or_after(one.entered_on)
                yield Clock(DutyKind.SUSPENSIONS, str(year), due_on, done_on=counted(seen))
                break
