"""Whether a stay is a return: the child had been here before, and had left."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models.change import Read
from models.school.calendar import moved
from models.tables.merge import Merge
from models.tables.placement import Placement


def before_it() -> tuple[Any, Any]:
    """Of a placement in a statement: the first day on which an earlier stay ended, and when records became one."""
    earlier = aliased(Placement)
    ended = select(func.min(earlier.left_on)).where(
        earlier.pupil_id == Placement.pupil_id, earlier.added_at < Placement.added_at
    )
    merged = select(func.max(Merge.at)).where(Merge.kept_id == Placement.pupil_id, Merge.undone_at.is_(None))
    return ended.scalar_subquery().label("ended_on"), merged.scalar_subquery().label("merged_at")


def is_return(read: Read, added_at: datetime, ended_on: date | None, merged_at: datetime | None) -> bool:
    """A stay that was open when this one began is no earlier one, though a merge that day ended it the day before."""
    added_on = added_at.astimezone(read.zone).date()
    if ended_on is None or ended_on >= added_on:
        return False
    merged_on = merged_at.astimezone(read.zone).date() if merged_at else None
    return not (merged_on == added_on and ended_on == moved(added_on, -1))
