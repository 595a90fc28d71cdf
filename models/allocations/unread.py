"""The pupils whose learning profile somebody has still to read, as far as the channel may know them."""

from sqlalchemy import func, select

from models.allocations.agenda import UnreadProfile, UnreadProfiles, channel_name
from models.change import Read
from models.meetings.week import MeetingWeek
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, current
from models.tables.pupil import LINE, Pupil

MOST_NAMED = 20


def unread_profiles(read: Read, period: MeetingWeek) -> UnreadProfiles:
    """Return the profiles that are to be read before the next meeting, the most pressing first."""
    rows = read.session.execute(
        select(Placement.pupil_id, *LINE, func.count().label("readers"), func.count().over().label("in_all"))
        .join(Duty, Duty.placement_id == Placement.id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.kind == DutyKind.READ_PROFILE, Duty.done_on.is_(None), Duty.due_on < period.until)
        .where(current(read.today))
        .group_by(Placement.id, Placement.pupil_id, *LINE)
        .order_by(func.min(Duty.due_on), Pupil.reference)
        .limit(MOST_NAMED)
    ).all()
    lines = tuple(UnreadProfile(*_name(read, row), row.readers) for row in rows)
    return UnreadProfiles(lines, rows[0].in_all if rows else 0)


def _name(read: Read, row: object) -> tuple[str, str]:
    initials, _, reference = channel_name(read, row)
    return initials, reference
