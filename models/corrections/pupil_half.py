"""Correcting or undoing that a pupil did not want to say anything for a family review."""

from dataclasses import dataclass

from models.change import Change
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.errors import Absent
from models.reviews.ask_pupil import PupilAnswer, check_answer, latest_refusal
from models.reviews.family import require_family
from models.reviews.open import ReviewHeader, header_of
from models.reviews.pupil_half import owed_pupil_half, recheck_pupil_half
from models.stays import check_day_of, placement_of
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review


@dataclass(frozen=True)
class RefusalToCorrect:
    """That a pupil did not want to, for the form that corrects it. `duty_id` is of asking again, if that is owed."""

    duty_id: str | None
    undo_window: UndoWindow
    who: ReviewHeader
    given: PupilAnswer


def refusal_to_correct(change: Change, review_id: str) -> RefusalToCorrect:
    """Prepare the form that corrects that a pupil did not want to, and log the look."""
    review, placement = _refusal(change, review_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="correct")
    given = PupilAnswer(review.on, None, None, review.ask_again_on)
    owed = owed_pupil_half(change, placement)
    return RefusalToCorrect(
        owed.id if owed else None, undo_window_of(change, review), header_of(change, placement, FAMILY), given
    )


def correct_refusal(change: Change, review_id: str, given: PupilAnswer, why: str | None, version: int | None) -> None:
    """Correct that a pupil did not want to: the days, or what the pupil did say."""
    review, placement = _refusal(change, review_id)
    check_answer(change, given, since=review.added_at)
    check_day_of(change, placement, given.on, "That date is in the future. Save this once you have asked.")
    with correcting(change, review, why, version):
        review.on, review.ask_again_on = given.on, given.ask_again_on
        review.pupil_view, review.hopes_pupil = given.view, given.hopes if given.view else None
        review.declined = given.view is None
        review.pupil_took_part = given.view is not None
    if review.hopes_pupil:
        review.hopes_before = {"pupil": placement.hopes_pupil, "parents": placement.hopes_parents}
        placement.hopes_pupil = review.hopes_pupil
    recheck_pupil_half(change, placement)
    _set_due(change, placement)


def undo_refusal(change: Change, review_id: str) -> None:
    """Undo that a pupil did not want to: asking is due as before. Raises Refused after ten minutes."""
    review, placement = _refusal(change, review_id)
    take_back(change, review)
    _set_due(change, placement)


def _refusal(change: Change, review_id: str) -> tuple[Review, Placement]:
    review = change.get(Review, review_id)
    placement = placement_of(change, review.placement_id)
    require_family(change, placement)
    if review.subject != FAMILY or review.formal or not review.declined:
        raise Absent
    require_correcting(change, placement, review)
    return review, placement


def _set_due(change: Change, placement: Placement) -> None:
    """Have asking the pupil due on the day that the latest refusal says; without one, with the family review."""
    change.session.flush()
    duty = owed_pupil_half(change, placement)
    if duty is None:
        return
    family, refusal = change.get(Duty, duty.about), latest_refusal(change, placement, duty)
    again = refusal.ask_again_on if refusal else None
    duty.due_on = change.calendar.on_or_after(again) if again else family.due_on
    change.refresh(duty.owner_id)
