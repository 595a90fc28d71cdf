"""Attendance counted from weeks of sessions: over which weeks, how it is rounded, and when it is an alarm."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.attendance.rate import (
    FALL,
    FEWEST,
    IS_OVER,
    LOOKED_BACK,
    WEEKS,
    Absence,
    Sessions,
    Week,
    absence_of,
    change_in_words,
    monday_of,
    percent,
    recent,
    summed,
)

TODAY = date(2026, 11, 16)
NUMBERS = st.integers(0, 14).flatmap(lambda offered: st.tuples(st.just(offered), st.integers(0, offered)))
SOME_WEEKS = st.dictionaries(st.integers(-3, 40), NUMBERS).map(
    lambda found: [Week(TODAY - timedelta(weeks=ago), *numbers) for ago, numbers in found.items()]
)


def weeks(*numbers: tuple[int, int]) -> list[Week]:
    """Weeks one before another, the latest first."""
    return [Week(TODAY - timedelta(weeks=ago), *both) for ago, both in enumerate(numbers, start=1)]


def test_the_last_four_weeks_with_sessions_count_and_a_week_off_is_none_of_them() -> None:
    found = recent(weeks((10, 5), (0, 0), (10, 6), (10, 7), (10, 8), (10, 10)), TODAY)
    assert found == Sessions(TODAY - timedelta(weeks=5), TODAY - timedelta(weeks=1), 40, 26)
    assert found.percent == 65.0


def test_a_week_off_is_no_week_without_attendance() -> None:
    assert recent(weeks((0, 0), (0, 0)), TODAY) is None
    assert recent(weeks((10, 0), (0, 0)), TODAY) == Sessions(*[TODAY - timedelta(weeks=1)] * 2, 10, 0)


def test_fewer_than_ten_sessions_say_nothing() -> None:
    assert recent(weeks((5, 0), (4, 0)), TODAY) is None


def test_what_is_older_than_twelve_weeks_says_nothing_of_today() -> None:
    assert recent([Week(TODAY - timedelta(weeks=13), 10, 0)], TODAY) is None


def test_to_miss_half_is_severe_and_ten_points_below_entry_are_a_fall() -> None:
    assert absence_of(40, 20, None) is Absence.SEVERE
    assert absence_of(40, 21, None) is None
    assert absence_of(40, 33, 92.5) is Absence.FALLEN  # 82.5
    assert absence_of(40, 33, 92.4) is None
    assert absence_of(40, 20, 100.0) is Absence.SEVERE


@given(SOME_WEEKS)
def test_the_window_is_a_part_of_the_weeks_and_never_too_small_to_say_anything(given: list[Week]) -> None:
    found = recent(given, TODAY)
    counted = [week for week in given if week.offered and TODAY - LOOKED_BACK <= week.starts_on <= TODAY - IS_OVER]
    latest = sorted(counted, key=lambda week: week.starts_on)[-WEEKS:]
    assert found == (summed(latest) if sum(week.offered for week in latest) >= FEWEST else None)
    assert found is None or 0 <= found.percent <= 100


@given(st.permutations(weeks((10, 5), (8, 2), (10, 9), (0, 0), (6, 6))))
def test_the_order_of_the_weeks_does_not_matter(given: list[Week]) -> None:
    assert recent(given, TODAY) == recent(weeks((10, 5), (8, 2), (10, 9), (0, 0), (6, 6)), TODAY)


@given(NUMBERS.filter(lambda both: both[0] > 0), st.integers(0, 1000).map(lambda tenths: tenths / 10))
def test_what_is_called_a_fall_is_one_in_the_numbers_that_are_shown(both: tuple[int, int], at_entry: float) -> None:
    offered, attended = both
    is_severe = 2 * attended <= offered
    is_fall = round(10 * at_entry) - round(10 * percent(offered, attended)) >= 10 * FALL
    expected = Absence.SEVERE if is_severe else Absence.FALLEN if is_fall else None
    assert absence_of(offered, attended, at_entry) is expected


@given(NUMBERS.filter(lambda both: both[0] > 0))
def test_more_attended_is_never_a_lower_rate_nor_a_worse_alarm(both: tuple[int, int]) -> None:
    offered, attended = both
    if attended < offered:
        assert percent(offered, attended) < percent(offered, attended + 1)
        assert not (absence_of(offered, attended, 90.0) is None and absence_of(offered, attended + 1, 90.0))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_week_is_known_by_its_monday(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday <= timedelta(days=6)


def test_a_change_that_one_session_makes_is_no_clear_change() -> None:
    assert change_in_words(0, 40) == "no clear change"
    assert change_in_words(3, 40) == "no clear change"
    assert change_in_words(-25, 40) == "no clear change"  # one of 40
    assert change_in_words(50, 40) == "up 5 points"
    assert change_in_words(-10, 300) == "down 1 point"
