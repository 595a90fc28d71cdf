"""The clocks of an EHC plan: each annual review, and what has to be done before and after it.

Children and Families Act 2014, s. 44; SEND Regulations 2014, regs 18 to 20.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from models.school.calendar import Calendar, moved
from models.statutory.days import LegalDays
from models.statutory.facts import Clock, Fact, Situation, counted, known_since, of_kind, one_a_day
from models.tables.duty import DutyKind
from models.tables.pupil import LegalFactKind as K

ADVICE_BEFORE, REPORT_AFTER, DECISION_AFTER, CHASED_AFTER = 14, 14, 28, 7
WEEK = 7
# Weeks before its day is to be set, an annual review is told of.
OPENS_BEFORE = 4


def ehc_clocks(now: Situation, calendar: Calendar, today: date, days: LegalDays) -> Iterator[Clock]:
    """Yield the clocks of a pupil with an EHC plan."""
    if not now.has_plan:
        return
    known = of_kind(now.facts, K.PLAN, K.LAST_REVIEW, K.REVIEW)
    yield Clock(DutyKind.EHC_DATE, "", None, done_on=known_since(known))
    if now.is_at_risk:
        lately = [one for one in of_kind(now.facts, K.MEETING, K.REVIEW) if one.entered_on >= now.since]
        decide_by = calendar.add_school_days(now.since, days.early)
        yield Clock(DutyKind.EHC_EARLY, "", decide_by, done_on=known_since(lately))
    for start, end in pairwise([*_counted_from(now.facts), None]):
        if start is not None:
            yield from _year_of(start, end, now, calendar, today, days.book)


def last_day(start: date) -> date:
    """Return the last day of the twelve months that begin on this day."""
    try:
        return moved(start.replace(year=start.year + 1), -1)
    except ValueError:  # 29 February
        return date(start.year + 1, 2, 28)


def _counted_from(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that each begin twelve months: the reviews or, where none is known, the plan."""
    reviews = {one.on: one for one in of_kind(facts, K.LAST_REVIEW, K.REVIEW)}  # one a day, however often recorded
    return list(reviews.values()) or of_kind(facts, K.PLAN)[-1:]


def _year_of(
    start: Fact, end: Fact | None, now: Situation, calendar: Calendar, today: date, weeks: int
) -> Iterator[Clock]:
    """Yield what the twelve months after `start` owe; `end` is the review that ended them, once it was held."""
    key, until = start.on.isoformat(), end.on if end else date.max
    if start.kind is K.REVIEW:
        yield from _after(start, until, now.facts, calendar)
    if end is not None and end.kind is K.LAST_REVIEW:
        return
    last, held_on = last_day(start.on), end.on if end else None
    within = [one for one in now.facts if start.on < one.on <= until]
    days = _days_set(start, end, now.facts)
    opens, book_by = (moved(last, -WEEK * before) for before in (weeks + OPENS_BEFORE, weeks))
    book_by = calendar.on_or_before(book_by)
    book_by = max(book_by, calendar.on_or_after(now.since))
    answers = [*days, *([end] if end else [])]
    yield Clock(
        DutyKind.EHC_BOOK,
        key,
        max(book_by, calendar.on_or_after(now.since)),
        done_on=known_since(answers),
        opens_on=opens,
    )
    yield Clock(DutyKind.EHC_REVIEW, key, last, done_on=held_on, opens_on=opens)
    if answers:
        advice_by = moved(held_on or days[-1].on, -ADVICE_BEFORE)
        yield Clock(DutyKind.EHC_ADVICE, key, advice_by, done_on=counted(of_kind(within, K.ADVICE)))
    yield from _days_gone_by(key, days, answers, calendar, today)


def _days_set(start: Fact, end: Fact | None, facts: Sequence[Fact]) -> list[Fact]:
    """Return the days that were set for this year's review, in the order in which they became known.

    One for which the review was held earlier than planned is this year's, and never the next one's.
    """

    def is_ours(one: Fact) -> bool:
        known_before = end is not None and one.entered_on <= end.entered_on
        is_of_last_year = start.kind is K.REVIEW and one.entered_on < start.entered_on
        return one.on > start.on and not is_of_last_year and (end is None or one.on <= end.on or known_before)

    days = one_a_day([one for one in of_kind(facts, K.MEETING) if is_ours(one)])
    return sorted(days, key=lambda one: one.entered_on)


def _days_gone_by(
    key: str, days: Sequence[Fact], answers: Sequence[Fact], calendar: Calendar, today: date
) -> Iterator[Clock]:
    """Yield, for each day that was set and went by without a word, that the review is recorded or another day set."""
    for place, one in enumerate(days):
        answered_on = answers[place + 1].entered_on if place + 1 < len(answers) else None
        if one.on < (answered_on or today):
            due_on = calendar.on_or_after(moved(one.on, 1))
            yield Clock(DutyKind.EHC_BOOK, f"{key}:{one.on}", due_on, done_on=answered_on)


def _after(review: Fact, until: date, facts: Sequence[Fact], calendar: Calendar) -> Iterator[Clock]:
    """Yield what follows a review: the report, the authority's decision, and chasing that each week."""
    key = review.on.isoformat()
    since = [one for one in facts if review.on <= one.on < until]
    decided_on = counted(of_kind(since, K.DECISION))
    sent_on = counted(of_kind(since, K.REPORT))
    yield Clock(DutyKind.EHC_REPORT, key, moved(review.on, REPORT_AFTER), done_on=sent_on)
    decide_by = moved(review.on, DECISION_AFTER)
    yield Clock(DutyKind.EHC_DECISION, key, decide_by, done_on=decided_on)
    following = moved(decide_by, 1)
    for number, chased in enumerate([*of_kind(since, K.CHASED), None]):
        due_on = calendar.on_or_after(following)
        if chased is not None:
            yield Clock(DutyKind.EHC_CHASE, f"{key}:{number}", due_on, done_on=chased.on, opens_on=following)
            following = max(following, moved(chased.on, CHASED_AFTER))
        elif decided_on is None:
            yield Clock(DutyKind.EHC_CHASE, f"{key}:{number}", due_on, opens_on=following)
