"""Which reviews are owed: one of each allocated subject, by its teacher, and the family review, by the keyworker."""

from datetime import date
from functools import cache, partial

from sqlalchemy import func, select, update

from models.change import Change, Read
from models.duties.commissioner import move_commissioner_views, owe_commissioner_view
from models.duties.heirs import Teachers, heir, reassign
from models.duties.kinds import REVIEWS
from models.duties.reopen import drop_unowed, move_end, reopen_duty, unsay_end
from models.plans.owed import follow_family_review
from models.progress.owed import owe_again_or_anew
from models.reviews.due_date import review_due
from models.reviews.pupil_half import recheck_pupil_half, update_pupil_half
from models.school.calendar import Calendar
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.placement import Placement, teachers_by_subject
from models.tables.review import FAMILY, Review
from models.tables.staff import Staff, first_head_id


def owe_reviews(
    change: Change, placement: Placement, before: Teachers | None = None, answered: Duty | None = None
) -> None:
    """Create, move, pass on or drop the reviews that are owed: of each subject, and with the family.

    Without a first day none is owed. `before` is who taught what until now, given when somebody allocates: only then
    are reviews dropped in subjects that nobody teaches any more. Otherwise their owner keeps them, and also gets the
    review that follows the one that was `answered`. What a plan to leave makes unnecessary stays owed until the last
    day is over, like all else.
    """
    change.session.flush()
    owed = {duty.about: duty for duty in change.session.scalars(open_duties(placement.id, *REVIEWS))}
    heirs = {answered.about: [answered.owner_id]} if answered else {}
    now = heirs | _holders(change, placement) if placement.first_day else {}
    held, head_id = last_held(change, placement.id), first_head_id(change.session)
    for subject in sorted({*now, *owed}):
        is_dropped = before is not None and subject not in now
        duty = owed.get(subject)
        since = duty.since if duty else _taught_since(change, subject, before)
        due = None if is_dropped else _due(change, placement, held.get(subject), since)
        if due is None and duty is not None and not is_dropped and _is_planned_to_leave(change, placement):
            due = duty.due_on
        elif due is not None and duty is None:
            duty = _owed_after_all(change, placement, subject, held.get(subject), due)
        if due is not None:
            by_default = {*(before or {}).get(subject, ()), head_id}
            heirs_now = now.get(subject, [])
            owner_id = heir(duty.owner_id, heirs_now, by_default) if duty else next(iter(heirs_now), None)
            _owe(change, placement, subject, due, duty, owner_id, since)
        elif duty is not None:
            change.close_duty(duty, Ending.DROPPED)
    owe_commissioner_view(change, placement)
    follow_family_review(change, placement)


def after_review(change: Change, placement: Placement, subject: str) -> None:
    """Close the duty that a formal review answers, and owe the next one.

    A review long before the end of the half-term does not answer the one due then, so that duty stays open. For a pupil
    who has left nothing more is owed.
    """
    if not placement.is_current(change.today):
        return
    change.session.flush()
    duty, held = review_duty(change, placement, subject), last_held(change, placement.id).get(subject)
    if duty is not None and is_answered(change, placement, duty, held):
        answer_duty(change, placement, duty, Ending.DONE, held)
    else:
        owe_reviews(change, placement)


def is_answered(read: Read, placement: Placement, duty: Duty, held: date | None) -> bool:
    """Return whether a formal review held on this day answers a review duty: the next one is due later.

    Before leaving there may be no next one, and a duty for a day after the last one is answered by none.
    """
    due = _due(read, placement, held, duty.since)
    if due is None:
        return placement.left_on is None or duty.due_on <= placement.left_on
    return due > duty.due_on


def answer_duty(change: Change, placement: Placement, duty: Duty, ending: Ending, on: date | None) -> None:
    """Close a review duty on the day of what ended it, and owe the next one."""
    change.close_duty(duty, ending, on)
    owe_reviews(change, placement, answered=duty)
    if duty.kind is DutyKind.FAMILY_REVIEW:
        update_pupil_half(change, placement, duty)


def after_review_undone(change: Change, placement: Placement, subject: str) -> None:
    """Reopen the duty that a review of a pupil who is here had answered, after it was corrected or undone."""
    if not placement.is_current(change.today):
        return
    change.session.flush()
    duty = review_duty(change, placement, subject)
    due = _due(change, placement, last_held(change, placement.id).get(subject), duty.since if duty else None)
    if due is not None and (duty is None or due < duty.due_on):
        if duty is not None and duty.kind is DutyKind.REVIEW:  # the next one, which was owed when this one was answered
            drop_unowed(change, duty)
        elif duty is not None:  # that with the family, of which other duties may be
            change.close_duty(duty, Ending.DROPPED)
        owe_again_or_anew(change, _kind(subject), placement, subject)
        owe_reviews(change, placement)
        recheck_pupil_half(change, placement)


