"""The family review: what its form opens with, and saving what the pupil and the parents or carers say."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.contacts.people import ContactShown, people_of
from models.duties.owed_words import counts_from
from models.errors import Refused
from models.permission import Permission
from models.progress.hopes import TalkingPoint
from models.progress.summary import progress
from models.reviews.commissioner import newest_view
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
from models.reviews.owed import review_duty
from models.reviews.parents_half import Tried, tried_for
from models.reviews.pupil_half import owed_pupil_half, recheck_pupil_half
from models.reviews.save import Formality, ReviewInput, check_days, keep_review, review_row, save_review
from models.stays import placement_of
from models.tables.contact import Attempt, Outcome, Side
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.review import FAMILY, CommissionerView, Review
from models.topic import Topic


@dataclass(frozen=True)
class FamilyReview:
    """A family review that is to be held. `people` is empty for those who may not see contacts.

    `heard` is what the family last said when somebody spoke to them for this review, and on which day; `spoke_on` is
    the last day on which somebody spoke to them without writing down what they said.
    """

    who: ReviewHeader
    last: LastReview
    subjects: tuple[ReviewShown, ...]
    people: tuple[ContactShown, ...]
    days_tried: int
    counts_from: date | None
    points: tuple[TalkingPoint, ...]
    heard: tuple[date, str] | None
    spoke_on: date | None
    commissioner: CommissionerView | None


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
    tried = tried_for(change, placement, duty) if duty else Tried()
    sees_people = change.may(Permission.CONTACT_SEE, placement)
    return FamilyReview(
        header_of(change, placement, FAMILY),
        last_review_of(change, placement, FAMILY),
        tuple(one for one in read_newest(change, placement.id) if one.subject != FAMILY),
        _family(change, placement) if sees_people else (),
        tried.days,
        counts_from(change.calendar, duty.due_on) if duty else None,
        tuple(point for one in progress(change, placement) for point in one.points),
        _heard(change, placement, duty, sees_all=sees_people) if duty else None,
        tried.spoke_on,
        newest_view(change, placement),
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
    recheck_pupil_half(change, placement)


def check_family(given: ReviewInput) -> None:
    """Refuse a formal review without the parents' view, and an informal one without any view."""
    if given.formality is Formality.FORMAL and given.parent_view is None:
        raise Refused(
            "Write down what the parents or carers say. If you cannot reach them, log each contact: no answer on two "
            "different days closes this half of the review. If only the pupil was heard so far, choose Informal: the "
            "parents' half stays due.",
            field="parent_view",
        )
    if given.parent_view is None and given.pupil_view is None:
        raise Refused("Write down what the pupil says, or what the parents or carers say.", field="pupil_view")


def copy_hopes(placement: Placement, row: Review) -> None:
    """Copy the hopes of a family review to the placement, which keeps those that were told last."""
    placement.hopes_pupil = row.hopes_pupil or placement.hopes_pupil
    placement.hopes_parents = row.hopes_parents or placement.hopes_parents


def require_family(read: Read, placement: Placement) -> None:
    """Refuse all but the keyworker, whoever owes the family review or the pupil's half of it, Heads and the SENCo."""
    owed = (review_duty(read, placement, FAMILY), owed_pupil_half(read, placement))
    own = any(duty is not None and duty.owner_id == read.actor.staff_id for duty in owed)
    read.require(Permission.PROGRESS_SET, placement, own=own)


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
        spoke = spoke.where(Attempt.by_id == read.actor.staff_id)
    found = read.session.execute(spoke.order_by(Attempt.on.desc(), Attempt.added_at.desc())).first()
    return (found.on, found.view) if found else None


def _family(read: Read, placement: Placement) -> tuple[ContactShown, ...]:
    return tuple(one for one in people_of(read, placement.pupil_id) if one.side is Side.FAMILY)
