"""The family review: closed by the family's views, by parents who decline, or by two days without an answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from models.change import Change, Read
from models.contacts.outcomes import WITHOUT_ANSWER, Ended, days_without_answer, ending_of
from models.contacts.people import ContactShown, people_of
from models.errors import Refused
from models.permission import Permission
from models.progress.hopes import TalkingPoint
from models.progress.summary import progress
from models.reviews.due_date import counts_from
from models.reviews.latest import ReviewShown, read_newest
from models.reviews.open import (
    LastReview,
    ReviewHeader,
    SubjectReview,
    header_of,
    last_review_of,
    review_of,
    subject_to_review,
)
from models.reviews.owed import answer_duty, owe_reviews, review_duty
from models.reviews.save import Formality, ReviewInput, check_days, keep_review, review_row, save_review
from models.stays import placement_of
from models.tables.contact import Attempt, Outcome, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review, newest_review
from models.topic import Topic

DAYS_TRIED = 2
REVIEW_TRIED, REVIEW_CLOSED, REVIEW_DECLINED = "review:tried", "review:closed", "review:declined"


@dataclass(frozen=True)
class FamilyReview:
    """A family review that is to be held. `people` is empty for those who may not see contacts.

    `heard` is what the family last said when somebody spoke to them for this review, and on which day.
    """

    who: ReviewHeader
    last: LastReview
    subjects: tuple[ReviewShown, ...]
    people: tuple[ContactShown, ...]
    days_tried: int
    counts_from: date | None
    points: tuple[TalkingPoint, ...]
    heard: tuple[date, str] | None


def open_review(change: Change, about: str) -> SubjectReview | FamilyReview:
    """Prepare a review of a subject or with the family. `about` is a duty's id, or a topic as text."""
    topic = review_of(change, about)
    return subject_to_review(change, topic) if topic.subject else family_to_review(change, topic)


def save_any_review(change: Change, topic: Topic, given: ReviewInput) -> None:
    """Save the review of a subject, or a family review if the topic has no subject."""
    return save_review(change, topic, given) if topic.subject else save_family_review(change, topic, given)


def family_to_review(change: Change, topic: Topic) -> FamilyReview:
    """Prepare a family review, and log the look at the pupil's results and contacts."""
    placement = placement_of(change, topic.placement_id)
    require_family(change, placement)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    duty = review_duty(change, placement, FAMILY)
    sees_people = change.may(Permission.CONTACT_SEE, placement)
    return FamilyReview(
        header_of(change, placement, FAMILY),
        last_review_of(change, placement, FAMILY),
        tuple(one for one in read_newest(change, placement.id) if one.subject != FAMILY),
        _family(change, placement) if sees_people else (),
        len(days_without_answer(_attempts(change, placement, duty))) if duty else 0,
        counts_from(change.calendar, duty.due_on) if duty else None,
        tuple(point for one in progress(change, placement) for point in one.points),
        _heard(change, placement, duty, sees_all=sees_people) if duty else None,
    )


def save_family_review(change: Change, topic: Topic, given: ReviewInput) -> None:
    """Save a family review and update what is owed. Raises Refused if a view that it needs is missing."""
    placement = placement_of(change, topic.placement_id)
    require_family(change, placement)
    check_days(change, placement, given)
    check_family(given)
    row = review_row(change, placement, FAMILY, given)
    row.hopes_before = {"pupil": placement.hopes_pupil, "parents": placement.hopes_parents}
    copy_hopes(placement, row)
    keep_review(change, placement, row)


def check_family(given: ReviewInput) -> None:
    """Refuse a formal review without the parents' view, and an informal one without any view."""
    if given.formality is Formality.FORMAL and given.parent_view is None:
        raise Refused(
            "Write down what the parents or carers say. If you cannot reach them, log each contact: no answer on two "
            "different days closes this review. With the pupil alone, it is an informal review.",
            field="parent_view",
        )
    if given.parent_view is None and given.pupil_view is None:
        raise Refused("Write down what the pupil says, or what the parents or carers say.", field="pupil_view")


def copy_hopes(placement: Placement, row: Review) -> None:
    """Copy the hopes of a family review to the placement, which keeps those that were told last."""
    placement.hopes_pupil = row.hopes_pupil or placement.hopes_pupil
    placement.hopes_parents = row.hopes_parents or placement.hopes_parents


