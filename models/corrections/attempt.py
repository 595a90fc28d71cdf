"""Correcting or undoing a logged contact; what it had ended is owed again, and a number that it marked works again."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from models.attempts.log import ANYBODY, NewAttempt, follow_number_rung, is_wrong_number, whom_of
from models.attempts.steps import follow_step, step_ending
from models.change import Change
from models.contacts.numbers import forget_wrong
from models.contacts.people import ContactShown, people_of
from models.corrections.history import UndoWindow, correcting, drop, take_back, undo_window_of
from models.errors import Refused
from models.permission import Permission
from models.reviews.parents_half import follow_attempt, recheck_label
from models.stays import check_day_of, placement_of
from models.tables.contact import Attempt, Contact
from models.tables.document import GivenDocument
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review


@dataclass(frozen=True)
class AttemptToCorrect:
    """A logged contact for the form that corrects it; `person` is None if nobody is named to the actor."""

    undo_window: UndoWindow
    placement_id: str
    first_name: str
    reference: str
    given: NewAttempt
    person: ContactShown | None


def attempt_to_correct(change: Change, attempt_id: str) -> AttemptToCorrect:
    """Prepare the form that corrects a logged contact, and log the look."""
    attempt, placement = _attempt(change, attempt_id)
    change.record("contact:view", placement, pupil_id=placement.pupil_id, why="correct")
    sees = change.may(Permission.CONTACT_SEE, placement)
    people = people_of(change, placement.pupil_id) if sees else ()
    person = next((one for one in people if one.id == attempt.contact_id), None)
    whom = person.id if person else f"{ANYBODY}{attempt.side}"
    given = NewAttempt(whom, attempt.way, attempt.outcome, attempt.on, attempt.view, attempt.reason)
    pupil, window = placement.pupil, undo_window_of(change, attempt)
    return AttemptToCorrect(window, placement.id, pupil.first_name, pupil.reference, given, person)


def correct_attempt(change: Change, attempt_id: str, given: NewAttempt, why: str | None, version: int | None) -> None:
    """Correct a logged contact, and update what it had led to."""
    attempt, placement = _attempt(change, attempt_id)
    contact, side = whom_of(change, placement, given.whom)
    is_as_before = contact is None and side is attempt.side and not change.may(Permission.CONTACT_SEE, placement)
    check_day_of(change, placement, given.on, "That date is in the future. Log a contact once you have made it.")
    before = {each: step_ending(change, placement, each) for each in {attempt.side, side}}
    with correcting(change, attempt, why, version):
        _forget_number(change, placement, attempt)
        if not is_as_before:
            attempt.contact_id, attempt.side = contact.id if contact else None, side
        attempt.way, attempt.outcome, attempt.on = given.way, given.outcome, given.on
        attempt.view, attempt.reason = given.view, given.reason
    for each, was in before.items():
        follow_step(change, placement, each, was)
    recheck_label(change, placement)
    follow_attempt(change, placement, attempt)
    follow_number_rung(change, placement, attempt)


def undo_attempt(change: Change, attempt_id: str) -> None:
    """Undo a logged contact within ten minutes. Raises Refused after that, or if its words are in a family review."""
    attempt, placement = _attempt(change, attempt_id)
    given = select(GivenDocument.id).where(GivenDocument.attempt_id == attempt.id)
    if change.session.scalar(given) is not None:
        raise Refused("This was recorded with a document that was given. Undo that, on the pupil's page.")
    _take_away(change, attempt, placement, take_back)


def drop_attempt(change: Change, attempt_id: str) -> None:
    """Delete a contact that proved to be none, as what it was recorded with was corrected."""
    _take_away(change, *_attempt(change, attempt_id), drop)


def _take_away(change: Change, attempt: Attempt, placement: Placement, take: Callable[[Change, Attempt], None]) -> None:
    before = step_ending(change, placement, attempt.side)
    take(change, attempt)
    _forget_number(change, placement, attempt)
    follow_step(change, placement, attempt.side, before)
    recheck_label(change, placement)


def _attempt(change: Change, attempt_id: str) -> tuple[Attempt, Placement]:
    """Return a logged contact that the actor may correct, and its placement."""
    attempt = change.get(Attempt, attempt_id)
    placement = placement_of(change, attempt.placement_id)
    change.require(Permission.ATTEMPT_CORRECT, placement, own=attempt.by_id == change.actor.staff_id)
    same = (Review.placement_id == placement.id, Review.subject == FAMILY, Review.added_at == attempt.added_at)
    review = change.session.scalar(select(Review).where(*same))
    if review is not None and review.was_held:
        raise Refused("What they said is in the family review now: correct or undo that review.")
    return attempt, placement


def _forget_number(change: Change, placement: Placement, attempt: Attempt) -> None:
    if is_wrong_number(attempt) and attempt.contact_id is not None:
        forget_wrong(change, placement, change.get(Contact, attempt.contact_id), attempt.on)
