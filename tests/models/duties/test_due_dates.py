"""By when the steps of an admission are due, and when the next allocations meeting is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.duties.due_dates import (
    DEFAULT_DAYS,
    FROM_RECEIPT,
    StepDays,
    allocations_meeting_in_week,
    due_dates,
    next_allocations_meeting,
)
from models.school.calendar import FRIDAY, Calendar
from models.tables.duty import DutyKind
from tests.models.school.calendars import calendars, days, two_years

MONDAY, WEDNESDAY = 0, 2
weekdays = st.integers(MONDAY, FRIDAY)


def test_steps_are_due_after_the_school_days_of_the_policy() -> None:
    assert due_dates(date(2025, 9, 9), DEFAULT_DAYS, two_years, MONDAY) == {
        DutyKind.FAMILY: date(2025, 9, 11),
        DutyKind.PROFESSIONALS: date(2025, 9, 12),
        DutyKind.BOOK: date(2025, 9, 16),
        DutyKind.HOLD: date(2025, 9, 23),
        DutyKind.ALLOCATE: date(2025, 9, 15),
    }


def test_steps_wait_for_the_holiday_to_end() -> None:
    due = due_dates(date(2025, 10, 23), StepDays(), two_years, MONDAY)
    assert due[DutyKind.FAMILY] == date(2025, 11, 4)
    assert due[DutyKind.ALLOCATE] == date(2025, 11, 3)


def test_a_referral_on_the_day_of_a_meeting_is_allocated_at_the_one_after_it() -> None:
    assert due_dates(date(2025, 9, 8), StepDays(), two_years, MONDAY)[DutyKind.ALLOCATE] == date(2025, 9, 15)


def test_a_referral_that_is_entered_late_is_allocated_at_the_first_meeting_after_that() -> None:
    entered = date(2025, 9, 17)
    due = due_dates(date(2025, 9, 3), StepDays(), two_years, MONDAY, entered)
    assert due[DutyKind.ALLOCATE] == date(2025, 9, 22)
    assert due[DutyKind.FAMILY] == date(2025, 9, 5)


def test_a_meeting_on_an_inset_day_leaves_until_the_next_pupil_day() -> None:
    assert next_allocations_meeting(date(2027, 6, 1), MONDAY, two_years) == date(2027, 6, 7)
    assert due_dates(date(2027, 6, 1), StepDays(), two_years, MONDAY)[DutyKind.ALLOCATE] == date(2027, 6, 8)


def test_the_days_of_the_service_move_the_steps() -> None:
    due = due_dates(date(2025, 9, 8), StepDays(family=1, hold=15), two_years, MONDAY)
    assert (due[DutyKind.FAMILY], due[DutyKind.HOLD]) == (date(2025, 9, 9), date(2025, 9, 29))


@pytest.mark.parametrize(
    ("after", "weekday", "meeting"),
    [
        (date(2025, 9, 8), MONDAY, date(2025, 9, 8)),
        (date(2025, 9, 9), MONDAY, date(2025, 9, 15)),
        (date(2025, 9, 13), MONDAY, date(2025, 9, 15)),
        (date(2026, 4, 30), MONDAY, date(2026, 5, 5)),  # a bank holiday: the Tuesday
        (date(2025, 10, 21), MONDAY, date(2025, 11, 3)),  # over half-term
        (date(2026, 7, 14), MONDAY, date(2026, 9, 1)),  # over the summer, to INSET on a Tuesday
        (date(2025, 11, 25), WEDNESDAY, date(2025, 11, 26)),  # INSET: staff are in
        (date(2027, 3, 24), FRIDAY, date(2027, 4, 16)),  # Good Friday: the week's first day has gone by
        (date(2027, 3, 19), FRIDAY, date(2027, 3, 19)),
        (date(2027, 3, 20), FRIDAY, date(2027, 3, 22)),  # Good Friday: the Monday of that week
    ],
)
def test_the_next_allocations_meeting(after: date, weekday: int, meeting: date) -> None:
    assert next_allocations_meeting(after, weekday, two_years) == meeting


def test_a_holiday_week_has_no_allocations_meeting() -> None:
    assert allocations_meeting_in_week(date(2025, 10, 29), MONDAY, two_years) is None


@pytest.mark.parametrize("weekday", [-1, 5, 7])
def test_the_allocations_meeting_is_not_on_a_weekend(weekday: int) -> None:
    with pytest.raises(ValueError, match="from Monday to Friday"):
        next_allocations_meeting(date(2025, 9, 8), weekday, two_years)


def test_step_days_are_read_from_settings_over_the_defaults() -> None:
    assert StepDays.read({}) == StepDays()
    assert dict(StepDays()) == dict(DEFAULT_DAYS)
    read = StepDays.read({"contact:family": 1, "meeting:hold": 60, "of another day": "x"})
    assert read == StepDays(family=1, hold=60)
    assert StepDays.read(read.as_settings()) == read


@pytest.mark.parametrize("days", [0, 61, -3, "2", 2.0, None, True])
def test_step_days_outside_one_to_sixty_are_refused(days: object) -> None:
    with pytest.raises(ValueError, match="whole number of school days from 1 to 60"):
        StepDays.read({"contact:family": days})


def test_the_allocations_meeting_is_not_counted_in_days() -> None:
    assert DutyKind.ALLOCATE not in StepDays()


@given(calendars, days, weekdays)
def test_every_step_is_due_on_a_pupil_day_after_the_referral(
    calendar: Calendar, received_on: date, weekday: int
) -> None:
    due = due_dates(received_on, StepDays(), calendar, weekday)
    assert set(due) == {*FROM_RECEIPT, DutyKind.ALLOCATE}
    assert all(calendar.is_pupil_day(day) and day > received_on for day in due.values())


@given(calendars, days, days, weekdays)
def test_a_later_referral_is_never_due_earlier(calendar: Calendar, one: date, other: date, weekday: int) -> None:
    earlier, later = (due_dates(day, StepDays(), calendar, weekday) for day in sorted([one, other]))
    assert all(earlier[step] <= later[step] for step in earlier)


@given(calendars, days, weekdays)
def test_no_meeting_lies_before_the_next_one(calendar: Calendar, after: date, weekday: int) -> None:
    meeting = next_allocations_meeting(after, weekday, calendar)
    assert calendar.is_school_day(meeting)
    assert allocations_meeting_in_week(meeting, weekday, calendar) == meeting
    between = (after + timedelta(days=offset) for offset in range((meeting - after).days))
    assert all(allocations_meeting_in_week(day, weekday, calendar) != day for day in between)
