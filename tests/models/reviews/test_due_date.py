"""When formal reviews fall due, in both known school years and in generated ones."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.duties.owed_words import ENOUGH_DAYS
from models.reviews.due_date import LONGEST_WAIT, review_due
from models.school.calendar import Calendar, Period
from tests.models.school.calendars import calendars, days, two_years

FIRST = date(2025, 9, 2)
maybe_days = st.none() | days
later_by = st.integers(0, 120).map(timedelta)


@pytest.mark.parametrize(
    ("first_day", "due"),
    [
        (date(2025, 9, 2), date(2025, 10, 23)),  # the 24th is an INSET day
        (date(2025, 9, 1), date(2025, 10, 23)),  # an INSET day: the pupil comes on the 2nd
        (date(2025, 10, 10), date(2025, 10, 23)),  # the tenth day here is the last of the half-term
        (date(2025, 10, 13), date(2025, 12, 17)),  # nine days: 40 school days come before the end of the next
        (date(2025, 11, 3), date(2025, 12, 19)),
        (date(2025, 12, 8), date(2025, 12, 19)),
        (date(2026, 1, 5), date(2026, 2, 12)),  # the 13th is an INSET day
        (date(2026, 2, 23), date(2026, 3, 27)),
        (date(2026, 4, 13), date(2026, 5, 22)),
        (date(2026, 7, 17), date(2026, 10, 22)),  # the last day of the year counts as the first one here
        (date(2026, 9, 2), date(2026, 10, 22)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 27)),
        (date(2027, 6, 8), date(2027, 7, 21)),
    ],
)
def test_the_first_review_is_at_the_end_of_the_half_term(first_day: date, due: date) -> None:
    assert review_due(two_years, first_day) == due


@pytest.mark.parametrize(
    ("last_formal", "due"),
    [
        (date(2025, 10, 23), date(2025, 12, 19)),
        (date(2025, 10, 20), date(2025, 12, 19)),
        (date(2025, 10, 14), date(2025, 12, 18)),  # held early: the 40th school day is a day before the end
        (date(2025, 11, 5), date(2025, 12, 19)),  # held late: back to the end of the half-term
        (date(2025, 10, 9), date(2025, 10, 23)),  # ten school days later it is time to look again
        (date(2025, 12, 19), date(2026, 2, 12)),
        (date(2025, 8, 20), date(2025, 10, 23)),  # before this stay: it does not count
    ],
)
def test_the_next_review_is_at_the_end_of_the_half_term_after_the_last(last_formal: date, due: date) -> None:
    assert review_due(two_years, FIRST, last_formal) == due


@pytest.mark.parametrize(
    ("last_formal", "leaving_on", "due"),
    [
        (None, date(2025, 9, 26), date(2025, 9, 26)),
        (None, date(2025, 9, 28), date(2025, 9, 26)),  # on a Sunday: the Friday before
        (None, date(2025, 9, 4), date(2025, 9, 4)),  # three days here, and reviewed all the same
        (None, date(2025, 12, 5), date(2025, 10, 23)),
        (date(2025, 10, 23), date(2025, 11, 26), date(2025, 11, 25)),  # an INSET day: the day before
        (date(2025, 10, 23), date(2025, 11, 14), date(2025, 11, 14)),  # ten school days later
        (date(2025, 10, 23), date(2025, 11, 13), None),  # nine: that was the last review
        (None, date(2025, 8, 29), None),  # never came
    ],
)
def test_a_review_comes_before_leaving(last_formal: date | None, leaving_on: date, due: date | None) -> None:
    assert review_due(two_years, FIRST, last_formal, leaving_on) == due


def test_a_review_on_the_first_day_counts_as_one() -> None:
    first_day = date(2025, 10, 10)
    assert review_due(two_years, first_day) == date(2025, 10, 23)
    assert review_due(two_years, first_day, first_day) == date(2025, 12, 16)


def test_without_term_dates_a_review_is_due_after_forty_school_days() -> None:
    assert review_due(Calendar(), FIRST) == date(2025, 10, 28)
    assert review_due(Calendar(), FIRST, date(2025, 10, 28)) == date(2025, 12, 23)


def test_beyond_the_known_years_it_is_forty_school_days_too() -> None:
    assert review_due(two_years, FIRST, date(2027, 7, 21)) == two_years.add_school_days(date(2027, 7, 21), 40)


def test_a_half_term_without_a_pupil_day_ends_nothing() -> None:
    closed = Calendar(
        (Period(date(2025, 9, 22), date(2025, 9, 23)),), frozenset({date(2025, 9, 22), date(2025, 9, 23)})
    )
    assert review_due(closed, date(2025, 9, 1)) == closed.add_school_days(date(2025, 9, 1), 40)


@given(calendars, days, maybe_days, maybe_days)
def test_a_review_is_always_due_on_a_pupil_day(
    calendar: Calendar, first_day: date, last_formal: date | None, leaving_on: date | None
) -> None:
    due = review_due(calendar, first_day, last_formal, leaving_on)
    if due is None:
        assert leaving_on is not None
    else:
        assert calendar.is_pupil_day(due)
        assert first_day <= due


@given(calendars, days, maybe_days, maybe_days, later_by)
def test_a_later_first_day_never_makes_a_review_due_earlier(
    calendar: Calendar, first_day: date, last_formal: date | None, leaving_on: date | None, by: timedelta
) -> None:
    earlier = review_due(calendar, first_day, last_formal, leaving_on)
    later = review_due(calendar, first_day + by, last_formal, leaving_on)
    # Where the last review falls out of the stay, leaving after a few days asks for one that was not owed before.
    assert later is None or (earlier is None and leaving_on) or (earlier is not None and earlier <= later)


@given(calendars, days, days, maybe_days, later_by)
def test_a_later_review_never_makes_the_next_due_earlier(
    calendar: Calendar, first_day: date, last_formal: date, leaving_on: date | None, by: timedelta
) -> None:
    earlier = review_due(calendar, first_day, last_formal, leaving_on)
    later = review_due(calendar, first_day, last_formal + by, leaving_on)
    assert later is None or (earlier is not None and earlier <= later)


@given(calendars, days, maybe_days, days, later_by)
def test_a_later_leaving_never_makes_a_review_due_earlier_nor_drops_it(
    calendar: Calendar, first_day: date, last_formal: date | None, leaving_on: date, by: timedelta
) -> None:
    earlier = review_due(calendar, first_day, last_formal, leaving_on)
    later = review_due(calendar, first_day, last_formal, leaving_on + by)
    assert earlier is None or (later is not None and earlier <= later)


SNOW = date(2026, 9, 21)  # a Monday


def test_a_pupil_who_leaves_on_a_closed_day_is_reviewed_before_it() -> None:
    snowed_in = replace(two_years, closed_days=frozenset({SNOW}))
    assert review_due(snowed_in, date(2026, 9, 2), None, SNOW) == date(2026, 9, 18)


@given(calendars, days, maybe_days, maybe_days)
def test_nobody_waits_longer_than_forty_school_days_or_than_leaving(
    calendar: Calendar, first_day: date, last_formal: date | None, leaving_on: date | None
) -> None:
    due = review_due(calendar, first_day, last_formal, leaving_on)
    since = max(first_day, last_formal or first_day)
    if due is not None:
        assert calendar.school_days_between(since, due) <= LONGEST_WAIT
        assert leaving_on is None or due <= leaving_on


@given(calendars, days)
def test_reviews_held_when_due_go_on_at_a_half_terms_pace(calendar: Calendar, first_day: date) -> None:
    held = [first_day]
    for _ in range(5):
        due = review_due(calendar, first_day, held[-1] if len(held) > 1 else None)
        assert due is not None
        held.append(due)
    for earlier, later in pairwise(held):
        assert calendar.as_planned.school_days_between(earlier, later) >= ENOUGH_DAYS - 1  # a snow day is no pause
        assert calendar.school_days_between(earlier, later) <= LONGEST_WAIT


@pytest.mark.parametrize("year", [0, 6])
def test_in_a_known_year_there_is_a_review_at_the_end_of_each_half_term(year: int) -> None:
    half_terms = two_years.half_terms[year : year + 6]
    held: list[date] = []
    for _ in half_terms:
        due = review_due(two_years, half_terms[0].starts_on, held[-1] if held else None)
        assert due is not None
        held.append(due)
    assert held == [two_years.last_pupil_day(half_term) for half_term in half_terms]
