"""What ends with a placement: everything owed for it but what leaving itself owes, named as it ended."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.kinds import OF_LEAVING
from models.duties.reopen import reopen_duty
from models.meetings.book import cancel_meeting, meeting_of
from models.permission import Permission
from models.tables.duty import Duty, Ending
from models.tables.leaving import Departure, Leaving
from models.tables.placement import AttendanceWeek, Placement
from models.tables.result import Result, Source

ENDINGS: Mapping[Departure, Ending] = MappingProxyType(
    {
        Departure.LEFT: Ending.LEFT,
        Departure.WITHDRAWN: Ending.WITHDRAWN,
        Departure.DECLINED: Ending.TURNED_DOWN,
    }
)


def end_past_stays(change: Change) -> None:
    """End what is still owed for pupils whose last day is over, dated on that day. A plan ends nothing until then."""
    change.session.flush()
    rows = (
        select(Duty, Placement.left_on, Leaving.how, Leaving.on)
        .join(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Leaving, Leaving.placement_id == Placement.id)
        .where(Duty.done_on.is_(None), Duty.kind.not_in(OF_LEAVING), Placement.left_on < change.today)
    )
    for duty, left_on, how, on in change.session.execute(rows).all():
        change.close_duty(duty, ENDINGS[how or Departure.LEFT], on or left_on)


def reopen_what_ended(change: Change, placement: Placement) -> None:
    """Owe again what had ended with a placement that goes on after all."""
    change.session.flush()
    ended = select(Duty).where(Duty.placement_id == placement.id, Duty.ending.in_(ENDINGS.values()))
    for duty in change.session.scalars(ended.order_by(Duty.added_at)).all():
        reopen_duty(change, duty)


def call_off_meeting(change: Change, placement: Placement, after: date) -> None:
    """Cancel a planning meeting that is still to come and booked for later than this day, which the pupil leaves on.

    To be called while the placement is open.
    """
    meeting = meeting_of(change, placement.id)
    if meeting is None or meeting.held_on is not None or not change.may(Permission.MEETING_CHANGE, placement):
        return
    is_later = meeting.starts_at.astimezone(change.zone).date() > after and meeting.starts_at > change.now
    if is_later and placement.is_current(change.today):
        cancel_meeting(change, meeting.id)


def last_seen(read: Read, placement: Placement) -> date | None:
    """Return the latest day on which somebody assessed the pupil here, or the start of the last week they attended."""
    graded = select(func.max(Result.on)).where(Result.source.in_((Source.BASELINE, Source.REVIEW)))
    came = select(func.max(AttendanceWeek.week)).where(AttendanceWeek.attended > 0)
    days = (
        read.session.scalar(graded.where(Result.placement_id == placement.id)),
        read.session.scalar(came.where(AttendanceWeek.placement_id == placement.id)),
    )
    return max(filter(None, days), default=None)
