"""Counting in school days, on two real-looking school years and on generated ones."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from models.school.calendar import FRIDAY, Calendar, Period, bank_holidays, is_working_day, moved
from tests.models.school.calendars import calendars, days, two_years

counts = st.integers(0, 60)


def test_bank_holidays_of_england_are_those_published() -> None:
    assert bank_holidays(2026) == tuple(
        date(2026, month, day) for month, day in [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]
    )
    assert bank_holidays(2027) == tuple(
        date(2027, month, day)
        for month, day in [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]
    )


def test_the_bank_holidays_are_loaded_only_when_a_day_is_asked_about_and_of_one_country() -> None:
    code = "import sys, models.school.calendar as it; assert 'holidays' not in sys.modules; it.bank_holidays(2026);"
    code += "sys.exit('holidays.countries' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words


def test_the_bank_holidays_are_those_that_the_library_gives_for_england() -> None:
    for year in range(1990, 2101):
        days = country_holidays("GB", subdiv="ENG", years=year)
        assert bank_holidays(year) == tuple(sorted(day for day in days if day.weekday() <= FRIDAY))


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2025, 9, 1), None),  # before the first half-term
        (date(2025, 9, 2), date(2027, 7, 21)),
        (date(2025, 10, 29), date(2027, 7, 21)),
        (date(2026, 8, 3), date(2027, 7, 21)),  # between two years
        (date(2027, 7, 22), None),
    ],
)
def test_the_term_dates_reach_to_the_end_of_what_was_given_without_a_gap(day: date, until: date | None) -> None:
    assert two_years.covered_until(day) == until


def test_a_gap_too_long_for_a_holiday_is_where_the_term_dates_end() -> None:
    autumn, summer = Period(date(2026, 9, 1), date(2026, 10, 23)), Period(date(2027, 4, 12), date(2027, 5, 28))
    assert Calendar((autumn, summer)).covered_until(date(2026, 9, 7)) == autumn.ends_on


@pytest.mark.parametrize(
    ("day", "pupils", "staff"),
    [
        (date(2025, 9, 1), False, True),  # INSET before the first half-term
        (date(2025, 9, 2), True, True),
        (date(2025, 9, 6), False, False),  # a Saturday
        (date(2025, 10, 23), True, True),
        (date(2025, 10, 24), False, True),  # INSET at the end of a half-term
        (date(2025, 10, 29), False, False),  # the holiday of a half-term
        (date(2026, 5, 4), False, False),  # a bank holiday within a half-term
        (date(2026, 8, 12), False, False),  # the summer between two years that are known
    ],
)
def test_who_is_in_on_a_day(day: date, pupils: bool, staff: bool) -> None:
    assert (two_years.is_pupil_day(day), two_years.is_school_day(day)) == (pupils, staff)


def test_without_term_dates_monday_to_friday_but_bank_holidays_are_school_days() -> None:
    unknown = Calendar()
    week = [date(2026, 8, 28) + timedelta(days=offset) for offset in range(5)]
    assert [unknown.is_pupil_day(day) for day in week] == [True, False, False, False, True]
    assert not unknown.known


def test_after_the_last_known_half_term_weekdays_count_again() -> None:
    assert not two_years.covers(date(2027, 7, 22))
    assert two_years.is_pupil_day(date(2027, 7, 22))


def test_a_year_that_was_never_given_is_not_taken_for_a_holiday() -> None:
    calendar = Calendar(
        (Period(date(2026, 6, 1), date(2026, 7, 17)), Period(date(2027, 9, 1), date(2027, 10, 22))),
    )
    assert calendar.is_pupil_day(date(2027, 2, 3))
    assert not calendar.covers(date(2027, 2, 3))


def test_the_dates_speak_of_half_terms_and_of_the_holidays_between_them() -> None:
    spoken_of = [date(2025, 9, 2), date(2025, 10, 29), date(2026, 8, 12), date(2027, 7, 21)]
    assert all(map(two_years.covers, spoken_of))
    assert not two_years.covers(date(2025, 9, 1))


def test_counting_skips_the_holiday_the_inset_day_and_the_weekend() -> None:
    assert two_years.add_school_days(date(2025, 10, 22), 1) == date(2025, 10, 23)
    assert two_years.add_school_days(date(2025, 10, 22), 2) == date(2025, 11, 3)
    assert two_years.school_days_between(date(2025, 10, 22), date(2025, 11, 3)) == 2


def test_no_days_added_is_the_day_itself_or_the_next_with_pupils() -> None:
    assert two_years.add_school_days(date(2025, 10, 23), 0) == date(2025, 10, 23)
    assert two_years.add_school_days(date(2025, 10, 24), 0) == date(2025, 11, 3)


def test_school_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="counted forwards"):
        two_years.add_school_days(date(2025, 10, 23), -1)
    assert two_years.school_days_between(date(2025, 11, 5), date(2025, 11, 3)) == 0


def test_a_due_date_on_an_inset_day_moves_to_the_last_pupil_day_before() -> None:
    assert two_years.on_or_before(date(2025, 11, 26)) == date(2025, 11, 25)
    assert two_years.on_or_before(date(2026, 9, 1)) == date(2026, 7, 17)
    assert two_years.on_or_after(date(2026, 9, 1)) == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 10, 22), date(2026, 10, 22)),
        (date(2026, 10, 28), date(2026, 10, 22)),  # in the holiday nothing becomes overdue
        (date(2026, 11, 2), date(2026, 10, 22)),  # the first morning back
        (date(2026, 11, 3), date(2026, 11, 3)),
        (date(2027, 6, 7), date(2027, 5, 27)),  # an INSET day after a holiday
        (date(2027, 6, 8), date(2027, 5, 27)),
        (date(2027, 5, 4), date(2027, 5, 4)),  # a bank holiday is no holiday
    ],
)
def test_what_fell_due_on_the_last_day_before_a_holiday_is_given_one_day(today: date, before: date) -> None:
    assert two_years.overdue_before(today) == before


def test_half_terms_are_found_by_day() -> None:
    autumn = Period(date(2025, 9, 2), date(2025, 10, 24))
    assert two_years.half_term_of(date(2025, 10, 24)) == autumn
    assert two_years.half_term_of(date(2025, 10, 25)) is None
    assert two_years.half_term_of(date(2025, 9, 1)) is None
    assert two_years.next_half_term(date(2025, 9, 1)) == autumn
    assert two_years.next_half_term(date(2025, 9, 2)) == Period(date(2025, 11, 3), date(2025, 12, 19))
    assert two_years.next_half_term(date(2027, 6, 7)) is None


def test_the_last_pupil_day_of_a_half_term_is_no_inset_day() -> None:
    last = [two_years.last_pupil_day(period) for period in two_years.half_terms]
    assert last[0] == date(2025, 10, 23)
    assert last[2] == date(2026, 2, 12)
    assert last[5] == date(2026, 7, 17)
    assert last[10] == date(2027, 5, 27)


def test_the_first_school_day_of_a_week() -> None:
    assert two_years.first_school_day_of_week(date(2025, 9, 5)) == date(2025, 9, 1)  # staff are in for INSET
    assert two_years.first_school_day_of_week(date(2026, 5, 10)) == date(2026, 5, 5)  # a Sunday; bank holiday Monday
    assert two_years.first_school_day_of_week(date(2025, 10, 29)) is None
    assert Calendar().first_school_day_of_week(date.max) == date(9999, 12, 27)


def test_the_first_day_of_exclusion_counts_towards_the_sixth() -> None:
    assert two_years.day_of_exclusion(date(2025, 9, 8), 5) == date(2025, 9, 15)
    assert two_years.day_of_exclusion(date(2025, 9, 6), 5) == date(2025, 9, 15)  # a Saturday: Monday is day one
    assert two_years.day_of_exclusion(date(2025, 10, 20), 5) == date(2025, 11, 4)


def test_half_terms_are_kept_in_order_and_may_not_overlap() -> None:
    first, second = Period(date(2025, 9, 2), date(2025, 10, 24)), Period(date(2025, 11, 3), date(2025, 12, 19))
    assert Calendar((second, first)) == Calendar((first, second))
    with pytest.raises(ValueError, match="overlap"):
        Calendar((first, Period(date(2025, 10, 24), date(2025, 11, 28))))
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2025, 9, 2), date(2025, 9, 1))


def test_half_terms_that_touch_leave_no_holiday_between_them() -> None:
    calendar = Calendar(
        (Period(date(2025, 9, 1), date(2025, 10, 17)), Period(date(2025, 10, 18), date(2025, 12, 5))),
    )
    assert calendar.school_days_between(date(2025, 10, 16), date(2025, 10, 20)) == 2


def test_the_end_of_time_is_refused_in_plain_words_and_counted_at_once() -> None:
    with pytest.raises(ValueError, match="too far away"):
        two_years.add_school_days(date(9999, 12, 30), 5)
    with pytest.raises(ValueError, match="too far away"):
        moved(date.min, -1)
    assert two_years.school_days_between(date(9999, 12, 23), date.max) == 6
    assert two_years.school_days_between(date.min, date.max) > 2_000_000


SNOW = date(2026, 11, 16)
snowed_in = replace(two_years, closed_days=frozenset({SNOW}))


def test_on_a_closed_day_nobody_is_in_and_the_half_term_goes_on() -> None:
    assert not snowed_in.is_pupil_day(SNOW)
    assert not snowed_in.is_school_day(SNOW)
    assert snowed_in.half_term_of(SNOW) == two_years.half_term_of(SNOW)
    assert snowed_in.first_school_day_of_week(SNOW) == date(2026, 11, 17)
    assert snowed_in.add_school_days(date(2026, 11, 13), 1) == date(2026, 11, 17)
    assert snowed_in.as_planned == two_years


def test_a_closed_inset_day_is_no_school_day() -> None:
    inset = date(2026, 12, 4)
    assert not replace(two_years, closed_days=frozenset({inset})).is_school_day(inset)


@pytest.mark.parametrize(
    "day",
    [date(2027, 5, 3), date(2026, 10, 28), date(2026, 11, 14), date(2026, 12, 4)],
    ids=["bank", "away", "Sat", "INSET"],
)
def test_any_day_can_be_opened(day: date) -> None:
    opened = replace(two_years, open_days=frozenset({day}))
    assert opened.is_pupil_day(day)
    assert opened.school_days_between(day - timedelta(days=1), day) == 1
    assert opened.school_days_between(date(2026, 9, 1), date(2027, 7, 21)) == 1 + two_years.school_days_between(
        date(2026, 9, 1), date(2027, 7, 21)
    )


@given(calendars, st.frozensets(days, max_size=5), days, st.integers(0, 400))
def test_opened_days_are_counted_like_any_other(
    calendar: Calendar, opened: frozenset[date], start: date, length: int
) -> None:
    calendar = replace(calendar, open_days=opened)
    after = [start + timedelta(days=offset + 1) for offset in range(length)]
    assert calendar.school_days_between(start, start + timedelta(days=length)) == sum(map(calendar.is_pupil_day, after))


@given(calendars, days, counts)
def test_a_due_date_is_always_a_pupil_day(calendar: Calendar, start: date, n: int) -> None:
    due = calendar.add_school_days(start, n)
    assert calendar.is_pupil_day(due)
    assert due > start or (n == 0 and due >= start)


@given(calendars, days, days, counts, counts)
def test_later_is_never_earlier(calendar: Calendar, a: date, b: date, n: int, m: int) -> None:
    (a, b), (n, m) = sorted([a, b]), sorted([n, m])
    assert calendar.add_school_days(a, n) <= calendar.add_school_days(b, m)


@given(calendars, days, st.integers(1, 60))
def test_counting_back_gives_the_days_that_were_added(calendar: Calendar, start: date, n: int) -> None:
    due = calendar.add_school_days(start, n)
    assert calendar.school_days_between(start, due) == n
    assert calendar.school_days_between(start, due - timedelta(days=1)) == n - 1


@given(calendars, days, st.integers(0, 400))
def test_the_count_is_that_of_every_day_asked_one_by_one(calendar: Calendar, start: date, length: int) -> None:
    after = [start + timedelta(days=offset + 1) for offset in range(length)]
    expected = sum(map(calendar.is_pupil_day, after))
    assert calendar.school_days_between(start, start + timedelta(days=length)) == expected


@given(calendars, days)
def test_a_day_is_one_with_pupils_by_the_words_of_the_rule(calendar: Calendar, day: date) -> None:
    in_term = calendar.half_term_of(day) is not None or not calendar.covers(day)
    without_pupils = calendar.inset_days | calendar.closed_days
    assert calendar.is_pupil_day(day) == (is_working_day(day) and day not in without_pupils and in_term)


@given(calendars, days)
def test_the_nearest_pupil_days_lie_on_either_side(calendar: Calendar, day: date) -> None:
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)
    assert before <= day <= after
    assert calendar.is_pupil_day(before)
    assert calendar.is_pupil_day(after)
    assert calendar.school_days_between(before, after) == (before != after)


@given(calendars, days)
def test_no_school_day_of_a_week_comes_before_its_first(calendar: Calendar, day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=offset) for offset in range(5)]
    assert calendar.first_school_day_of_week(day) == next(filter(calendar.is_school_day, week), None)
