"""The week between two allocations meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from models.change import Look
from models.duties.due_dates import next_allocations_meeting
from models.school.calendar import moved
from models.tables.meeting import AllocationsMeeting

WEEK = 7


@dataclass(frozen=True)
class MeetingWeek:
    """From one meeting to the next: `since` it was last opened, `last` its day, `until` the day of the next.

    It `ends` as that day begins: who is referred after a meeting is in its digest, not out of sight for a week.
    """

    on: date
    since: datetime
    last: date
    until: date
    ends: datetime


def period_of(look: Look, on: date) -> MeetingWeek:
    """The time that the meeting of this day looks back on, and ahead to."""
    before = select(AllocationsMeeting.on, AllocationsMeeting.opened_at).where(AllocationsMeeting.on < on)
    previous = look.session.execute(before.order_by(AllocationsMeeting.on.desc()).limit(1)).first()
    last = previous.on if previous else moved(on, -WEEK)
    since = previous.opened_at if previous else datetime.combine(last, time.min, tzinfo=look.zone)
    until = next_meeting(look, on)
    return MeetingWeek(on, since, last, until, ends=datetime.combine(until, time.min, tzinfo=look.zone))


def last_meeting(look: Look, on: str) -> AllocationsMeeting | None:
    """The meeting of this day; None once there has been another."""
    last = look.session.scalar(select(AllocationsMeeting).order_by(AllocationsMeeting.on.desc()).limit(1))
    return last if last and last.on.isoformat() == on else None


def next_meeting(look: Look, on: date) -> date:
    """The meeting of a later week."""
    return next_allocations_meeting(moved(on, WEEK - on.weekday()), look.school.digest_weekday, look.calendar)
