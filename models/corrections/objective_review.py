"""Correcting or undoing the review of an objective; what it had decided is taken back, and owed again."""

from dataclasses import dataclass

from sqlalchemy import func, select

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, drop, require_correcting, take_back, undo_window_of
from models.errors import Refused
from models.kept import last_written
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.objectives import (
    MOST_STANDING,
    SET,
    ObjectiveReviewInput,
    check_new_date,
    check_review,
    decide,
    fill_review,
    last_review,
)
from models.plans.owed import standing
from models.plans.review_duty import follow_changed_review
from models.tables.placement import Placement
from models.tables.plans.objective import Decision, Objective, ObjectiveReview


@dataclass(frozen=True)
class ObjectiveReviewToCorrect:
    """The review of an objective for the form that corrects it; `what` is the objective."""

    undo_window: UndoWindow
    placement_id: str
    first_name: str
    reference: str
    what: str
    given: ObjectiveReviewInput


def objective_review_to_correct(change: Change, review_id: str) -> ObjectiveReviewToCorrect:
    """Prepare the form that corrects the review of an objective, and log the look."""
    review, row, placement = _review(change, review_id)
    log_look(change, placement, "correct")
    pupil, given = placement.pupil, _given(change, review, row)
    window = undo_window_of(change, review)
    return ObjectiveReviewToCorrect(window, placement.id, pupil.first_name, pupil.reference, row.what, given)


def correct_objective_review(
    change: Change, review_id: str, given: ObjectiveReviewInput, why: str | None, version: int | None
) -> None:
    """Correct the review of an objective. What another decision asks for takes the place of what the first had done."""
    review, row, placement = _review(change, review_id)
    check_review(change, placement, row, given)
    before, was_on = _given(change, review, row), review.on
    decides_anew = (before.decision, before.changes, before.by_when) != (given.decision, given.changes, given.by_when)
    plan_to_write(change, placement)
    with correcting(change, review, why, version):
        if decides_anew:
            _take_back_decision(change, placement, review, row)
            check_new_date(change, row, given)
        fill_review(review, given)
        if decides_anew:
            decide(change, placement, row, review, given.by_when)
        elif row.ended_on is not None:
            row.ended_on = given.on
            _begin_as_found(change, placement, row, before.evidence, given.evidence)
    follow_changed_review(change, placement, was_on, review)


def undo_objective_review(change: Change, review_id: str) -> None:
    """Undo the review of an objective within ten minutes, with what it had decided. Raises Refused after that."""
    review, row, placement = _review(change, review_id)
    was_on = review.on
    _take_back_decision(change, placement, review, row)
    plan_to_write(change, placement)
    take_back(change, review)
    follow_changed_review(change, placement, was_on, None)


def _given(read: Read, review: ObjectiveReview, row: Objective) -> ObjectiveReviewInput:
    """Return what a review says, with the new date that it gave, if it gave one."""
    dated = _follower(read, row) if review.decision is Decision.CHANGE else row
    by_when = dated.by_when if dated and review.decision is not Decision.STOP else None
    is_new = review.by_when_before is not None and by_when != review.by_when_before
    said = (review.on, review.evidence, review.outcome, review.decision, review.changes)
    return ObjectiveReviewInput(*said, by_when if is_new else None)


def _take_back_decision(change: Change, placement: Placement, review: ObjectiveReview, row: Objective) -> None:
    """Leave the objective as it was before a review. Raises Refused once something was built on what that decided."""
    last = last_review(change, row.id)
    if last is not None and last.id != review.id:
        raise Refused("This objective has been reviewed again since. Correct the later review.", field="decision")
    if review.decision is Decision.CHANGE and (follower := _follower(change, row)) is not None:
        if _is_built_on(change, placement, follower):
            said = "The objective that followed has been changed or reviewed since. Correct that one."
            raise Refused(said, field="decision")
        drop(change, follower)
    if row.ended_on is not None and len(standing(change, placement.id)) >= MOST_STANDING:
        raise Refused(f"There are {MOST_STANDING} objectives already. Stop one first.", field="decision")
    written = last_written(change, row, placement.pupil_id, SET).at
    if review.by_when_before is not None and (written is None or written <= review.added_at):
        row.by_when = review.by_when_before
    row.ended_on = None


def _begin_as_found(change: Change, placement: Placement, row: Objective, was: str, evidence: str) -> None:
    """Let the objective that follows begin with the corrected evidence, unless somebody has worked on it."""
    follower = _follower(change, row)
    if follower is not None and follower.baseline == was and not _is_built_on(change, placement, follower):
        follower.baseline = evidence


def _follower(read: Read, row: Objective) -> Objective | None:
    return read.session.scalar(select(Objective).where(Objective.follows_id == row.id).limit(1))


def _is_built_on(read: Read, placement: Placement, row: Objective) -> bool:
    reviews = select(func.count()).select_from(ObjectiveReview).where(ObjectiveReview.objective_id == row.id)
    written = last_written(read, row, placement.pupil_id, SET).at
    return bool(read.session.scalar(reviews)) or (written is not None and written > row.added_at)


def _review(read: Read, review_id: str) -> tuple[ObjectiveReview, Objective, Placement]:
    review = read.get(ObjectiveReview, review_id)
    placement = placement_to_set(read, review.placement_id)
    require_correcting(read, placement, review)
    return review, read.get(Objective, review.objective_id), placement
