"""By when a pupil's next formal review is due: at the end of the half-term, 40 school days at most, before leaving."""

from datetime import date

from models.school.calendar import Calendar, moved

ENOUGH_DAYS = 10  # school days: after fewer, there is little to review
LONGEST_WAIT = 40  # school days: about the longest half-term


def review_due(
    calendar: Calendar, first_day: date, last_formal: date | None = None, leaving_on: date | None = None
) -> date | None:
    """A pupil day, in the past once it is overdue; None where the pupil leaves before there is anything to review.

    The end of a half-term counts once the pupil has attended ten school days, and likewise once ten have gone by since
    the last formal review of this stay: one that was held in the last two weeks was the review of that half-term.
    """
    since = max(first_day, last_formal or first_day)
    earliest, enough = _earliest_and_enough(calendar, first_day, last_formal)
    leaving = calendar.on_or_before(leaving_on) if leaving_on else None
    if leaving and leaving < earliest:
        return None
    latest = calendar.add_school_days(since, LONGEST_WAIT)
    return min(day for day in (_end_of_half_term(calendar, enough), latest, leaving) if day)


def counts_from(calendar: Calendar, due_on: date) -> date:
    """The first day on which a review answers what is due on this day: it is held in the last ten school days."""
    day = calendar.on_or_before(due_on)
    for _ in range(ENOUGH_DAYS - 1):
        day = calendar.on_or_before(moved(day, -1))
    return day


def open_until(calendar: Calendar, today: date) -> date:
    """The same from the other end: what is due by this day can be answered today."""
    return calendar.add_school_days(today, ENOUGH_DAYS - 1)


def _earliest_and_enough(calendar: Calendar, first_day: date, last_formal: date | None) -> tuple[date, date]:
    """From when leaving asks for a review, and from when the end of a half-term does.

    Who stays for days is reviewed all the same before leaving, unless it was done in these last days.
    """
    if last_formal and last_formal >= first_day:
        enough = calendar.add_school_days(last_formal, ENOUGH_DAYS)
        return enough, enough
    arrived = calendar.on_or_after(first_day)
    return arrived, calendar.add_school_days(arrived, ENOUGH_DAYS - 1)


def _end_of_half_term(calendar: Calendar, enough: date) -> date | None:
    """The first last pupil day of a half-term from this day on, as far as term dates are known."""
    coming = (period for period in calendar.half_terms if period.ends_on >= enough)
    ends = ((period, calendar.last_pupil_day(period)) for period in coming)
    return next((end for period, end in ends if end in period and end >= enough), None)
