"""What becomes of an assessment: it is chased, has an outcome, is withdrawn or corrected."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.assessments.decide import AssessmentInput, fill
from models.assessments.owed import KINDS, end_owed, owe_assessment, owe_chase
from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, undo_window_of
from models.duties.assessing import is_suspected, owe_suspicion
from models.duties.reopen import move_end
from models.errors import Absent, Refused
from models.permission import Permission
from models.school.calendar import in_full
from models.tables.assessment import Assessment, AssessmentChase
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.staff import Staff


@dataclass(frozen=True)
class Outcome:
    """What came of an assessment, and on which day."""

    on: date
    said: str


@dataclass(frozen=True)
class AssessmentPrefill:
    """An assessment for the forms that follow it; `chased_on` is when it was chased last."""

    id: str
    first_name: str
    reference: str
    given: AssessmentInput
    by_whom: str
    outcome: Outcome | None
    chased_on: date | None
    undo_window: UndoWindow


def assessment_prefill(change: Change, value: str) -> AssessmentPrefill:
    """Prepare the form that records an outcome, for the id of an assessment or its duty, and log the look."""
    asked, placement = _open(change, value)
    _require_record(change, asked, placement)
    return _prefill(change, asked, placement)


def request_prefill(change: Change, value: str) -> AssessmentPrefill:
    """Prepare the forms that chase or withdraw, as above. Raises Refused once there is nothing to wait for."""
    asked, placement = _open(change, value)
    change.require(Permission.ASSESSMENT_SET, placement)
    return _prefill(change, asked, placement)


def correction_prefill(change: Change, assessment_id: str) -> AssessmentPrefill:
    """Prepare the form that corrects an assessment, open or not, and log the look."""
    asked, placement = _assessment(change, assessment_id)
    change.require(Permission.ASSESSMENT_SET, placement)
    return _prefill(change, asked, placement)


def record_outcome(change: Change, value: str, on: date, outcome: str) -> None:
    """Record what came of an assessment. What it owes ends on that day. Raises Refused for a day that cannot be.

    A learning difficulty that it leaves suspected owes a decision again.
    """
    asked, placement = _open(change, value)
    _require_record(change, asked, placement)
    _check_since(change, asked, on)
    asked.outcome_on, asked.outcome = on, outcome
    end_owed(change, asked, Ending.DONE, on)
    _leave_no_suspicion(change, placement)
    change.record("assessment:outcome", asked, pupil_id=placement.pupil_id)


def chase(change: Change, value: str, on: date, said: str | None) -> None:
    """Record that somebody asked what has become of a request; it is chased again a week later."""
    asked, placement = _open(change, value)
    change.require(Permission.ASSESSMENT_SET, placement)
    if asked.asked_of is None:
        raise Absent
    _check_since(change, asked, on)
    chased = AssessmentChase(assessment_id=asked.id, on=on, said=said, by_id=change.actor.staff_id, added_at=change.now)
    change.add(chased)
    end_owed(change, asked, Ending.DONE, on)
    change.session.flush()
    owe_chase(change, placement, asked, on)
    change.record("assessment:chase", asked, pupil_id=placement.pupil_id)


def withdraw(change: Change, value: str, why: str) -> None:
    """Withdraw an assessment for a reason. A learning difficulty that it leaves suspected owes a decision again."""
    asked, placement = _open(change, value)
    change.require(Permission.ASSESSMENT_SET, placement)
    asked.withdrawn_on, asked.withdrawn_why = change.today, why
    end_owed(change, asked, Ending.NOT_NEEDED, change.today, why)
    _leave_no_suspicion(change, placement)
    change.record("assessment:withdraw", asked, pupil_id=placement.pupil_id)


def correct_assessment(
    change: Change,
    assessment_id: str,
    given: AssessmentInput,
    outcome: Outcome | None,
    why: str | None,
    version: int | None,
) -> None:
    """Correct an assessment, and its outcome if it has one; what it owes moves with it."""
    asked, placement = _assessment(change, assessment_id)
    change.require(Permission.ASSESSMENT_SET, placement)
    if (given.asked_of is None) != (asked.asked_of is None):
        raise Absent
    if (outcome is None) != (asked.outcome_on is None):
        what = "It has no outcome yet. Use “Record the outcome”." if outcome else "Give the outcome and its day."
        raise Refused(what, field="outcome")
    moved_to = given.done_by_id if given.done_by_id != asked.done_by_id else None
    asked_before, outcome_before = asked.asked_on, asked.outcome_on
    with correcting(change, asked, why, version):
        fill(change, placement, asked, given)
        if outcome is not None:
            _check_since(change, asked, outcome.on)
            asked.outcome_on, asked.outcome = outcome.on, outcome.said
    for kind in KINDS:
        move_end(change, kind, placement.id, asked.id, outcome_before, asked.outcome_on)
    if asked.is_open and placement.is_current(change.today):
        if moved_to is not None:
            end_owed(change, asked, Ending.DROPPED, change.today)
            change.session.flush()
        if asked.done_by_id is not None:
            owe_assessment(change, placement, asked)
        elif asked.asked_on != asked_before and asked.asked_on is not None and _last_chased(change, asked) is None:
            owe_chase(change, placement, asked, asked.asked_on)
    change.refresh()


def _prefill(change: Change, asked: Assessment, placement: Placement) -> AssessmentPrefill:
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="assessment")
    given = AssessmentInput(asked.kind, asked.asked_on, asked.due_on, asked.meanwhile, asked.asked_of, asked.done_by_id)
    colleague = change.session.get(Staff, asked.done_by_id) if asked.done_by_id else None
    by_whom = asked.asked_of or (colleague.name if colleague else "")
    outcome = Outcome(asked.outcome_on, asked.outcome or "") if asked.outcome_on else None
    pupil, window = placement.pupil, undo_window_of(change, asked)
    return AssessmentPrefill(
        asked.id, pupil.first_name, pupil.reference, given, by_whom, outcome, _last_chased(change, asked), window
    )


def _last_chased(read: Read, asked: Assessment) -> date | None:
    chased = select(AssessmentChase.on).where(AssessmentChase.assessment_id == asked.id)
    return read.session.scalar(chased.order_by(AssessmentChase.on.desc()).limit(1))


def _assessment(read: Read, value: str) -> tuple[Assessment, Placement]:
    duty = read.session.get(Duty, value)
    asked = read.get(Assessment, duty.about if duty else value)
    return asked, read.get(Placement, asked.placement_id)


def _open(read: Read, value: str) -> tuple[Assessment, Placement]:
    asked, placement = _assessment(read, value)
    if not placement.is_current(read.today):
        raise Absent(placement.pupil_id)
    if not asked.is_open:
        raise Refused("This has an outcome already, or was withdrawn. Open the pupil's page to see how it stands.")
    return asked, placement


def _require_record(read: Read, asked: Assessment, placement: Placement) -> None:
    duty = open_duty(read.session, DutyKind.UNDERTAKE, placement.id, asked.id)
    read.require(Permission.ASSESSMENT_RECORD, placement, own=duty is not None and duty.owner_id == read.actor.staff_id)


def _check_since(read: Read, asked: Assessment, on: date) -> None:
    if on > read.today:
        raise Refused("That date is in the future. Record it once it has happened.", field="on")
    if on < asked.asked_on:
        raise Refused(f"It was asked for later, on {in_full(asked.asked_on)}. Check the date.", field="on")


def _leave_no_suspicion(change: Change, placement: Placement) -> None:
    """Owe a decision if a learning difficulty is still suspected and nothing is waited for any more."""
    change.session.flush()
    is_owed = open_duty(change.session, DutyKind.SUSPICION, placement.id) is not None
    if is_suspected(change, placement) and not is_owed and not _is_another(change, placement):
        owe_suspicion(change, placement)


def _is_another(read: Read, placement: Placement) -> bool:
    """Return whether another assessment of the pupil is waited for."""
    rows = select(Assessment.id).where(Assessment.placement_id == placement.id, Assessment.outcome_on.is_(None))
    return read.session.scalar(rows.where(Assessment.withdrawn_on.is_(None)).limit(1)) is not None
