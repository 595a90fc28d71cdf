"""Decisions on assessment that are owed: at the end of the initial period, and while a difficulty is suspected."""

from datetime import date

from sqlalchemy import select

from models.change import Change
from models.duties.due_dates import StepDays, count_from, counting
from models.duties.kinds import KINDS
from models.duties.owners import default_owner
from models.tables.assessment import AssessmentDecision, Occasion
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.referral import Referral


def owe_decision(change: Change, placement: Placement) -> None:
    """Owe the decision at the end of the initial period, once, or move it with the first day.

    A pupil whose period was over when they were recorded here owes none, and nothing is overdue before it was owed.
    """
    first_day = placement.first_day
    duty = open_duty(change.session, DutyKind.ASSESSMENT, placement.id)
    if duty is not None:
        if first_day is not None and count_from(duty, first_day, counting(change.school)):
            change.refresh(duty.owner_id)
    elif first_day is not None and not _is_decided(change, placement):
        days = StepDays.read(change.school.step_days)[DutyKind.ASSESSMENT]
        due_on = change.calendar.add_school_days(first_day, days)
        if due_on > _recorded_on(change, placement):
            owner = default_owner(change, DutyKind.ASSESSMENT, placement)
            if due_on >= change.today:
                change.owe(DutyKind.ASSESSMENT, placement, owner, due_on, since=first_day, days=days)
            else:
                change.owe(DutyKind.ASSESSMENT, placement, owner, change.calendar.on_or_after(change.today))


def follow_suspicion(change: Change, placement: Placement, barrier: Barrier, was: BarrierStatus | None = None) -> None:
    """Owe a decision once a learning difficulty is suspected, and end it once that is settled, named as it was.

    `was` is the status before this change.
    """
    if barrier.kind is not BarrierKind.LEARNING:
        return
    duty = open_duty(change.session, DutyKind.SUSPICION, placement.id)
    if barrier.status is BarrierStatus.SUSPECTED:
        if duty is None and was is not BarrierStatus.SUSPECTED:
            owe_suspicion(change, placement)
    elif duty is not None:
        duty.why = f"{barrier.kind.label}: {barrier.status.label.lower()}"
        change.close_duty(duty, Ending.NOT_NEEDED)
        change.record("duty:not_needed", duty, pupil_id=placement.pupil_id)


def owe_suspicion(change: Change, placement: Placement) -> None:
    """Owe the decision that a suspected learning difficulty asks for, counted from today."""
    owner, days = default_owner(change, DutyKind.SUSPICION, placement), KINDS[DutyKind.SUSPICION].days or 0
    due_on = change.calendar.add_school_days(change.today, days)
    change.owe(DutyKind.SUSPICION, placement, owner, due_on, since=change.today, days=days)


def is_suspected(change: Change, placement: Placement) -> bool:
    """Return whether a learning difficulty is suspected."""
    suspected = select(Barrier.id).where(Barrier.placement_id == placement.id, Barrier.kind == BarrierKind.LEARNING)
    return change.session.scalar(suspected.where(Barrier.status == BarrierStatus.SUSPECTED)) is not None


def _recorded_on(change: Change, placement: Placement) -> date:
    """Return the day on which the placement was recorded here, which for an imported one is later than it began."""
    recorded = change.session.scalar(select(Referral.added_at).where(Referral.placement_id == placement.id))
    return (recorded or placement.added_at).astimezone(change.zone).date()


def _is_decided(change: Change, placement: Placement) -> bool:
    decided = select(AssessmentDecision.id).where(AssessmentDecision.placement_id == placement.id)
    return change.session.scalar(decided.where(AssessmentDecision.about == Occasion.PERIOD).limit(1)) is not None
