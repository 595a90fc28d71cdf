"""The review of a plan that is owed with a family review: which objectives it still asks for, and when it is done."""

from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.reopen import reopen_duty
from models.kept import last_written
from models.plans.hand_in import HANDED_IN, missing
from models.plans.owed import standing, update_owed_plan
from models.plans.versions import signed_versions
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Placement
from models.tables.plans.objective import Decision, Objective, ObjectiveReview
from models.tables.plans.plan import plan_of

# School days: as with a family review, what was reviewed in the last ten before the due date counts.
COUNTS_FOR = 10


def reviewed_lately(read: Read, placement: Placement) -> tuple[Duty | None, list[Objective]]:
    """Return the review of the plan that is owed, and the objectives that it still asks for.

    What a review has just put in the place of another objective is not asked for.
    """
    duty = read.session.scalar(open_duties(placement.id, DutyKind.PLAN_REVIEW))
    if duty is None:
        return None, []
    rows = select(ObjectiveReview.objective_id, func.max(ObjectiveReview.on))
    rows = rows.where(ObjectiveReview.placement_id == placement.id).group_by(ObjectiveReview.objective_id)
    last: dict[str, date] = {row[0]: row[1] for row in read.session.execute(rows)}
    return duty, [
        one
        for one in standing(read, placement.id)
        if not (one.id in last and (last[one.id] == read.today or _counts(read, last[one.id], duty)))
        and not (one.follows_id and _counts(read, one.set_on, duty))
    ]


def after_objective_review(change: Change, placement: Placement) -> None:
    """End the review of the plan once each objective has its own, on the day of the last of them.

    A plan that was signed and that this has changed is handed in again.
    """
    change.session.flush()
    duty, left = reviewed_lately(change, placement)
    rows = select(ObjectiveReview).where(ObjectiveReview.placement_id == placement.id)
    held = [one for one in change.session.scalars(rows) if duty is not None and _counts(change, one.on, duty)]
    if duty is not None and held and not left:
        change.close_duty(duty, on=max(one.on for one in held))
        plan = plan_of(change.session, placement.id)
        is_changed = any(one.decision is not Decision.KEEP for one in held)
        if plan is not None and plan.signed_on is not None and is_changed and not missing(change, placement):
            plan.handed_in_on, plan.handed_in_by_id = plan.handed_in_on or change.today, change.actor.staff_id
    update_owed_plan(change, placement)


def follow_changed_review(change: Change, placement: Placement, was_on: date, review: ObjectiveReview | None) -> None:
    """Owe the review of the plan again if it ended by a review that is undone (None), or now is of another day."""
    change.session.flush()
    ended = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PLAN_REVIEW)
    ended = ended.where(Duty.ending == Ending.DONE).order_by(Duty.done_on.desc(), Duty.added_at.desc())
    duty = change.session.scalar(ended.limit(1))
    if duty is not None and duty.done_on is not None and was_on <= duty.done_on and _counts(change, was_on, duty):
        if review is None or not _counts(change, review.on, duty):
            _reopen(change, placement, duty)
        else:
            rows = select(func.max(ObjectiveReview.on)).where(ObjectiveReview.placement_id == placement.id)
            others = change.session.scalar(rows.where(ObjectiveReview.on <= duty.done_on)) or review.on
            duty.done_on = max(others, review.on)
    after_objective_review(change, placement)


def _reopen(change: Change, placement: Placement, duty: Duty) -> None:
    """Reopen a review of the plan, in the place of the one that has been owed since.

    A plan that this review alone had handed in no longer waits to be signed.
    """
    for later in change.session.scalars(open_duties(placement.id, DutyKind.PLAN_REVIEW)).all():
        change.close_duty(later, Ending.DROPPED)
    change.session.flush()
    reopen_duty(change, duty)
    plan = plan_of(change.session, placement.id)
    if plan is not None and plan.handed_in_on is not None and plan.signed_on is not None:
        signed = signed_versions(change, placement.id)[0]
        by_hand = last_written(change, plan, placement.pupil_id, HANDED_IN).at
        if by_hand is None or by_hand < signed.added_at:
            plan.handed_in_on = plan.handed_in_by_id = None
            change.finish(DutyKind.PLAN_SIGN, placement, ending=Ending.DROPPED)


def _counts(read: Read, on: date, duty: Duty) -> bool:
    return read.calendar.school_days_between(on, duty.due_on) < COUNTS_FOR
