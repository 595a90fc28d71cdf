"""The colleagues who have reviews to hold before the next allocations meeting."""

from sqlalchemy import case, func, select

from models.allocations.agenda import Reviewers
from models.change import Read
from models.duties.kinds import REVIEWS
from models.duties.overdue import is_overdue
from models.meetings.week import MeetingWeek
from models.tables.duty import Duty
from models.tables.placement import Placement, current
from models.tables.staff import Staff

MOST_REVIEWERS = 20


def reviewers_of(read: Read, period: MeetingWeek) -> Reviewers:
    """Return who has reviews to hold before the next meeting."""
    late = func.sum(case((is_overdue(read), 1), else_=0))
    leaving = func.sum(case((Placement.left_on < period.until, 1), else_=0))
    rows = read.session.execute(
        select(Staff.name, func.count().label("reviews"), leaving.label("leaving"), func.count().over().label("people"))
        .add_columns(func.sum(func.count()).over().label("in_all"), func.sum(late).over().label("late"))
        .join(Duty, Duty.owner_id == Staff.id)
        .join(Placement, Placement.id == Duty.placement_id)
        .where(Duty.kind.in_(REVIEWS), Duty.done_on.is_(None), Duty.due_on < period.until, current(read.today))
        .where(Duty.due_on <= func.coalesce(Placement.left_on, Duty.due_on))  # a later one goes with the pupil
        .group_by(Staff.id, Staff.name)
        .order_by(func.count().desc(), Staff.name)
        .limit(MOST_REVIEWERS)
    ).all()
    lines = tuple((row.name, row.reviews, int(row.leaving)) for row in rows)
    return Reviewers(lines, rows[0].people, int(rows[0].in_all), int(rows[0].late)) if rows else Reviewers()
