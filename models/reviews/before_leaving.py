"""The review before leaving: one that was held shortly before the last day is enough, whenever that day is recorded."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models.change import Change
from models.duties.kinds import REVIEWS
from models.duties.owed_words import is_before_leaving
from models.reviews.pupil_half import ENDED, update_pupil_half
from models.tables.duty import Duty, DutyKind, open_duties
from models.tables.placement import Placement
from models.tables.review import Review


def answer_before_leaving(change: Change, placement: Placement) -> None:
    """End the reviews that are owed to a pupil who leaves, if they were held in the last ten school days.

    One that has ended another review already, such as that of the half-term, ends no second one.
    """
    change.session.flush()
    earlier = aliased(Duty)
    same = (earlier.placement_id == Duty.placement_id, earlier.kind == Duty.kind, earlier.about == Duty.about)
    answered = select(func.max(earlier.done_on)).where(*same, earlier.ending.in_(ENDED)).scalar_subquery()
    was_heard = (Review.formal, Review.unreached.is_(False), Review.declined.is_(False))
    held = select(func.max(Review.on)).where(Review.placement_id == Duty.placement_id, Review.subject == Duty.about)
    held = held.where(*was_heard, Review.on <= placement.left_on)
    rows = open_duties(placement.id, *REVIEWS).add_columns(held.scalar_subquery(), answered)
    for duty, held_on, answered_on in change.session.execute(rows).all():
        if held_on is None or not is_before_leaving(change.calendar, held_on, placement.left_on):
            continue
        if answered_on is not None and is_before_leaving(change.calendar, answered_on, placement.left_on):
            continue
        change.close_duty(duty, on=held_on)
        if duty.kind is DutyKind.FAMILY_REVIEW and placement.is_current(change.today):
            update_pupil_half(change, placement, duty)
