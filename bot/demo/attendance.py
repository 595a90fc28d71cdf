"""How much pupils of the invented school attend: the office enters each week of this year on its last school day."""

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType

from bot.demo.referral import attendance_before
from bot.demo.stays import Taught
from bot.demo.timeline import Moment, Storyline
from models.attendance.rate import monday_of
from models.attendance.weeks import set_week
from models.school.calendar import Calendar, moved

SINCE = date(2027, 1, 4)  # when the office began to enter it
AFTER_THE_LAST_BELL = time(15, 45)
BETTER, BEST = 12, 97  # points above the rate before, for most
# Who attends less than before, in per cent: half of the week is missed, or more than ten points less.
LATELY: Mapping[str, int] = MappingProxyType({"Leila Amiri": 45, "Jack Thorne": 62})


def attendance(one: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell the weeks of a placement, from the first one that the office entered."""
    rate = LATELY.get(one.name, min(attendance_before(one.child) + BETTER, BEST))
    week, last = monday_of(max(one.starts, SINCE)), one.leaves.on if one.leaves else today
    while week < min(today, moved(last, 1)):
        week_days = [moved(week, number) for number in range(5)]
        days = [day for day in week_days if calendar.is_pupil_day(day) and one.starts <= day <= last]
        if days and days[-1] < today:
            change = yield Moment(days[-1], "omar", AFTER_THE_LAST_BELL)
            offered = 2 * len(days)
            set_week(change, placement_id, week, offered, round(offered * rate / 100), None)
        week = moved(week, 7)
