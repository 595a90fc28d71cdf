"""Moving the support plan of a placement that a merge ends to the continued one, and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from models.change import Change
from models.plans.owed import is_writing, update_owed_plan
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.plans.objective import Criterion, Objective, ObjectiveReview
from models.tables.plans.plan import PlanVersion, PlanVoice, SupportPlan, plan_of
from models.tables.plans.provision import Provision, SessionCount

# The plan itself is moved only where there is none: a placement has one, with the versions that were signed of it.
ITSELF = (SupportPlan, PlanVersion)
PARTS = (PlanVoice, Objective, ObjectiveReview, Criterion, Provision, SessionCount)
TABLES: Mapping[str, Any] = {table.__tablename__: table for table in (*ITSELF, *PARTS)}
NOT_FILLED = ("id", "placement_id", "handed_in_on", "handed_in_by_id", "sent_back", "signed_on", "added_at", "version")
FILLED = "filled:"

# The table and id of each row that was moved and the placement that it came from; or a field of a plan that was filled.
Taken = list[list[str]]


def plan_kinds(change: Change, stay: Placement) -> list[DutyKind]:
    """Return the kinds of duty of a plan that come over with it, to be called before it does."""
    owes = change.session.scalar(select(Duty.id).where(Duty.placement_id == stay.id, is_writing()).limit(1))
    has_own = plan_of(change.session, stay.id) is not None
    return [DutyKind.PROVISION, *([] if owes else [DutyKind.PLAN]), *([] if has_own else [DutyKind.PLAN_SIGN])]


def move_plan(change: Change, stay: Placement, other: Placement) -> Taken:
    """Move what a plan holds to `stay`. If both have one, that of `stay` applies, and takes what it did not say itself.

    Returns what was moved.
    """
    own, theirs = plan_of(change.session, stay.id), plan_of(change.session, other.id)
    taken: Taken = []
    for name, table in TABLES.items():
        if own is None or table not in ITSELF:
            ids = change.session.scalars(select(table.id).where(table.placement_id == other.id)).all()
            change.session.execute(update(table).where(table.id.in_(ids)).values(placement_id=stay.id))
            taken += [[name, row_id, other.id] for row_id in ids]
    if own is not None and theirs is not None:
        taken += _fill(own, theirs)
    if taken:
        change.session.expire_all()
        update_owed_plan(change, stay)
    return taken


def give_plan_back(change: Change, taken: Taken) -> None:
    """Move each row back to the placement that it came from, and empty what was filled."""
    for name, row_id, placement_id in taken:
        if name.startswith(FILLED):
            setattr(change.get(SupportPlan, row_id), name.removeprefix(FILLED), None)
        else:
            table = TABLES[name]
            change.session.execute(update(table).where(table.id == row_id).values(placement_id=placement_id))
    if taken:
        change.session.flush()
        change.session.expire_all()


def _fill(own: SupportPlan, theirs: SupportPlan) -> Taken:
    names = [column.key for column in SupportPlan.__table__.columns if column.key not in NOT_FILLED]
    empty = [name for name in names if getattr(own, name) is None and getattr(theirs, name) is not None]
    for name in empty:
        setattr(own, name, getattr(theirs, name))
    return [[f"{FILLED}{name}", own.id, ""] for name in empty]
