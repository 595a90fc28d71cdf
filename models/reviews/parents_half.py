"""The parents' half of a family review as attempts end it: a refusal, or two days without an answer.

Words that come later take the place of either label.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from models.change import Change, Read
from models.contacts.outcomes import WITHOUT_ANSWER, Ended, days_without_answer, ending_of
from models.duties.owed_words import counts_from
from models.duties.reopen import reopen_duty
from models.reviews.owed import answer_duty, owe_reviews, review_duty
from models.reviews.pupil_half import recheck_pupil_half
from models.tables.contact import Attempt, Outcome, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review

DAYS_TRIED = 2
REVIEW_TRIED, REVIEW_CLOSED, REVIEW_DECLINED = "review:tried", "review:closed", "review:declined"


@dataclass(frozen=True)
class Tried:
    """What the attempts for a family review come to: how they `ended` it, if they did.

    `days` is on how many days nobody answered, `spoke_on` the last day on which somebody spoke to them without writing
    down what they said.
    """

    ended: Ended | None = None
    days: int = 0
    spoke_on: date | None = None


def follow_attempt(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    """Close the family review that is owed once its attempts end it, or follow up the last one that they ended.

    Returns REVIEW_TRIED, REVIEW_CLOSED, REVIEW_DECLINED, or None if the attempt does not count.
    """
    if attempt.side is not Side.FAMILY:
        return None
    duty = review_duty(change, placement, FAMILY)
    if duty is None or attempt.on < counts_from(change.calendar, duty.due_on):
        return _follow_last(change, placement, attempt)
    tried = tried_for(change, placement, duty)
    if tried.ended is None or tried.ended.ending is Ending.DONE:
        change.refresh(duty.owner_id)
        is_counted = attempt.outcome in WITHOUT_ANSWER and tried.ended is None and tried.spoke_on is None
        return REVIEW_TRIED if is_counted else None
    row = Review(placement_id=placement.id, subject=FAMILY, formal=True)
    row.by_id, row.added_at = change.actor.staff_id, change.now
    _name(row, tried.ended)
    change.add(row)
    change.record("review:unreached" if row.unreached else "review:declined", row, pupil_id=placement.pupil_id)
    answer_duty(change, placement, duty, tried.ended.ending, tried.ended.on)
    return REVIEW_CLOSED if row.unreached else REVIEW_DECLINED


def recheck_label(change: Change, placement: Placement) -> None:
    """Name the last family review anew that was closed without words, or reopen it, after its attempts have changed."""
    change.session.flush()
    found = _label_of(change, placement)
    if found is None:
        return
    row, duty = found
    tried = tried_for(change, placement, duty, until=row.on)
    if tried.ended is None:
        _reopen(change, placement, row, duty)
    elif tried.ended.ending is Ending.DONE:
        words = _attempts(placement, duty, change, row.on).where(Attempt.view.is_not(None))
        words = words.where(Attempt.outcome == Outcome.SPOKE).order_by(Attempt.on, Attempt.added_at)
        _let_words_stand(change, placement, row, duty, change.session.scalars(words).first())
    else:
        _name(row, tried.ended)
        duty.ending, duty.done_on = tried.ended.ending, tried.ended.on
        owe_reviews(change, placement)


def tried_for(read: Read, placement: Placement, duty: Duty, until: date | None = None) -> Tried:
    """Return what the attempts for a family review come to. To have spoken ends it only with words that can be kept.

    Whoever was reached could be reached: then days without an answer end nothing.
    """
    attempts = read.session.scalars(_attempts(placement, duty, read, until or read.today)).all()
    wordless = [one.on for one in attempts if one.outcome is Outcome.SPOKE and one.view is None]
    counted = [(one.on, one.outcome) for one in attempts if one.outcome is not Outcome.SPOKE or one.view is not None]
    ended = ending_of(counted, DAYS_TRIED)
    is_reached = bool(wordless) and ended is not None and ended.ending is Ending.UNREACHABLE
    days = len(days_without_answer(counted))
    return Tried(None if is_reached else ended, days, max(wordless, default=None))


def _follow_last(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    """Let an attempt that is logged later take the place of the label of the last review, if it says more."""
    found = _label_of(change, placement)
    if found is None:
        return None
    row, duty = found
    was_declined = row.declined
    if attempt.on <= row.on:
        recheck_label(change, placement)
    elif attempt.outcome is Outcome.SPOKE and attempt.view is not None:
        _let_words_stand(change, placement, row, duty, attempt)
    elif attempt.outcome is Outcome.REFUSED and row.unreached:
        _name(row, Ended(Ending.DECLINED, attempt.on))
        row.by_id, row.added_at = attempt.by_id, attempt.added_at
        duty.ending, duty.done_on = Ending.DECLINED, attempt.on
        owe_reviews(change, placement)
        change.record("review:declined", row, pupil_id=placement.pupil_id)
    return REVIEW_DECLINED if row.declined and not was_declined else None


def _let_words_stand(change: Change, placement: Placement, row: Review, duty: Duty, attempt: Attempt | None) -> None:
    """Let what the parents said take the place of a label."""
    assert attempt is not None  # noqa: S101 - the caller looked
    row.unreached, row.declined, row.on = False, False, attempt.on
    row.parent_view, row.parents_took_part = attempt.view, True
    row.by_id, row.added_at = attempt.by_id, attempt.added_at
    duty.ending, duty.done_on = Ending.DONE, attempt.on
    owe_reviews(change, placement)
    change.record("review:heard", row, pupil_id=placement.pupil_id)


def _name(row: Review, ended: Ended) -> None:
    row.unreached, row.declined = ended.ending is Ending.UNREACHABLE, ended.ending is Ending.DECLINED
    row.on = ended.on


def _reopen(change: Change, placement: Placement, row: Review, duty: Duty) -> None:
    """Owe a family review again that its attempts do not end after all."""
    change.record("review:undo", row, pupil_id=placement.pupil_id)
    change.session.delete(row)
    following = review_duty(change, placement, FAMILY)
    if following is not None:
        change.close_duty(following, Ending.DROPPED)
        change.session.flush()
    reopen_duty(change, duty)
    owe_reviews(change, placement)
    recheck_pupil_half(change, placement)


def _label_of(read: Read, placement: Placement) -> tuple[Review, Duty] | None:
    """Return the last formal family review if it was closed without words, with its duty; else None."""
    rows = select(Review).where(Review.placement_id == placement.id, Review.subject == FAMILY, Review.formal)
    row = read.session.scalar(rows.order_by(Review.on.desc(), Review.added_at.desc()).limit(1))
    duties = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY_REVIEW)
    closed = duties.where(Duty.ending.in_((Ending.UNREACHABLE, Ending.DECLINED)))
    duty = read.session.scalar(closed.order_by(Duty.done_on.desc(), Duty.added_at.desc()).limit(1))
    return None if row is None or duty is None or row.was_held else (row, duty)


def _attempts(placement: Placement, duty: Duty, read: Read, until: date) -> Select[Attempt]:
    """Return the query for the attempts to reach the family that count for a review."""
    return select(Attempt).where(
        Attempt.placement_id == placement.id,
        Attempt.side == Side.FAMILY,
        Attempt.on >= counts_from(read.calendar, duty.due_on),
        Attempt.on <= until,
    )
