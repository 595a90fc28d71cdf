"""The week between two allocations meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from models.change import Read
from models.duties.due_dates import next_allocations_meeting
from models.school.calendar import moved
from models.tables.meeting import AllocationsMeeting

WEEK = 7


@dataclass(frozen=True)
class MeetingWeek:
    """The time from one allocations meeting to the next, for the meeting `on` a day.

    `since` is when the meeting before was opened, `last` is its day, `until` is the day of the next one. The week
    `ends` as that day begins, so that a referral that comes in after a meeting is in its digest.
    """

    on: date
    since: datetime
    last: date
    until: date
    ends: datetime


def period_of(read: Read, on: date) -> MeetingWeek:
    """Return the time that the meeting of this day looks back on and ahead to."""
    before = select(AllocationsMeeting.on, AllocationsMeeting.opened_at).where(AllocationsMeeting.on < on)
    previous = read.session.execute(before.order_by(AllocationsMeeting.on.desc()).limit(1)).first()
    last = previous.on if previous else moved(on, -WEEK)
    since = previous.opened_at if previous else datetime.combine(last, time.min, tzinfo=read.zone)
    until = next_meeting(read, on)
    return MeetingWeek(on, since, last, until, ends=datetime.combine(until, time.min, tzinfo=read.zone))


def last_meeting(read: Read, on: str) -> AllocationsMeeting | None:
    """Return the latest allocations meeting if it was on this day (in ISO format), else None."""
    last = read.session.scalar(select(AllocationsMeeting).order_by(AllocationsMeeting.on.desc()).limit(1))
    return last if last and last.on.isoformat() == on else None


def next_meeting(read: Read, on: date) -> date:
    """Return the day of the first allocations meeting in a later week."""
    return next_allocations_meeting(moved(on, WEEK - on.weekday()), read.school.digest_weekday, read.calendar)
