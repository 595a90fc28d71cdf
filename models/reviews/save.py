"""Saving a review: the grade of the day, its track, what the pupil was told, and what everybody said."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from models.change import Change
from models.errors import Refused
from models.progress.owed import update_owed_target
from models.progress.results import ResultInput, keep_result
from models.progress.subject import (
    TARGET_COLUMNS,
    ResultRow,
    SubjectRecord,
    TargetRow,
    require_setting,
    subject_in,
    subject_record,
)
from models.progress.track import track_of
from models.reviews.feedback import update_owed_feedback
from models.reviews.open import last_grade_of
from models.reviews.owed import after_review
from models.stays import check_day_of
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import Review, TrackStatus
from models.tables.target import Target
from models.topic import Topic


class Formality(StrEnum):
    """A formal review is the half-termly one; an informal one can be held at any time."""

    FORMAL = "formal"
    INFORMAL = "informal"

    @property
    def label(self) -> str:
        """The label on the screen."""
        return {"formal": "Formal: the half-termly review", "informal": "Informal: in between"}[self.value]


@dataclass(frozen=True)
class ReviewInput:
    """A review as the form gives it, with the grade as typed.

    `assessed_on` is the day of the grade. `same_as` is the id of the last result if the pupil was assessed again and
    the grade is still the same, "" if there was no last result, and None if the grade is not said to be the same.
    """

    on: date
    formality: Formality
    next_step: str | None
    grade: str | None = None
    why: str | None = None
    told_on: date | None = None
    told_how: str | None = None
    pupil_took_part: bool = False
    parents_took_part: bool = False
    pupil_view: str | None = None
    parent_view: str | None = None
    hopes_pupil: str | None = None
    hopes_parents: str | None = None
    assessed_on: date | None = None
    same_as: str | None = None

    @property
    def is_graded(self) -> bool:
        """Whether there is a grade: a new one, or the last one, found to be the same."""
        return self.grade is not None or self.same_as is not None


def save_review(change: Change, topic: Topic, given: ReviewInput) -> None:
    """Save the review of a subject and update what is owed. Raises Refused if a field is wrong."""
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    check_days(change, placement, given)
    check_subject(given)
    result = keep_grade(change, placement, subject, given)
    row = review_row(change, placement, subject, given)
    row.result_id = result.id if result else None
    row.track = track_on_day_of(change, subject_record(change, placement, subject), row)
    keep_review(change, placement, row)
    update_owed_feedback(change, placement, subject)
    update_owed_target(change, placement, subject)


def check_subject(given: ReviewInput) -> None:
    """Refuse a review without a grade or a reason for none, or with only one of when and how the pupil was told.

    A grade needs the day on which the pupil was assessed, and that day needs a grade.
    """
    if not given.is_graded and given.why is None:
        raise Refused("Give a grade, or say below why there is none this time.", field="grade")
    if given.grade is not None and given.same_as is not None:
        raise Refused("Give a grade or tick the box below, not both.", field="grade")
    if given.is_graded and given.assessed_on is None:
        raise Refused("Give the day of this grade.", field="assessed_on")
    if given.assessed_on is not None and not given.is_graded:
        raise Refused("Give the grade of that day too, or leave the day blank.", field="assessed_on")
    if (given.told_on is None) != (given.told_how is None):
        missing = "told_on" if given.told_on is None else "told_how"
        raise Refused("Say when and how the pupil was told, or leave both blank for now.", field=missing)


def recompute_tracks(change: Change, placement: Placement, subject: str) -> None:
    """Recompute the track of every review of a subject after a result or a target was corrected or undone.

    Whether a new target is owed follows from that.
    """
    change.session.flush()
    now = subject_record(change, placement, subject)
    rows = select(Review).where(Review.placement_id == placement.id, Review.subject == subject)
    for review in change.session.scalars(rows):
        review.track = track_on_day_of(change, now, review)
    update_owed_target(change, placement, subject)


def track_on_day_of(change: Change, now: SubjectRecord, review: Review) -> TrackStatus | None:
    """Return the track on the day of a review. Results and targets that came later do not count."""
    until = tuple(one for one in now.results if one[0].on <= review.on)
    targets = select(*TARGET_COLUMNS).where(Target.placement_id == now.placement_id, Target.subject == now.subject)
    targets = targets.where(Target.set_on <= review.on, Target.added_at <= review.added_at)
    target = change.session.execute(targets.order_by(Target.added_at.desc()).limit(1)).first()
    then = replace(now, results=until, target=TargetRow(*target) if target else None)
    found = track_of(then, review.on, change.calendar)
    return found.word if found else None


def check_days(change: Change, placement: Placement, given: ReviewInput) -> None:
    """Refuse a review if one of its days cannot be right."""
    on = given.on
    _check_here(change, placement, on, "That date is in the future. Record the review once it has been held.", "on")
    if given.assessed_on is not None:
        _check_here(change, placement, given.assessed_on, "That date is in the future.", "assessed_on")
        if given.assessed_on > on:
            raise Refused("That is after the review was held.", field="assessed_on")
    if given.told_on is not None and given.told_on > change.today:
        raise Refused("That date is in the future.", field="told_on")
    if given.told_on is not None and given.told_on < on:
        raise Refused("That is before the review was held.", field="told_on")


def _check_here(change: Change, placement: Placement, on: date, too_early: str, field: str) -> None:
    check_day_of(change, placement, on, too_early, field)
    if placement.first_day is not None and on < placement.first_day:
        raise Refused("That is before the pupil's first day here.", field=field)


def review_row(change: Change, placement: Placement, subject: str, given: ReviewInput) -> Review:
    """Build the row of a review, which is not saved yet."""
    row = Review(placement_id=placement.id, subject=subject, by_id=change.actor.staff_id, added_at=change.now)
    fill_row(row, given)
    return row


def fill_row(row: Review, given: ReviewInput) -> None:
    """Copy the form's values to the row of a review. A person whose view is there took part."""
    row.formal, row.on, row.next_step = given.formality is Formality.FORMAL, given.on, given.next_step
    row.why, row.told_on, row.told_how = given.why, given.told_on, given.told_how
    row.pupil_took_part = given.pupil_took_part or given.pupil_view is not None
    row.parents_took_part = given.parents_took_part or given.parent_view is not None
    row.pupil_view, row.parent_view = given.pupil_view, given.parent_view
    row.hopes_pupil, row.hopes_parents = given.hopes_pupil, given.hopes_parents


