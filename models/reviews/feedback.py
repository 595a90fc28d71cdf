"""Telling pupils what a review found: owed from the review until it is done; when and how is kept with the review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from models.change import Change, Read
from models.duties.kinds import KINDS
from models.errors import Absent, Refused
from models.kept import Before, Written, keep_lost
from models.names import used_name
from models.progress.subject import require_setting
from models.reviews.latest import ReviewShown, read_reviews
from models.school.school_year import year_in_line
from models.stays import placement_of
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.pupil import LINE, Pupil
from models.tables.review import Review, newest_review
from models.tables.staff import Staff
from models.text import begins_words_of

MOST_AT_ONCE = 40


@dataclass(frozen=True)
class Untold:
    """A pupil who is to be told about a review, as a menu shows them; `id` is the duty's id."""

    id: str
    name: str
    more: str


@dataclass(frozen=True)
class FeedbackPrefill:
    """What the feedback form opens with when it was opened for one pupil."""

    untold: Untold
    review: ReviewShown


def update_owed_feedback(change: Change, placement: Placement, subject: str) -> None:
    """Owe telling the pupil about a subject's newest review, or close that duty if it is done or no review is left.

    It is due some days after that review, or after a correction of the grade that the pupil was told, but no later than
    it was owed before.
    The author of the review owes it, or the actor if the author has left. A pupil who has left is told no more.
    """
    if not placement.is_current(change.today):
        return
    newest = newest_review(change.session, placement.id, subject)
    if newest is None or newest.is_told:
        ending = Ending.DONE if newest else Ending.DROPPED
        change.finish(DutyKind.TELL, placement, ending=ending, about=subject, on=newest.told_on if newest else None)
        return
    author = change.session.get(Staff, newest.by_id) if newest.by_id else None
    owner = author if author and author.active else change.staff
    days = KINDS[DutyKind.TELL].days or 0
    is_again = newest.told_on is not None
    since = change.today if is_again else newest.on
    due_on = change.calendar.add_school_days(since, days)
    before = open_duty(change.session, DutyKind.TELL, placement.id, subject)
    is_earlier = before is not None and (is_again or before.added_at < newest.added_at)
    if before is not None and is_earlier and before.due_on < due_on:
        since, due_on = before.since or since, before.due_on
    change.owe(DutyKind.TELL, placement, owner, due_on, since=since, days=days, about=subject)


def feedback_prefill(change: Change, duty_id: str) -> FeedbackPrefill:
    """Prepare the feedback form for one pupil, and log the look at the review."""
    placement, review = _owed(change, duty_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    row = change.session.execute(_rows().where(Duty.id == duty_id)).one()
    return FeedbackPrefill(_untold(change, row), read_reviews(change, [review.id])[review.id])


def find_untold(read: Read, typed: str) -> list[Untold]:
    """Return the pupils whom the actor is to tell, if their name, year, subject or reference fits the typed text."""
    mine = _rows().where(Duty.owner_id == read.actor.staff_id, Duty.done_on.is_(None))
    found = [_untold(read, row) for row in read.session.execute(mine)]
    return [one for one in found if begins_words_of(typed, f"{one.name} {one.more}")][:MOST_AT_ONCE]


def tell_pupils(change: Change, duties: Sequence[str], told_on: date, told_how: str) -> None:
    """Save when and how the pupils of these duties were told. Raises Refused if the day cannot be right."""
    if len(duties) > MOST_AT_ONCE:
        raise Refused(f"Choose at most {MOST_AT_ONCE} pupils at a time.", field="whom")
    if told_on > change.today:
        raise Refused("That date is in the future.", field="told_on")
    for duty_id in duties:
        placement, review = _owed(change, duty_id)
        if told_on < review.on:
            raise Refused(f"{placement.pupil.first_name}'s review was held after that date.", field="told_on")
        before = Before.of(review, "told_on", "told_how")
        review.told_on, review.told_how, review.told_grade = told_on, told_how, None
        keep_lost(change, placement, before, review.subject, Written(), "Told again, of the corrected grade")
        change.finish(DutyKind.TELL, placement, about=review.subject, on=told_on)
        change.record("review:tell", review, pupil_id=placement.pupil_id)


def _owed(change: Change, duty_id: str) -> tuple[Placement, Review]:
    duty = change.get(Duty, duty_id)
    if duty.kind is not DutyKind.TELL:
        raise Absent
    placement = placement_of(change, duty_id)
    require_setting(change, placement, duty.about, own=duty.owner_id == change.actor.staff_id)
    review = newest_review(change.session, placement.id, duty.about)
    if review is None:
        raise Absent
    if duty.done_on is not None:
        raise Refused(f"{placement.pupil.first_name} has already been told: see the pupil's page.")
    return placement, review


def _rows() -> Any:
    return (
        select(Duty.id, Duty.about, *LINE)
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.kind == DutyKind.TELL)
        .order_by(Duty.due_on, Duty.about, Pupil.surname, Pupil.forenames, Duty.id)
    )


def _untold(read: Read, row: Row[Any]) -> Untold:
    name, year = used_name(row.preferred_name, row.forenames, row.surname), year_in_line(row, read.today)
    return Untold(row.id, name, f"{year} · {row.reference} · {row.about}")
