"""The way over time: what each subject had come to at the end of each half-term, and no line of one point."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.progress.trend import LEAST, MOST, MOST_ENDS, MOST_LINES, Trajectory, Trend, trend_of
from models.school.calendar import Calendar
from tests.models.school.calendars import calendars, days, two_years

RISING: Trajectory = ((date(2025, 9, 8), 0), (date(2025, 10, 20), 33), (date(2025, 12, 1), 67))
FLAT: Trajectory = ((date(2025, 9, 8), 0), (date(2025, 12, 1), 0))
NOW = date(2026, 1, 12)
ways = st.lists(st.tuples(days, st.integers(-900, 900)), max_size=6).map(sorted)


def test_each_subject_has_a_figure_for_the_start_for_each_half_term_and_for_now() -> None:
    assert trend_of({"Maths": RISING, "Art": FLAT}, two_years, NOW) == Trend(
        (date(2025, 10, 23), date(2025, 12, 19)), (("Art", (0, 0, 0, 0)), ("Maths", (0, 33, 67, 67)))
    )


def test_before_its_first_result_a_subject_stands_where_that_one_is() -> None:
    late: Trajectory = ((date(2025, 11, 10), 0), (date(2026, 1, 9), 0))
    found = trend_of({"Art": late, "Maths": RISING}, two_years, NOW)
    assert found is not None
    assert found.lines[0] == ("Art", (0, 0, 0, 0))


def test_one_point_is_no_line() -> None:
    assert trend_of({"Maths": RISING[:1], "Art": ()}, two_years, NOW) is None


def test_the_end_of_a_half_term_that_is_today_stands_there_once() -> None:
    found = trend_of({"Maths": RISING}, two_years, date(2025, 12, 19))
    assert found == Trend((date(2025, 10, 23),), (("Maths", (0, 33, 67)),))


def test_without_term_dates_there_are_the_start_and_now() -> None:
    found = trend_of({"Maths": RISING}, Calendar(), NOW)
    assert found == Trend((), (("Maths", (0, 67)),))


def test_of_many_subjects_those_with_the_most_results_are_drawn() -> None:
    found = trend_of({**dict.fromkeys("ABCDEF", FLAT), "Maths": RISING}, two_years, NOW)
    assert found is not None
    assert [name for name, _ in found.lines] == ["A", "B", "C", "D", "Maths"]


@given(calendar=calendars, known=st.dictionaries(st.text(max_size=3), ways, max_size=8), now=days)
def test_every_line_has_all_days_and_ends_where_the_last_result_is(
    calendar: Calendar, known: dict[str, list[tuple[date, int]]], now: date
) -> None:
    so_far = {name: [point for point in way if point[0] <= now] for name, way in known.items()}
    found = trend_of(so_far, calendar, now)
    if found is None:
        assert all(len(way) < 2 for way in so_far.values())
        return
    assert len(found.ends) <= MOST_ENDS
    assert sorted(set(found.ends)) == list(found.ends)
    assert 0 < len(found.lines) <= MOST_LINES
    for name, shares in found.lines:
        assert len(shares) == len(found.ends) + 2
        assert shares[-1] == max(LEAST, min(MOST, so_far[name][-1][1]))
        assert all(LEAST <= share <= MOST for share in shares)
