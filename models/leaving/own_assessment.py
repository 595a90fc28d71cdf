"""The pupil's own assessment of the placement, asked for at its end: words, or that there are none and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.duties.reopen import end_by_fact, take_back_fact
from models.errors import Absent, Refused
from models.permission import Permission
from models.stays import check_day_of, meant
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Asked, Departure, Leaving, OwnAssessment, leaving_of, own_assessments
from models.tables.placement import Placement

DAYS_TRIED = 2  # as with the parents' half of a family review
ENDINGS = {Asked.SAID: Ending.DONE, Asked.DECLINED: Ending.DECLINED, Asked.UNREACHED: Ending.UNREACHABLE}


@dataclass(frozen=True)
class OwnAssessmentPrefill:
    """A pupil who leaves, for the form that asks how the placement was; `tried` are the days in vain so far."""

    placement_id: str
    first_name: str
    reference: str
    last_day: date
    tried: int


@dataclass(frozen=True)
class OwnAssessmentToCorrect:
    """What came of asking a pupil, as it was recorded, for the form that corrects it; no `last_day` if they stay."""

    undo_window: UndoWindow
    first_name: str
    reference: str
    last_day: date | None
    outcome: Asked
    on: date
    words: str | None


def own_assessment_prefill(change: Change, value: str) -> OwnAssessmentPrefill:
    """Prepare the form for the id of a placement or of a duty, and log the look."""
    placement, leaving = _leaver(change, value)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="leaving")
    pupil = placement.pupil
    return OwnAssessmentPrefill(
        placement.id,
        pupil.first_name,
        pupil.reference,
        leaving.on,
        _days_in_vain(_given(change, placement, leaving)),
    )


def save_own_assessment(change: Change, value: str, outcome: Asked, on: date, words: str | None) -> str:
    """Save what came of asking, and return its id. Out of reach on two days, it ends as "could not be reached".

    Words that come later take the place of a silence.
    """
    placement, leaving = _leaver(change, value)
    _check(change, placement, outcome, on, words)
    row = OwnAssessment(placement_id=placement.id, on=on, outcome=outcome, words=words)
    row.by_id, row.added_at = change.actor.staff_id, change.now
    change.add(row)
    _follow(change, placement, leaving)
    change.record("leaving:own_assessment", row, pupil_id=placement.pupil_id)
    return row.id


def own_assessment_to_correct(change: Change, row_id: str) -> OwnAssessmentToCorrect:
    """Prepare the form that corrects an answer, and log the look."""
    row, placement, leaving = _answer(change, row_id)
    require_correcting(change, placement, row)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="leaving")
    pupil, given = placement.pupil, (row.outcome, row.on, row.words)
    last_day = leaving.on if leaving else None
    return OwnAssessmentToCorrect(undo_window_of(change, row), pupil.first_name, pupil.reference, last_day, *given)


def correct_own_assessment(
    change: Change, row_id: str, outcome: Asked, on: date, words: str | None, why: str | None, version: int | None
) -> None:
    """Correct what came of asking, and what it ended."""
    row, placement, leaving = _answer(change, row_id)
    require_correcting(change, placement, row)
    _check(change, placement, outcome, on, words)
    with correcting(change, row, why, version):
        row.outcome, row.on, row.words = outcome, on, words
    _follow(change, placement, leaving)


def undo_own_assessment(change: Change, row_id: str) -> None:
    """Undo an answer within ten minutes; if it had ended what was owed, that is owed again."""
    row, placement, leaving = _answer(change, row_id)
    take_back(change, row)
    _follow(change, placement, leaving)


def _check(read: Read, placement: Placement, outcome: Asked, on: date, words: str | None) -> None:
    check_day_of(read, placement, on, "That date is in the future. Record it once you have asked.")
    if outcome is Asked.SAID and words is None:
        raise Refused("Write down what they say, in their words.", field="words")
    if outcome is not Asked.SAID and words is not None:
        raise Refused(f"You have written down what they said: choose “{Asked.SAID.label}”.", field="outcome")


def _answer(read: Read, row_id: str) -> tuple[OwnAssessment, Placement, Leaving | None]:
    """Return an answer with how the pupil leaves; it can be put right also if they stay after all."""
    row = read.get(OwnAssessment, row_id)
    placement = read.get(Placement, row.placement_id)
    read.require(Permission.LEAVING_SET, placement, own=row.by_id == read.actor.staff_id)
    return row, placement, leaving_of(read.session, placement.id)


def _follow(change: Change, placement: Placement, leaving: Leaving | None) -> None:
    """End what is owed by the newest answer for this leaving, as that was; or owe it again, if there is none now.

    Nothing is owed again to a leaving that was undone.
    """
    change.session.flush()
    given = _given(change, placement, leaving)
    answers = [one for one in given if one.outcome is not Asked.UNREACHED]
    newest = answers[-1] if answers else given[-1] if _days_in_vain(given) >= DAYS_TRIED else None
    owed = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.OWN_ASSESSMENT)
    owed = owed.where(func.coalesce(Duty.ending, "") != Ending.DROPPED)  # by a leaving that was undone
    duty = change.session.scalar(owed.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    if duty is not None and newest is not None:
        end_by_fact(change, duty, ENDINGS[newest.outcome], newest.on)
    elif duty is not None and duty.ending in ENDINGS.values():
        if leaving is None and duty.decided is None:
            change.close_duty(duty, Ending.DROPPED)
        else:
            take_back_fact(change, duty)


def _given(read: Read, placement: Placement, leaving: Leaving | None) -> list[OwnAssessment]:
    """Return what came of asking for this leaving: an earlier one that was undone counts no more."""
    given = own_assessments(read.session, [placement.id])
    return [one for one in given if leaving is None or one.added_at >= leaving.added_at]


def _days_in_vain(given: Sequence[OwnAssessment]) -> int:
    return len({one.on for one in given if one.outcome is Asked.UNREACHED})


def _leaver(read: Read, value: str) -> tuple[Placement, Leaving]:
    """Return the placement of a pupil who leaves or has left, and how. Raises Denied without the right."""
    placement, duty = meant(read, value), read.session.get(Duty, value)
    leaving = leaving_of(read.session, placement.id)
    if leaving is None or leaving.how is not Departure.LEFT:
        raise Absent
    owns_step = duty is not None and duty.owner_id == read.actor.staff_id
    read.require(Permission.LEAVING_SET, placement, own=owns_step)
    return placement, leaving
