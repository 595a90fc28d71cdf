"""What a support plan counts and says by itself: planned sessions, readiness in words, and before and after."""

from datetime import date

import pytest

from models.attendance.rate import Week
from models.plans.aim import readiness
from models.plans.before_after import attendance_around, in_words
from models.plans.owed import counts_from
from models.plans.provision import planned_until
from models.scales.scale import Value
from models.scales.standard import BY_KEY
from models.school.calendar import moved
from models.tables.plans.objective import Area
from models.tables.plans.provision import Provision
from tests.models.school.calendars import two_years


def provision(starts_on: date, ends_on: date, times: int = 3) -> Provision:
    return Provision(starts_on=starts_on, ends_on=ends_on, times=times, ended_on=None)


def test_planned_so_far_is_what_could_have_been_given_by_that_day() -> None:
    running = provision(date(2026, 10, 7), date(2026, 11, 13))  # from a Wednesday on
    assert planned_until(running, two_years, date(2026, 10, 6)) == 0  # it has not begun
    assert planned_until(running, two_years, date(2026, 10, 7)) == 0
    assert planned_until(running, two_years, date(2026, 10, 9)) == 1  # three days of five have their share
    assert planned_until(running, two_years, date(2026, 10, 12)) == 1  # on Monday the week is not over
    assert planned_until(running, two_years, date(2026, 10, 16)) == 4
    assert planned_until(running, two_years, date(2026, 10, 30)) == 7  # the week of half-term had none
    assert planned_until(running, two_years, date(2026, 11, 30)) == 13  # and none after its planned end


@pytest.mark.parametrize(("times", "planned"), [(5, 3), (10, 6), (2, 2)])
def test_no_day_of_a_short_week_holds_more_sessions_than_one_of_a_whole_week(times: int, planned: int) -> None:
    monday, friday = date(2026, 8, 31), date(2026, 9, 4)  # pupils are in from Wednesday on
    assert planned_until(provision(monday, friday, times), two_years, friday) == planned


def test_readiness_names_how_many_criteria_are_shown_and_what_is_open() -> None:
    six = [(area, area not in (Area.ATTENDANCE, Area.SCHOOL)) for area in list(Area)[:5]] + [(Area.SCHOOL, False)]
    assert readiness(six) == "4 of 6 criteria recorded as shown; not yet recorded: attendance and receiving school"
    assert readiness([(Area.SOCIAL, True)]) == "the one criterion is recorded as shown"
    assert readiness([]) == "no criteria set yet"


def test_before_and_after_are_told_on_one_scale_and_a_change_too_small_is_none() -> None:
    def change(scale: str, before: str, after: str) -> str:
        return in_words(Value(BY_KEY[scale], before), Value(BY_KEY[scale], after)).rpartition(": ")[2]

    assert change("gcse", "3", "5") == "2 steps better"
    assert change("gcse", "3", "3") == "no clear change"
    assert change("standardised", "92", "95") == "no clear change"
    assert change("standardised", "92", "86") == "6 points worse"
    assert change("sdq", "24", "18") == "6 points better"


def test_attendance_before_and_after_counts_whole_weeks_on_both_sides() -> None:
    running = provision(date(2026, 9, 16), date(2026, 10, 22))  # it began on a Wednesday
    weeks = [Week(moved(date(2026, 9, 7), 7 * number), 10, attended) for number, attended in enumerate((5, 0, 8, 9))]
    words = "Attendance: 50% before (5 of 10 sessions), 85% since (17 of 20 sessions): up 35 points"
    assert attendance_around(running, weeks) == words
    assert attendance_around(running, weeks[:2]) is None
    assert attendance_around(running, weeks[1:]) is None
    weeks[0] = Week(date(2026, 9, 7), 10, 8)  # one session more, and no more, would make it a change of 10 points
    hardly = attendance_around(running, weeks)
    assert hardly is not None
    assert hardly.endswith("80% before (8 of 10 sessions), 85% since (17 of 20 sessions): no clear change")
    weeks[0] = Week(date(2026, 9, 7), 10, 5)
    running.ended_on = date(2026, 9, 30)  # the last week is not over by then
    said = attendance_around(running, weeks)
    assert said is not None
    assert said.endswith("80% since (8 of 10 sessions): up 30 points")


def test_who_was_here_before_anybody_could_owe_a_plan_is_never_late() -> None:
    today = date(2026, 11, 2)
    assert counts_from(two_years, date(2026, 10, 12), 20, today) == date(2026, 10, 12)
    assert counts_from(two_years, date(2026, 9, 7), 20, today) == today
