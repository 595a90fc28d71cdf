"""Moving the keyworker and the teachers of a placement that a merge ends to the continued one, if it has none."""

from collections.abc import Sequence

from sqlalchemy import select

from models.change import Change
from models.duties.heirs import inherit
from models.duties.kinds import KEYWORKERS
from models.progress.owed import owe_assessments
from models.tables.duty import DutyKind, open_duties
from models.tables.placement import Placement, Teaching, teachers_by_subject
from models.tables.staff import first_head_id

ALLOCATED = ("keyworker_id", "allocated_on")

# The id of each row of teaching that was moved, and of the placement that it came from.
Taken = list[list[str]]


def move_team(change: Change, stay: Placement, other: Placement) -> Taken:
    """Move the teachers of `other` to `stay`, which has taken over its keyworker, and do what an allocation does.

    Who teaches a subject in `stay` already goes on. Returns what was moved.
    """
    before = teachers_by_subject(change.session, stay.id)
    theirs = select(Teaching).where(Teaching.placement_id == other.id, Teaching.subject.not_in(before))
    rows = change.session.scalars(theirs).all()
    for one in rows:
        one.placement_id = stay.id
    change.session.flush()
    by_default = {None, first_head_id(change.session)}
    for duty in change.session.scalars(open_duties(stay.id, *KEYWORKERS)).all():
        inherit(change, duty, [stay.keyworker_id] if stay.keyworker_id else [], by_default)
    owe_assessments(change, stay, before)
    if stay.allocated_on is not None:
        change.finish(DutyKind.ALLOCATE, stay, on=stay.allocated_on)
    return [[one.id, other.id] for one in rows]


def give_team_back(change: Change, taken: Sequence[Sequence[str]]) -> None:
    """Move each row back to the placement that it came from, unless it has ended since."""
    for row_id, placement_id in taken:
        if (row := change.session.get(Teaching, row_id)) is not None:
            row.placement_id = placement_id
    change.session.flush()
