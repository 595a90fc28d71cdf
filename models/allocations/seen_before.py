"""What is recorded of a pupil before the first day on which somebody is said to have seen them here."""

from sqlalchemy import select

from models.change import Change
from models.errors import Refused
from models.school.calendar import in_full, moved
from models.tables.placement import AttendanceWeek, Placement
from models.tables.review import FAMILY, Review


def refuse_seen_before(change: Change, placement: Placement) -> None:
    """Refuse a first day after a week that was attended or a review in a subject: one of the two must be wrong.

    Of whoever was on the roll already it is only the first day on which somebody said so.
    """
    first = placement.in_school_on
    if first is None or placement.entered_on is not None:
        return
    weeks = select(AttendanceWeek).where(AttendanceWeek.placement_id == placement.id, AttendanceWeek.attended > 0)
    week = change.session.scalar(weeks.order_by(AttendanceWeek.week).limit(1))
    if week is not None and moved(week.week, 6) < first:
        said = f"Sessions are recorded as attended in the week of {in_full(week.week)}"
        raise Refused(f"{said}, before that. Record first when they came, or put it right.", field="on")
    held = select(Review.on).where(Review.placement_id == placement.id, Review.subject != FAMILY)
    on = change.session.scalar(held.order_by(Review.on).limit(1))
    if on is not None and on < first:
        said = f"A review was held on {in_full(on)}"
        raise Refused(f"{said}, before that. Record first when they came, or put it right.", field="on")
