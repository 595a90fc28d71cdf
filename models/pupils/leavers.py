"""Pupils who have left, for whoever still has something to do for them: which, and who may open them."""

from sqlalchemy import ColumnElement, exists, select

from models.change import Read
from models.duties.kinds import OF_LEAVING
from models.errors import Absent
from models.permission import Permission
from models.stays import meant
from models.tables.duty import Duty
from models.tables.placement import Placement


def openable(read: Read, value: str) -> Placement:
    """Return a placement that the actor may open: a current one, or a past one that they may see or still owe for.

    Raises Absent for any other. Of a past one that they only owe for, they see what that takes.
    """
    placement = meant(read, value)
    if placement.is_current(read.today):
        read.require(Permission.SUMMARY_SEE)
    elif not read.may(Permission.LEAVER_SEE, placement, own=_owes_for(read, placement)):
        raise Absent(placement.pupil_id)
    return placement


def owed_by_me(read: Read) -> ColumnElement[bool]:
    """Match the placements for which the actor still owes something that leaving asks for."""
    mine = exists().where(
        Duty.placement_id == Placement.id, Duty.owner_id == read.actor.staff_id, Duty.done_on.is_(None)
    )
    return mine.where(Duty.kind.in_(OF_LEAVING))


def _owes_for(read: Read, placement: Placement) -> bool:
    return read.session.scalar(select(Placement.id).where(Placement.id == placement.id, owed_by_me(read))) is not None