def follow_corrected_day(change: Change, placement: Placement, review: Review, was: date) -> None:
    """Have the duty that a formal review answered on the day `was` end on its day now; none ends by an informal one.

    Another formal review of that day answers it as before.
    """
    change.session.flush()
    same = (Review.placement_id == placement.id, Review.subject == review.subject, Review.formal, Review.on == was)
    if change.session.scalar(select(Review.id).where(*same).limit(1)) is not None:
        return
    if review.formal:
        move_end(change, _kind(review.subject), placement.id, review.subject, was, review.on)
    else:
        unsay_end(change, _kind(review.subject), placement.id, review.subject, was)


def move_reviews(change: Change, calendar: Calendar) -> list[str]:
    """Recompute the due date of every open review from these term dates.

    Returns the owner's id for each review that moved, so an owner may be there several times.
    """
    last = (
        select(Review.placement_id, Review.subject, func.max(Review.on).label("on"))
        .where(Review.formal)
        .group_by(Review.placement_id, Review.subject)
        .subquery()
    )
    rows = (
        select(Duty.id, Duty.owner_id, Duty.due_on, Duty.since, Placement.left_on)
        .add_columns(func.coalesce(Placement.counted_from, Placement.first_day).label("starts"))
        .add_columns(last.c.on.label("held"))
        .join(Placement, Placement.id == Duty.placement_id)
        .outerjoin(last, (last.c.placement_id == Duty.placement_id) & (last.c.subject == Duty.about))
        .where(Duty.kind.in_(REVIEWS), Duty.done_on.is_(None), Placement.first_day.is_not(None))
    )
    count = cache(partial(review_due, calendar))  # many pupils share the same days
    owners, moved = [], []
    for duty in change.session.execute(rows):
        due_on = count(_counted_from(duty.starts, duty.held, duty.since), duty.held, duty.left_on)
        if due_on is not None and due_on != duty.due_on:
            moved.append({"id": duty.id, "due_on": due_on})
            owners.append(duty.owner_id)
    if moved:
        change.session.execute(update(Duty), moved)
    return owners + move_commissioner_views(change)


def last_held(read: Read, placement_id: str) -> dict[str, date]:
    """Return the day of the last formal review, by subject."""
    rows = select(Review.subject, func.max(Review.on)).where(Review.placement_id == placement_id, Review.formal)
    return {row[0]: row[1] for row in read.session.execute(rows.group_by(Review.subject))}


def review_duty(read: Read, placement: Placement, subject: str) -> Duty | None:
    """Return the open review duty of a subject, or with the family if the subject is FAMILY."""
    return open_duty(read.session, _kind(subject), placement.id, subject)


def _kind(subject: str) -> DutyKind:
    return DutyKind.FAMILY_REVIEW if subject == FAMILY else DutyKind.REVIEW


def _holders(change: Change, placement: Placement) -> dict[str, list[str]]:
    family = {FAMILY: [placement.keyworker_id]} if placement.keyworker_id else {}
    return teachers_by_subject(change.session, placement.id) | family


def _due(read: Read, placement: Placement, held: date | None, since: date | None) -> date | None:
    if placement.first_day is None or not placement.is_current(read.today):
        return None
    first_day = _counted_from(placement.counted_from or placement.first_day, held, since)
    return review_due(read.calendar, first_day, held, placement.left_on)


def _is_planned_to_leave(read: Read, placement: Placement) -> bool:
    is_to_come = placement.left_on is not None and placement.is_current(read.today)
    return is_to_come and placement.first_day is not None


def _owed_after_all(change: Change, placement: Placement, subject: str, held: date | None, due: date) -> Duty | None:
    """Reopen the duty that the last review answered as the one before leaving, if the pupil stays longer after all."""
    if held is None:
        return None
    same = (Duty.placement_id == placement.id, Duty.kind == _kind(subject), Duty.about == subject)
    rows = select(Duty).where(*same, Duty.ending == Ending.DONE, Duty.done_on == held, Duty.due_on >= due)
    duty = change.session.scalar(rows.limit(1))
    if duty is not None:
        reopen_duty(change, duty)
        recheck_pupil_half(change, placement)
    return duty


def _counted_from(first_day: date, held: date | None, since: date | None) -> date:
    """Return the day to count from: the first day, or the day of a later allocation until the first formal review."""
    return first_day if held or since is None else max(first_day, since)


def _taught_since(change: Change, subject: str, before: Teachers | None) -> date | None:
    """Return today if the subject has just been allocated; None if its review counts from the pupil's first day."""
    return change.today if before is not None and subject not in before and subject != FAMILY else None


def _owe(
    change: Change,
    placement: Placement,
    subject: str,
    due: date,
    duty: Duty | None,
    owner_id: str | None,
    since: date | None,
) -> None:
    """Create or move a review duty. If it is right already, do nothing, so that no screen is refreshed for it."""
    if owner_id is None or (duty is not None and (duty.owner_id, duty.due_on) == (owner_id, due)):
        return
    if duty is not None and duty.owner_id != owner_id:
        reassign(change, duty, owner_id)
    change.owe(_kind(subject), placement, change.get(Staff, owner_id), due, since=since, about=subject)
