"""What a support plan owes: to be written, to be signed once handed in, to be reviewed with the family review."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update

from models.change import Change, Read
from models.duties.due_dates import StepDays, count_from, counting
from models.duties.kinds import KINDS
from models.duties.owners import default_owner
from models.school.calendar import Calendar
from models.tables.base import new_id
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.placement import Placement, current
from models.tables.plans.objective import Objective
from models.tables.plans.plan import plan_of
from models.tables.staff import Staff, first_head

TO_PUT_RIGHT = 3  # school days, for a plan that was sent back after it had been signed


def update_owed_plan(change: Change, placement: Placement) -> None:
    """Owe what the plan itself says: to be written, to be signed, to be reviewed with the family review."""
    owe_plan(change, placement)
    follow_family_review(change, placement)


def owe_plan(change: Change, placement: Placement) -> None:
    """Owe a plan from the first day on, or move that with the first day; or owe its signature once it is handed in."""
    change.session.flush()
    plan = plan_of(change.session, placement.id)
    if plan is not None and plan.handed_in_on is not None:
        change.finish(DutyKind.PLAN, placement, on=plan.handed_in_on)
        _owe_signing(change, placement, plan.handed_in_on)
    elif placement.first_day is not None:
        _owe_writing(change, placement, placement.first_day)


def counts_from(calendar: Calendar, first_day: date, days: int, today: date) -> date:
    """Return the day from which a plan counts: the first day, unless it would be late before anybody could owe it."""
    return first_day if calendar.add_school_days(first_day, days) > today else max(first_day, today)


def owe_missing_plans(change: Change) -> None:
    """Owe the plans of pupils who were here before an upgrade, each counted so that it is still ahead."""
    owed = exists().where(Duty.placement_id == Placement.id, is_writing())
    here = select(Placement.id, Placement.first_day, Placement.keyworker_id, Staff.left_at).outerjoin(
        Staff, Staff.id == Placement.keyworker_id
    )
    rows = change.session.execute(here.where(current(change.today), Placement.first_day.is_not(None), ~owed)).all()
    head = first_head(change.session)
    if not rows or head is None:
        return
    days = StepDays.read(change.school.step_days)[DutyKind.PLAN]
    since = {row.first_day: counts_from(change.calendar, row.first_day, days, change.today) for row in rows}
    due = {day: change.calendar.add_school_days(day, days) for day in since.values()}
    change.session.execute(
        insert(Duty),
        [
            {
                **_duty(row.id, since[row.first_day], due[since[row.first_day]], days),
                "owner_id": row.keyworker_id if row.keyworker_id and row.left_at is None else head.id,
                "added_at": change.now,
            }
            for row in rows
        ],
    )


def owe_writing_again(change: Change, placement: Placement) -> None:
    """Owe what a plan lacks that was sent back although it had been signed before."""
    due_on = change.calendar.add_school_days(change.today, TO_PUT_RIGHT)
    change.owe(DutyKind.PLAN, placement, default_owner(change, DutyKind.PLAN, placement), due_on)


def _duty(placement_id: str, since: date, due_on: date, days: int) -> Mapping[str, Any]:
    owed = {"id": new_id(), "kind": DutyKind.PLAN, "placement_id": placement_id, "about": ""}
    return owed | {"since": since, "due_on": due_on, "days": days}


def _owe_writing(change: Change, placement: Placement, first_day: date) -> None:
    """Owe the writing once, and move it with the first day. What was dropped is owed anew."""
    rows = select(Duty).where(Duty.placement_id == placement.id, is_writing())
    duty = change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    days = duty.days if duty and duty.days else StepDays.read(change.school.step_days)[DutyKind.PLAN]
    began = duty.added_at.astimezone(change.zone).date() if duty else change.today
    since = counts_from(change.calendar, first_day, days, began)
    if duty is None:
        due_on = change.calendar.add_school_days(since, days)
        owner = default_owner(change, DutyKind.PLAN, placement)
        change.owe(DutyKind.PLAN, placement, owner, due_on, since=since, days=days)
    elif duty.done_on is None and count_from(duty, since, counting(change.school)):
        change.refresh(duty.owner_id)


def is_writing() -> ColumnElement[bool]:
    """Match the duties to write a plan, open or ended, but for those that were dropped."""
    return and_(Duty.kind == DutyKind.PLAN, or_(Duty.ending.is_(None), Duty.ending != Ending.DROPPED))


def _owe_signing(change: Change, placement: Placement, handed_in_on: date) -> None:
    """Owe a signature, unless it is owed already or was said to be not needed this time."""
    same = select(Duty.id).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PLAN_SIGN)
    same = same.where(Duty.since == handed_in_on, Duty.ending == Ending.NOT_NEEDED)
    days, is_open = KINDS[DutyKind.PLAN_SIGN].days, open_duty(change.session, DutyKind.PLAN_SIGN, placement.id)
    if days is not None and is_open is None and change.session.scalar(same.limit(1)) is None:
        owner = default_owner(change, DutyKind.PLAN_SIGN, placement)
        due_on = change.calendar.add_school_days(handed_in_on, days)
        change.owe(DutyKind.PLAN_SIGN, placement, owner, due_on, since=handed_in_on, days=days)


def follow_family_review(change: Change, placement: Placement) -> None:
    """Owe the review of the plan on the day of the family review, while it has an objective that stands.

    What was owed with an earlier family review stays owed until it is done.
    """
    change.session.flush()
    family = open_duty(change.session, DutyKind.FAMILY_REVIEW, placement.id)
    owed = change.session.scalar(open_duties(placement.id, DutyKind.PLAN_REVIEW))
    if owed is not None and not _stands(change, owed):
        change.close_duty(owed, Ending.DROPPED)
        change.session.flush()
        owed = None
    if not _can_be_reviewed(change, placement):
        if owed is not None:
            change.close_duty(owed, Ending.DROPPED)
        return
    if family is None or (owed is not None and owed.about != family.id) or _was_owed(change, owed, family):
        return
    if owed is None or owed.due_on != family.due_on:
        owner = change.get(Staff, owed.owner_id) if owed else default_owner(change, DutyKind.PLAN_REVIEW, placement)
        change.owe(DutyKind.PLAN_REVIEW, placement, owner, family.due_on, about=family.id)


def follow_family_reviews(change: Change) -> list[str]:
    """Move every open review of a plan to the day of its family review, after the term dates have moved those.

    Returns the owner's id for each that moved.
    """
    family = select(Duty.id, Duty.due_on).where(Duty.kind == DutyKind.FAMILY_REVIEW, Duty.done_on.is_(None)).subquery()
    rows = select(Duty.id, Duty.owner_id, family.c.due_on).join(family, family.c.id == Duty.about)
    rows = rows.where(Duty.kind == DutyKind.PLAN_REVIEW, Duty.done_on.is_(None), Duty.due_on != family.c.due_on)
    moved = change.session.execute(rows).all()
    if moved:
        change.session.execute(update(Duty), [{"id": row.id, "due_on": row.due_on} for row in moved])
    return [row.owner_id for row in moved]


def standing(read: Read, placement_id: str) -> list[Objective]:
    """Return the objectives that have not ended, in the order in which they were set."""
    rows = select(Objective).where(Objective.placement_id == placement_id, Objective.ended_on.is_(None))
    return list(read.session.scalars(rows.order_by(Objective.added_at, Objective.id)))


def _can_be_reviewed(read: Read, placement: Placement) -> bool:
    plan = plan_of(read.session, placement.id)
    was_handed_in = plan is not None and (plan.handed_in_on or plan.signed_on) is not None
    return was_handed_in and bool(standing(read, placement.id)) and placement.is_current(read.today)


def _stands(read: Read, owed: Duty) -> bool:
    """Return whether a review of the plan is still owed: its own family review was not dropped for another one."""
    own = read.session.get(Duty, owed.about)
    return own is not None and own.ending is not Ending.DROPPED


def _was_owed(read: Read, owed: Duty | None, family: Duty) -> bool:
    """Return whether the review of the plan that belongs to this family review has ended already."""
    same = select(Duty.id).where(Duty.kind == DutyKind.PLAN_REVIEW, Duty.about == family.id)
    ended = same.where(Duty.done_on.is_not(None), Duty.ending != Ending.DROPPED)
    return owed is None and read.session.scalar(ended.limit(1)) is not None
