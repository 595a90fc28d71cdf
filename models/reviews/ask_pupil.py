"""Asking the pupil for their half of a family review: a view, or that they did not want to, with a day to ask again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.reviews.due_date import LONGEST_WAIT
from models.reviews.family import require_family, save_family_review
from models.reviews.open import LastReview, ReviewHeader, header_of, last_review_of
from models.reviews.save import Formality, ReviewInput, check_days
from models.stays import placement_of
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review
from models.topic import Topic


@dataclass(frozen=True)
class PupilAnswer:
    """What the pupil answered when asked `on` a day: a view, or None with the day to ask again."""

    on: date
    view: str | None
    hopes: str | None
    ask_again_on: date | None


@dataclass(frozen=True)
class PupilHalf:
    """The pupil's half of a family review, for the form that asks for it; `due_on` is when it is due."""

    who: ReviewHeader
    last: LastReview
    due_on: date


def pupil_half_to_ask(change: Change, duty_id: str) -> PupilHalf:
    """Prepare the form for the pupil's half of a family review, and log the look at it."""
    placement, duty = _owed(change, duty_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    return PupilHalf(header_of(change, placement, FAMILY), last_review_of(change, placement, FAMILY), duty.due_on)


def save_pupil_half(change: Change, duty_id: str, given: PupilAnswer) -> None:
    """Save what the pupil says, or that the pupil did not want to and when to ask again."""
    placement, duty = _owed(change, duty_id)
    check_answer(change, given, since=change.now)
    review = ReviewInput(given.on, Formality.INFORMAL, None, pupil_view=given.view, hopes_pupil=given.hopes)
    if given.ask_again_on is None:
        save_family_review(change, Topic(placement.id, FAMILY), review)
    else:
        check_days(change, placement, review)
        _ask_again(change, placement, duty, given.on, given.ask_again_on)


def check_answer(read: Read, given: PupilAnswer, *, since: datetime) -> None:
    """Refuse both a view and a day to ask again, neither, and a day that is not after it was saved, or far ahead."""
    if (given.view is None) == (given.ask_again_on is None):
        raise Refused(
            "Write down what the pupil says, or give a day to ask again below: one of the two.", field="pupil_view"
        )
    first = since.astimezone(read.zone).date()
    last = read.calendar.add_school_days(first, LONGEST_WAIT)
    if given.ask_again_on is not None and not first < given.ask_again_on <= last:
        raise Refused(f"Choose a day in the future, within {LONGEST_WAIT} school days.", field="ask_again_on")


def latest_refusal(read: Read, placement: Placement, duty: Duty) -> Review | None:
    """Return the latest review that says that the pupil did not want to, since asking has been due; None if none."""
    rows = select(Review).where(Review.placement_id == placement.id, Review.subject == FAMILY, Review.declined)
    rows = rows.where(Review.formal.is_(False), Review.added_at >= duty.added_at)
    return read.session.scalar(rows.order_by(Review.added_at.desc()).limit(1))


def _ask_again(change: Change, placement: Placement, duty: Duty, on: date, again: date) -> None:
    """Save that the pupil did not want to; it is due again on another day."""
    row = Review(placement_id=placement.id, subject=FAMILY, formal=False, declined=True, on=on, ask_again_on=again)
    row.by_id, row.added_at = change.actor.staff_id, change.now
    change.add(row)
    duty.due_on, duty.snoozed_until = change.calendar.on_or_after(again), None
    change.refresh(duty.owner_id)
    change.record("review:pupil_declined", row, pupil_id=placement.pupil_id)


def _owed(change: Change, duty_id: str) -> tuple[Placement, Duty]:
    duty = change.get(Duty, duty_id)
    if duty.kind is not DutyKind.PUPIL_VIEW:
        raise Absent
    placement = placement_of(change, duty_id)
    require_family(change, placement)
    if duty.done_on is not None:
        raise Refused("The pupil has been heard already: see the pupil's page.")
    return placement, duty
