"""Deciding on further assessment: none is needed, one is carried out here, or somebody else is asked for one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.assessments.baselines import BaselineShown, baselines
from models.assessments.owed import drop_owed, owe_assessment
from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, drop, require_correcting, take_back, undo_window_of
from models.duties.assessing import is_suspected
from models.duties.cover import refuse_if_away
from models.duties.reopen import reopen_latest
from models.errors import Refused
from models.permission import Permission
from models.school.calendar import moved
from models.stays import check_day_of, placement_of
from models.tables.assessment import LONGEST_KIND, Assessment, AssessmentDecision, Choice, Occasion
from models.tables.barrier import Barrier, BarrierKind
from models.tables.duty import Duty, DutyKind, open_duty
from models.tables.placement import Placement
from models.tables.staff import Staff

LONGEST_WAIT = 550  # days: some lists are longer than a year; a later day has a mistyped year
KIND_OF = {Occasion.PERIOD: DutyKind.ASSESSMENT, Occasion.SUSPICION: DutyKind.SUSPICION}


@dataclass(frozen=True)
class AssessmentInput:
    """An assessment as a form gives it: asked of somebody outside on a day, or given to a colleague today."""

    kind: str
    asked_on: date | None
    due_on: date
    meanwhile: str | None = None
    asked_of: str | None = None
    done_by_id: str | None = None


@dataclass(frozen=True)
class DecisionInput:
    """A decision as a form gives it; `asked` is what it asks for, unless none is needed."""

    choice: Choice
    why: str | None = None
    asked: AssessmentInput | None = None


@dataclass(frozen=True)
class DecisionPrefill:
    """A pupil for the form that decides, with what the record knows; `due_on` is None if no decision was owed.

    `outcome_on` is the day of the last outcome of an assessment, if it is of the time since a difficulty is suspected.
    """

    first_name: str
    reference: str
    occasion: Occasion
    due_on: date | None
    is_suspected: bool
    outcome_on: date | None
    baselines: tuple[BaselineShown, ...]


@dataclass(frozen=True)
class DecisionToCorrect:
    """A decision as it was recorded, for the form that corrects its reason."""

    undo_window: UndoWindow
    first_name: str
    reference: str
    choice: Choice
    on: date
    why: str | None


def decision_prefill(change: Change, value: str) -> DecisionPrefill:
    """Prepare the decision for the id of a duty or a placement, and log the look. Raises Refused without the right."""
    placement, occasion = _decided(change, value)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="assessment")
    owed = open_duty(change.session, KIND_OF[occasion], placement.id) if occasion in KIND_OF else None
    pupil, shown = placement.pupil, baselines(change, placement)
    due_on, suspected = owed.due_on if owed else None, is_suspected(change, placement)
    outcome_on = _outcome_since(change, placement) if suspected else None
    return DecisionPrefill(pupil.first_name, pupil.reference, occasion, due_on, suspected, outcome_on, shown)


def decide(change: Change, value: str, given: DecisionInput) -> str:
    """Record a decision, owe what it asks for, and return its id. Raises Refused for what cannot be right.

    That at the end of the initial period also answers a suspected learning difficulty.
    """
    placement, occasion = _decided(change, value)
    _check_reason(given.choice, given.why)
    decision = AssessmentDecision(placement_id=placement.id, about=occasion, choice=given.choice, why=given.why)
    decision.on, decision.by_id, decision.added_at = change.today, change.actor.staff_id, change.now
    change.add(decision)
    if given.asked is not None:
        asked = Assessment(placement_id=placement.id, decision_id=decision.id)
        asked.by_id, asked.added_at = change.actor.staff_id, change.now
        fill(change, placement, asked, given.asked)
        owe_assessment(change, placement, change.add(asked))
    if occasion in KIND_OF:
        change.finish(KIND_OF[occasion], placement)
    if occasion is Occasion.PERIOD:
        change.finish(DutyKind.SUSPICION, placement)
    change.record("assessment:decide", decision, pupil_id=placement.pupil_id)
    change.refresh()
    return decision.id


def decision_to_correct(change: Change, decision_id: str) -> DecisionToCorrect:
    """Prepare the form that corrects the reason of a decision, and log the look."""
    decision, placement = _decision(change, decision_id)
    require_correcting(change, placement, decision)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="assessment")
    pupil, said = placement.pupil, (decision.choice, decision.on, decision.why)
    return DecisionToCorrect(undo_window_of(change, decision), pupil.first_name, pupil.reference, *said)


def correct_decision(
    change: Change, decision_id: str, reason: str | None, why: str | None, version: int | None
) -> None:
    """Correct the reason of a decision. Whoever decides otherwise decides again: both decisions were made."""
    decision, placement = _decision(change, decision_id)
    require_correcting(change, placement, decision)
    _check_reason(decision.choice, reason)
    with correcting(change, decision, why, version):
        decision.why = reason


def undo_decision(change: Change, decision_id: str) -> None:
    """Undo a decision within ten minutes, with what it asked for; what it decided is owed again."""
    decision, placement = _decision(change, decision_id)
    for asked in change.session.scalars(select(Assessment).where(Assessment.decision_id == decision.id)).all():
        drop_owed(change, asked)
        drop(change, asked)
    about, decided_on = decision.about, decision.on
    take_back(change, decision)
    kinds = [KIND_OF[about]] if about in KIND_OF else []
    if about is Occasion.PERIOD and _ended_on(change, placement, DutyKind.SUSPICION, decided_on):
        kinds.append(DutyKind.SUSPICION)
    for kind in kinds:
        reopen_latest(change, kind, placement.id)


def asked_for(read: Read, decision_id: str) -> Assessment | None:
    """Return the assessment that a decision asked for, if it did."""
    return read.session.scalar(select(Assessment).where(Assessment.decision_id == decision_id).limit(1))


def decided_about(read: Read, decision: AssessmentDecision) -> str:
    """Return what opens the form of a decision again: the duty that it ended, or else its placement."""
    rows = select(Duty.id).where(Duty.placement_id == decision.placement_id, Duty.kind == KIND_OF.get(decision.about))
    return read.session.scalar(rows.order_by(Duty.added_at.desc()).limit(1)) or decision.placement_id


def fill(change: Change, placement: Placement, asked: Assessment, given: AssessmentInput) -> None:
    """Write what a form gives into an assessment. Raises Refused beside the field that cannot be right."""
    began = given.asked_on or asked.asked_on or change.today
    if given.asked_of is not None:
        check_day_of(change, placement, began, "That date is in the future. Record it once you have asked.", "asked_on")
    if given.due_on < began:
        raise Refused("That is before the day on which it was asked for. Check the date.", field="due_on")
    if given.due_on > moved(change.today, LONGEST_WAIT):
        raise Refused("That is more than eighteen months ahead. Check the year.", field="due_on")
    if len(given.kind) > LONGEST_KIND:
        raise Refused(f"At most {LONGEST_KIND} characters.", field="kind")
    if given.done_by_id is not None and given.done_by_id != asked.done_by_id:
        _check_colleague(change, given.done_by_id)
    asked.kind, asked.asked_on, asked.due_on = given.kind, began, given.due_on
    asked.meanwhile, asked.asked_of, asked.done_by_id = given.meanwhile, given.asked_of, given.done_by_id


def _check_reason(choice: Choice, reason: str | None) -> None:
    if choice is Choice.NONE_NEEDED and reason is None:
        raise Refused("Say why none is needed.", field="why")


def _decision(read: Read, decision_id: str) -> tuple[AssessmentDecision, Placement]:
    decision = read.get(AssessmentDecision, decision_id)
    placement = read.get(Placement, decision.placement_id)
    read.require(Permission.ASSESSMENT_SET, placement)
    return decision, placement


def _check_colleague(change: Change, staff_id: str) -> None:
    colleague = change.session.get(Staff, staff_id)
    if colleague is None or not colleague.active:
        raise Refused("Choose someone who is on the staff now.", field="done_by")
    refuse_if_away(change, colleague, field="done_by")


def _decided(read: Read, value: str) -> tuple[Placement, Occasion]:
    """Return the placement and what is decided: by a duty what it asks for, from the page what is due."""
    placement = placement_of(read, value)
    read.require(Permission.ASSESSMENT_SET, placement)
    duty = read.session.get(Duty, value)
    if duty is not None:
        if duty.done_on is not None:
            raise Refused("This has been decided already. Open the pupil's page to see how.")
        return placement, next((about for about, kind in KIND_OF.items() if kind is duty.kind), Occasion.OTHER)
    if open_duty(read.session, DutyKind.SUSPICION, placement.id) is not None:
        return placement, Occasion.SUSPICION
    period = open_duty(read.session, DutyKind.ASSESSMENT, placement.id)
    return placement, Occasion.PERIOD if period is not None and period.due_on <= read.today else Occasion.OTHER


def _outcome_since(read: Read, placement: Placement) -> date | None:
    rows = select(func.max(Assessment.outcome_on)).join(Barrier, Barrier.placement_id == Assessment.placement_id)
    rows = rows.where(Assessment.placement_id == placement.id, Barrier.kind == BarrierKind.LEARNING)
    return read.session.scalar(rows.where(Assessment.outcome_on >= func.date(Barrier.concern_at)))


def _ended_on(read: Read, placement: Placement, kind: DutyKind, on: date) -> bool:
    """Return whether the latest duty of a kind ended by a decision on this day."""
    rows = select(Duty.done_on).where(Duty.placement_id == placement.id, Duty.kind == kind, Duty.ending == "done")
    return read.session.scalar(rows.order_by(Duty.added_at.desc()).limit(1)) == on
