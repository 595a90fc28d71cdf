"""Owing again what was done: the same duty once more, so that its history stays one."""

from sqlalchemy import select

from models.change import Change
from models.duties.kinds import KEYWORKERS
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.staff import Staff, first_head


def reopen_latest(change: Change, kind: DutyKind, placement_id: str) -> None:
    """Owe again what was done, as the same duty, so that a step has one history."""
    rows = select(Duty).where(Duty.kind == kind, Duty.placement_id == placement_id)
    duty = change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    if duty is not None and duty.done_on is not None:
        reopen_duty(change, duty)


def reopen_duty(change: Change, duty: Duty) -> None:
    """Owe this again; a leaver's is the Head's, the Head's part in a meeting is the keyworker's once there is one."""
    duty.done_on, duty.ending, duty.snoozed_until = None, None, None
    head = first_head(change.session)
    if not change.get(Staff, duty.owner_id).active:
        duty.owner_id = (head or change.actor).id
    if duty.kind in KEYWORKERS and head is not None and duty.owner_id == head.id:
        duty.owner_id = change.get(Placement, duty.placement_id).keyworker_id or head.id
    change.session.flush()
    change.refresh(duty.owner_id)