def keep_review(change: Change, placement: Placement, row: Review) -> None:
    """Save a review; a formal one updates which reviews are owed."""
    change.add(row)
    if row.formal:
        after_review(change, placement, row.subject)
    change.record("review:save", row, pupil_id=placement.pupil_id)


def keep_grade(change: Change, placement: Placement, subject: str, given: ReviewInput) -> Result | None:
    """Save the grade of a review as a result of the day of assessment; None without a grade.

    Raises Refused if the subject has no scale yet, and Conflict if the last result is no longer the one that was found
    to be the same.
    """
    if given.assessed_on is None:
        return None
    last = last_grade_of(subject_record(change, placement, subject))
    if last is None:
        raise Refused(
            "There is no result or target in this subject yet, so Halfterm cannot tell which scale this is. Set the "
            "target first (/target), or leave this blank and say why.",
            field="same" if given.grade is None else "grade",
        )
    if given.grade is None:
        _check_looked_again(change, last[0], given.same_as, given.on, given.assessed_on)
    typed = ResultInput(Source.REVIEW, last[0].scale, given.grade or last[0].value, given.assessed_on)
    return keep_result(change, placement, subject, typed, field="grade")


def _check_looked_again(change: Change, last: ResultRow, same_as: str | None, on: date, assessed_on: date) -> None:
    """Refuse to let the last grade stand again unless somebody looked again since, in the half-term of the review."""
    if same_as != last.id:
        raise change.edit_conflict(last.id)
    if assessed_on <= last.on:
        raise Refused(
            "The last grade is of that day or later. Give the day on which you looked again.", field="assessed_on"
        )
    began = change.calendar.half_term_began(on)
    if began is not None and assessed_on < began:
        raise Refused(
            "That was before this half-term. Give the day in it on which you looked again.", field="assessed_on"
        )
