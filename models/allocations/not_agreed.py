"""The placements without a commissioner or an end, which the digest names by initials."""

from sqlalchemy import and_, func, or_, select

from models.allocations.agenda import NotAgreed, channel_name, line_columns
from models.change import Read
from models.meetings.week import MeetingWeek
from models.tables.placement import Agreement, Placement, current
from models.tables.pupil import Pupil

MOST_NAMED = 12


def not_agreed(read: Read, period: MeetingWeek) -> NotAgreed:
    """Return the current placements without a commissioner or an end, those that began first at the front."""
    ends = (Placement.planned_end, Placement.left_on, Agreement.longest_weeks)
    has_no_end = and_(*(end.is_(None) for end in ends))
    rows = read.session.execute(
        select(Placement.id, *line_columns(), func.count().over().label("in_all"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Agreement, Agreement.placement_id == Placement.id)
        .where(current(read.today), Placement.added_at < period.ends)
        .where(or_(Agreement.commissioner.is_(None), has_no_end))
        .order_by(Placement.added_at, Pupil.reference)
        .limit(MOST_NAMED)
    ).all()
    named = (channel_name(read, row) for row in rows)
    return NotAgreed(tuple((called, reference) for called, _, reference in named), rows[0].in_all if rows else 0)
