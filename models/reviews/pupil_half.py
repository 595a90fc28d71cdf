"""The pupil's half of a family review: owed until the pupil was heard, however the parents' half has ended."""

from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.owed_words import counts_from
from models.duties.reopen import reopen_duty
from models.school.calendar import Calendar
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review
from models.tables.staff import Staff

# How the parents' half ends; one that was dropped asks nothing of the pupil either.
ENDED = (Ending.DONE, Ending.UNREACHABLE, Ending.DECLINED)


def update_pupil_half(change: Change, placement: Placement, family: Duty) -> None:
    """Owe asking the pupil once the parents' half of a family review has ended, until the pupil was heard for it.

    It is due on the day of the family review. If the pupil is still to be asked for an earlier one, that will do.
    """
    change.session.flush()
    halves = select(Duty).where(Duty.kind == DutyKind.PUPIL_VIEW, Duty.about == family.id)
    half, heard = change.session.scalar(halves.limit(1)), _heard_on(change, placement, family)
    is_asked = family.ending in ENDED
    if half is not None and half.done_on is None:
        if not is_asked or heard is not None:
            change.close_duty(half, Ending.DONE if is_asked else Ending.DROPPED, heard if is_asked else None)
    elif is_asked and heard is None and owed_pupil_half(change, placement) is None:
        if half is not None:
            reopen_duty(change, half)
        else:
            owner = change.get(Staff, family.owner_id)
            change.owe(DutyKind.PUPIL_VIEW, placement, owner, family.due_on, about=family.id)


def recheck_pupil_half(change: Change, placement: Placement) -> None:
    """Update the pupil's half that was owed last, after a family review was saved, corrected or undone."""
    halves = select(Duty.about).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PUPIL_VIEW)
    family_id = change.session.scalar(halves.order_by(Duty.added_at.desc()).limit(1))
    if family_id is not None:
        update_pupil_half(change, placement, change.get(Duty, family_id))


def owed_pupil_half(read: Read, placement: Placement) -> Duty | None:
    """Return the open duty to ask the pupil, or None."""
    return read.session.scalar(open_duties(placement.id, DutyKind.PUPIL_VIEW).limit(1))


def heard_since(calendar: Calendar, due_on: date, done_on: date | None) -> date:
    """Return the first day on which hearing the pupil counts for a family review, by when its parents' half ended."""
    since = counts_from(calendar, due_on)
    return min(since, done_on) if done_on else since


def _heard_on(read: Read, placement: Placement, family: Duty) -> date | None:
    """Return the first day on which the pupil was heard for a family review."""
    since = heard_since(read.calendar, family.due_on, family.done_on)
    heard = select(func.min(Review.on)).where(Review.placement_id == placement.id, Review.subject == FAMILY)
    return read.session.scalar(heard.where(Review.pupil_view.is_not(None), Review.on >= since))
