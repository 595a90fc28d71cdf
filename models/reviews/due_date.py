"""When a pupil's next formal review is due: at the end of the half-term, within 40 school days, and before leaving."""

from datetime import date

from models.duties.owed_words import ENOUGH_DAYS
from models.school.calendar import Calendar

LONGEST_WAIT = 40  # school days: about the longest half-term


def review_due(
    calendar: Calendar, first_day: date, last_formal: date | None = None, leaving_on: date | None = None
) -> date | None:
    """Return the pupil day on which the next formal review is due; None if the pupil leaves before one is needed.

    The day is past once the review is overdue. The end of a half-term counts only after ten school days of attendance,
    and ten after the last formal review of this placement: one in the last two weeks was the review of that half-term.
    A closed day moves no review but the one that was due on it, to the next day that is open, or
    to the last before leaving.
    """
    planned = calendar.as_planned
    since = max(first_day, last_formal or first_day)
    earliest, enough = _earliest_and_enough(planned, first_day, last_formal)
    leaving = planned.on_or_before(leaving_on) if leaving_on else None
    if leaving and leaving < earliest:
        return None
    latest = planned.add_school_days(since, LONGEST_WAIT)
    due = calendar.on_or_after(min(day for day in (_end_of_half_term(planned, enough), latest, leaving) if day))
    return calendar.on_or_before(leaving_on) if leaving_on and leaving_on < due else due


def open_until(calendar: Calendar, today: date) -> date:
    """Return the last due date that a review held today answers."""
    return calendar.add_school_days(today, ENOUGH_DAYS - 1)


def _earliest_and_enough(calendar: Calendar, first_day: date, last_formal: date | None) -> tuple[date, date]:
    """Return the days from which leaving, and the end of a half-term, call for a review.

    A short placement is reviewed before leaving too, unless a review was held in its last ten school days.
    """
    if last_formal and last_formal >= first_day:
        enough = calendar.add_school_days(last_formal, ENOUGH_DAYS)
        return enough, enough
    arrived = calendar.on_or_after(first_day)
    return arrived, calendar.add_school_days(arrived, ENOUGH_DAYS - 1)


def _end_of_half_term(calendar: Calendar, enough: date) -> date | None:
    """Return the last pupil day of the first half-term that ends on or after this day; None if none is known."""
    coming = (period for period in calendar.half_terms if period.ends_on >= enough)
    ends = ((period, calendar.last_pupil_day(period)) for period in coming)
    return next((end for period, end in ends if end in period and end >= enough), None)
