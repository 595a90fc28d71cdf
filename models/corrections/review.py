"""Correcting or undoing a review; what it had answered is owed again."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from models.change import Change, Read, own_undo_until
from models.corrections.history import (
    UndoWindow,
    correcting,
    drop,
    refuse_if_target_set_from,
    require_correcting,
    take_back,
    undo_window_of,
)
from models.duties.reopen import move_end
from models.errors import Refused
from models.progress.subject import parsed, require_setting, scale_of
from models.reviews.family import check_family, require_family
from models.reviews.feedback import update_owed_feedback
from models.reviews.open import ReviewHeader, header_of
from models.reviews.owed import after_review, after_review_undone, follow_corrected_day
from models.reviews.pupil_half import recheck_pupil_half
from models.reviews.save import (
    Formality,
    ReviewInput,
    check_days,
    check_subject,
    fill_row,
    keep_grade,
    recompute_tracks,
)
from models.stays import placement_of, visible
from models.tables.duty import DutyKind, Ending
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import FAMILY, Review, newest_review

# What a form shows as the review holds it.
SHOWN_AS_KEPT = (
    *("why", "told_on", "told_how", "pupil_took_part", "parents_took_part"),
    *("pupil_view", "parent_view", "hopes_pupil", "hopes_parents"),
)


@dataclass(frozen=True)
class Told:
    """When and how the pupil was told of a review, and its grade then; `of_grade` is None if it still stands."""

    on: date | None
    how: str | None
    of_grade: str | None
    grade: str

    @classmethod
    def of(cls, read: Read, review: Review) -> Self:
        """Take down what a review says of it now."""
        result = _grade_of(read, review)
        return cls(review.told_on, review.told_how, review.told_grade, result.value if result else "")

    @property
    def is_of_earlier_grade(self) -> bool:
        """Whether the pupil was told of a grade that had been corrected since."""
        return self.of_grade is not None

    def grade_now(self, read: Read, review: Review) -> str | None:
        """Return of which grade the pupil was told, now that the review is corrected; None if it is the one it has.

        What somebody mistyped and puts right within ten minutes is not what the pupil was told.
        """
        now = Told.of(read, review)
        is_mistyped = self.of_grade is None and own_undo_until(read, review.by_id, review.added_at) is not None
        if now.on is None or (now.on, now.how) != (self.on, self.how) or is_mistyped:
            return None
        told = self.grade if self.of_grade is None else self.of_grade
        return told if told != now.grade else None


@dataclass(frozen=True)
class ReviewPrefill:
    """A review for the form that corrects it."""

    undo_window: UndoWindow
    who: ReviewHeader
    given: ReviewInput


def review_to_correct(change: Change, review_id: str) -> ReviewPrefill:
    """Prepare the form that corrects a review, and log the look."""
    review, placement = _review(change, review_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="correct")
    result = _grade_of(change, review)
    given = ReviewInput(
        review.on,
        Formality.FORMAL if review.formal else Formality.INFORMAL,
        review.next_step,
        grade=result.value if result else None,
        assessed_on=result.on if result else None,
        **{name: getattr(review, name) for name in SHOWN_AS_KEPT},
    )
    return ReviewPrefill(undo_window_of(change, review), header_of(change, placement, review.subject), given)


def correct_review(change: Change, review_id: str, given: ReviewInput, why: str | None, version: int | None) -> None:
    """Correct a review, and update which reviews are owed and whether the pupil is still to be told."""
    review, placement = _review(change, review_id)
    check_days(change, placement, given)
    (check_subject if review.subject else check_family)(given)
    was_formal, was_on, was_told = review.formal, review.on, Told.of(change, review)
    with correcting(change, review, why, version):
        if review.subject:
            _correct_grade(change, placement, review, given)
        else:
            _update_hopes(change, placement, review, given)
        fill_row(review, given)
        if review.subject:
            review.told_grade = was_told.grade_now(change, review)
            recompute_tracks(change, placement, review.subject)
    if was_formal:
        after_review_undone(change, placement, review.subject)
    if review.formal:
        after_review(change, placement, review.subject)
    if was_formal:
        follow_corrected_day(change, placement, review, was_on)
    if not review.subject:
        recheck_pupil_half(change, placement)
    elif was_on != review.on or was_told != Told.of(change, review):
        _follow_told(change, placement, review, was_told)


def undo_review(change: Change, review_id: str) -> None:
    """Undo a review and its grade within ten minutes. Raises Refused after that, or if a target was set from it."""
    review, placement = _review(change, review_id)
    result = _grade_of(change, review)
    if result is not None:
        refuse_if_target_set_from(change, result, "Undo that target first, or correct this review instead.")
    if review.subject == FAMILY:
        _update_hopes(change, placement, review, None)
    take_back(change, review)
    if result is not None:
        drop(change, result)
    if review.formal:
        after_review_undone(change, placement, review.subject)
    if review.subject == FAMILY:
        recheck_pupil_half(change, placement)
    else:
        recompute_tracks(change, placement, review.subject)
        update_owed_feedback(change, placement, review.subject)


def _review(change: Change, review_id: str) -> tuple[Review, Placement]:
    review = change.get(Review, review_id)
    find = visible if review.subject else placement_of  # what a family is owed follows their review while they are here
    placement = find(change, review.placement_id)
    if review.subject:
        require_setting(change, placement, review.subject)
    else:
        require_family(change, placement)
    require_correcting(change, placement, review)
    if not review.was_held:
        raise Refused("This review closed without the parents' words, so there is nothing in it to correct.")
    return review, placement


def _grade_of(read: Read, review: Review) -> Result | None:
    return read.session.get(Result, review.result_id) if review.result_id else None


def _correct_grade(change: Change, placement: Placement, review: Review, given: ReviewInput) -> None:
    """Correct the grade of a review on its own scale; add it if the review had none, delete it if it is empty now."""
    result = _grade_of(change, review)
    if result is None:
        added = keep_grade(change, placement, review.subject, given)
        review.result_id = added.id if added else None
    elif given.grade is None or given.assessed_on is None:
        refuse_if_target_set_from(change, result, "Undo that target first, or correct the grade.", field="grade")
        review.result_id = None
        change.session.flush()
        drop(change, result)
    else:
        grade = parsed(scale_of(change, result.scale), given.grade, "grade")
        result.value, result.on = grade.text, given.assessed_on


def _follow_told(change: Change, placement: Placement, review: Review, was: Told) -> None:
    """Owe telling the pupil what a corrected review says now, or end what was owed of it.

    A grade that is again the one that the pupil was told needs no telling any more.
    """
    if was.is_of_earlier_grade and was.on == review.told_on and review.is_told:
        change.finish(DutyKind.TELL, placement, ending=Ending.DROPPED, about=review.subject)
    update_owed_feedback(change, placement, review.subject)
    if not was.is_of_earlier_grade:
        move_end(change, DutyKind.TELL, placement.id, review.subject, was.on, review.told_on)


def _update_hopes(change: Change, placement: Placement, review: Review, given: ReviewInput | None) -> None:
    """Update the placement's hopes from a corrected family review; `given` is None if the review is undone.

    Only the newest family review counts. Hopes that were told elsewhere since then stay.
    """
    newest = newest_review(change.session, placement.id, FAMILY, held=True)
    if newest is None or newest.id != review.id:
        return
    for whose in ("pupil", "parents"):
        name, before = f"hopes_{whose}", review.hopes_before.get(whose)
        was, said = getattr(review, name), getattr(given, name) if given else None
        if was != said and getattr(placement, name) == (was or before):
            setattr(placement, name, said or before)
