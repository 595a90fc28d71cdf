"""Whether a placement is a return: the pupil had been here before, and had left."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from models.change import Read
from models.school.calendar import moved
from models.tables.duplicate import Merge
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement

EARLIER = aliased(Placement)


@cache
def before_it() -> tuple[Any, Any]:
    """Return two columns for a query of placements: when an earlier one first ended, and the last merge of records.

    A referral that came to nothing was no stay. They are built once: that takes longer than reading them.
    """
    came_to_nothing = exists().where(Leaving.placement_id == EARLIER.id, Leaving.how != Departure.LEFT)
    ended = select(func.min(EARLIER.left_on)).where(
        EARLIER.pupil_id == Placement.pupil_id, EARLIER.added_at < Placement.added_at, ~came_to_nothing
    )
    merged = select(func.max(Merge.at)).where(Merge.kept_id == Placement.pupil_id, Merge.undone_at.is_(None))
    return ended.scalar_subquery().label("ended_on"), merged.scalar_subquery().label("merged_at")


@cache
def ended_by_merge() -> ColumnElement[bool]:
    """Match the placements that nothing ended but a merge of two records: the child goes on in another, or went on."""
    has_left = exists().where(Leaving.placement_id == Placement.id).correlate(Placement)
    merged = exists().where(Merge.kept_id == Placement.pupil_id, Merge.undone_at.is_(None)).correlate(Placement)
    return and_(Placement.left_on.is_not(None), ~has_left, merged)


def is_return(read: Read, added_at: datetime, ended_on: date | None, merged_at: datetime | None) -> bool:
    """Return whether the pupil had left an earlier placement before this one was added.

    An earlier placement that only a merge on the same day ended, dated the day before, does not count.
    """
    added_on = added_at.astimezone(read.zone).date()
    if ended_on is None or ended_on >= added_on:
        return False
    merged_on = merged_at.astimezone(read.zone).date() if merged_at else None
    return not (merged_on == added_on and ended_on == moved(added_on, -1))
