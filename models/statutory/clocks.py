"""The clocks of the law for one pupil, from the facts that are known: pure, without a database.

Each turn of a clock is known by its kind and `about`, so that it is owed once, whatever else changes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from models.school.calendar import Calendar, is_working_day, moved
from models.school.school_year import starting_year
from models.statutory.days import USUAL, LegalDays
from models.statutory.ehc import WEEK, ehc_clocks
from models.statutory.facts import Clock, Fact, Situation, counted, known_since, of_kind, one_a_day
from models.statutory.terms import next_term, term_of
from models.tables.duty import DutyKind
from models.tables.pupil import LegalFactKind as K

# Arranging education for children who cannot attend school because of health needs (DfE).
HEALTH_DAYS = 15
# School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012: nobody is suspended for more in a year.
MOST_SUSPENDED = 45


def clocks_of(now: Situation, calendar: Calendar, today: date, days: LegalDays = USUAL) -> tuple[Clock, ...]:
    """Return every turn of every clock that the facts give, those that have been met too."""
    found = (
        *ehc_clocks(now, calendar, today, days),
        *_care_clocks(now, calendar, today, days.pep),
        *_health_clocks(now, calendar),
        *_suspension_clocks(now, calendar, days.suspended),
        *_off_site_clocks(now, calendar, days.off_site),
    )
    return tuple(found)


def working_days_after(start: date, days: int) -> date:
    """Return the day so many working days later: Monday to Friday without bank holidays, in holidays too."""
    day = start
    while days:
        day = moved(day, 1)
        days -= is_working_day(day)
    return day


def _care_clocks(now: Situation, calendar: Calendar, today: date, to_begin: int) -> Iterator[Clock]:
    if not now.looked_after:
        return
    care = of_kind(now.facts, K.CARE)
    yield Clock(DutyKind.CARE_DATE, "", None, done_on=known_since(care))
    if not care:
        return
    since = care[-1].on
    peps = [one.on for one in of_kind(now.facts, K.PEP)]
    term = term_of(calendar, max(since, now.since))
    begin_by = working_days_after(since, to_begin)
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


def _suspension_clocks(now: Situation, calendar: Calendar, nears: int) -> Iterator[Clock]:
    suspensions = one_a_day(of_kind(now.facts, K.SUSPENDED))  # a merge can bring one twice
    for year in sorted({starting_year(one.on) for one in suspensions}):
        gone = 0
        for one in suspensions:
            gone += (one.days or 0) * (starting_year(one.on) == year)
            if gone >= nears:
                seen = [each for each in of_kind(now.facts, K.SUSPENSIONS) if each.on >= one.on]
                due_on = calendar.on_or_after(one.entered_on)
                yield Clock(DutyKind.SUSPENSIONS, str(year), due_on, done_on=counted(seen))
                break


def _off_site_clocks(now: Situation, calendar: Calendar, weeks: int) -> Iterator[Clock]:
    """Yield, for each off-site direction, its review before it ends; and, once it has ended, what it is now."""
    runs = one_a_day(of_kind(now.facts, K.OFF_SITE))
    if now.off_site:
        yield Clock(DutyKind.OFF_SITE_DATE, "", None, done_on=known_since(runs))
    for one, following in pairwise([*runs, None]):
        if one is None or one.until is None:
            continue
        due_on = max(one.on, calendar.on_or_before(one.until))
        opens = max(one.on, moved(one.until, -WEEK * weeks))
        until = following.on if following else date.max
        held = [each for each in of_kind(now.facts, K.OFF_SITE_REVIEW) if opens <= each.on < until]
        yield Clock(DutyKind.OFF_SITE_REVIEW, one.on.isoformat(), due_on, done_on=counted(held), opens_on=opens)
        if now.off_site:
            since = moved(one.until, 1)
            answered_on = following.entered_on if following else None
            due_on = calendar.on_or_after(since)
            yield Clock(DutyKind.OFF_SITE_DATE, one.on.isoformat(), due_on, done_on=answered_on, opens_on=since)