def follow_attempt(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    """Close the family review that is owed once its attempts end it. Words go into the last one if it had none.

    Returns REVIEW_TRIED, REVIEW_CLOSED, REVIEW_DECLINED, or None if the attempt does not count.
    """
    if attempt.side is not Side.FAMILY:
        return None
    duty = review_duty(change, placement, FAMILY)
    if duty is None or attempt.on < counts_from(change.calendar, duty.due_on):
        return _follow_last(change, placement, attempt)
    ended = ending_of(_attempts(change, placement, duty), DAYS_TRIED)
    if ended is None or ended.ending is Ending.DONE:
        change.refresh(duty.owner_id)
        return REVIEW_TRIED if attempt.outcome in WITHOUT_ANSWER and ended is None else None
    row = Review(placement_id=placement.id, subject=FAMILY, formal=True, on=ended.on)
    row.unreached, row.declined = ended.ending is Ending.UNREACHABLE, ended.ending is Ending.DECLINED
    row.by_id, row.added_at = change.by.staff_id, change.now
    change.add(row)
    change.record("review:unreached" if row.unreached else "review:declined", row, pupil_id=placement.pupil_id)
    answer_duty(change, placement, duty, ended.ending, ended.on)
    return REVIEW_CLOSED if row.unreached else REVIEW_DECLINED


def _follow_last(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    """Let words, or a refusal, take the place of a label of the last review that was closed without words."""
    found = label_of(change, placement)
    if found is None or attempt.on < found[0].on:
        return None
    row, duty = found
    if attempt.outcome is Outcome.SPOKE and attempt.view is not None:
        row.parent_view, row.parents_took_part, ending = attempt.view, True, Ending.DONE
    elif attempt.outcome is Outcome.REFUSED and row.unreached:
        ending = Ending.DECLINED
    else:
        return None
    row.unreached, row.declined, row.on = False, ending is Ending.DECLINED, attempt.on
    row.by_id, row.added_at = attempt.by_id, attempt.added_at
    change.record("review:declined" if row.declined else "review:heard", row, pupil_id=placement.pupil_id)
    duty.ending, duty.done_on = ending, attempt.on
    owe_reviews(change, placement)
    return REVIEW_DECLINED if row.declined else None


def label_of(read: Read, placement: Placement) -> tuple[Review, Duty] | None:
    """Return the last family review if it was closed without words, with its duty; else None."""
    row, duty = newest_review(read.session, placement.id, FAMILY), _last_closed(read, placement)
    return None if row is None or duty is None or row.was_held else (row, duty)


def what_label_says(read: Read, placement: Placement, row: Review, duty: Duty) -> Ended | None:
    """Return what the attempts that closed a review come to now."""
    return ending_of(_attempts(read, placement, duty, until=row.on), DAYS_TRIED)


def require_family(read: Read, placement: Placement) -> None:
    """Refuse all but the keyworker, the owner of the family review that is owed, Heads and the SENCo."""
    duty = review_duty(read, placement, FAMILY)
    read.require(Permission.PROGRESS_SET, placement, own=duty is not None and duty.owner_id == read.by.staff_id)


def _attempts(read: Read, placement: Placement, duty: Duty, until: date | None = None) -> list[tuple[date, Outcome]]:
    """Return the attempts that count for this review. To have spoken counts only with words that can be kept."""
    counted = or_(Attempt.outcome != Outcome.SPOKE, Attempt.view.is_not(None))
    rows = select(Attempt.on, Attempt.outcome).where(
        Attempt.placement_id == placement.id,
        Attempt.side == Side.FAMILY,
        Attempt.on >= counts_from(read.calendar, duty.due_on),
        Attempt.on <= (until or read.today),
        counted,
    )
    return [(row.on, row.outcome) for row in read.session.execute(rows)]


def _last_closed(read: Read, placement: Placement) -> Duty | None:
    """Return the family review that was closed last, if it was closed without words."""
    rows = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY_REVIEW)
    closed = rows.where(Duty.ending.in_((Ending.UNREACHABLE, Ending.DECLINED)))
    return read.session.scalar(closed.order_by(Duty.done_on.desc(), Duty.added_at.desc()).limit(1))


def _heard(read: Read, placement: Placement, duty: Duty, *, sees_all: bool) -> tuple[date, str] | None:
    """Return the family's last view that counts for this review, with its day.

    What colleagues wrote down is only for those who may see contacts.
    """
    spoke = select(Attempt.on, Attempt.view).where(
        Attempt.placement_id == placement.id,
        Attempt.side == Side.FAMILY,
        Attempt.outcome == Outcome.SPOKE,
        Attempt.view.is_not(None),
        Attempt.on >= counts_from(read.calendar, duty.due_on),
    )
    if not sees_all:
        spoke = spoke.where(Attempt.by_id == read.by.staff_id)
    found = read.session.execute(spoke.order_by(Attempt.on.desc(), Attempt.added_at.desc())).first()
    return (found.on, found.view) if found else None


def _family(read: Read, placement: Placement) -> tuple[ContactShown, ...]:
    return tuple(one for one in people_of(read, placement.pupil_id) if one.side is Side.FAMILY)
