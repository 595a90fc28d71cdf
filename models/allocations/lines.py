"""The rows of the digest read as lines of the agenda."""

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from models.allocations.agenda import AgendaDuty, AgendaLine, Section, channel_name
from models.change import Read
from models.duties.overdue import days_late
from models.duties.owed_words import owed_in_words
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.staff import Staff

# Made once: that takes longer than a query of a few rows.
OWNER, STAY = aliased(Staff), aliased(Placement)


def duties_with_owners(*more: Any) -> Select[Any]:
    """Select duties with what a line says of them and the names of their owners, and further columns."""
    columns = (Duty.id, Duty.kind, Duty.about, Duty.placement_id, Duty.due_on, Duty.done_on, Duty.ending)
    left_on = select(STAY.left_on).where(STAY.id == Duty.placement_id).scalar_subquery()
    named = (OWNER.name.label("owner"), left_on.label("last_day"))
    return select(*columns, *named, *more).join(OWNER, OWNER.id == Duty.owner_id)


def duty_of(read: Read, row: Row[Any], carried: int = 0) -> AgendaDuty:
    """Return a row of `duties_with_owners` as a duty of the agenda."""
    late = days_late(read, row.kind, row.due_on, row.done_on)
    what = owed_in_words(read, row, row.last_day)
    return AgendaDuty(row.id, row.kind, what, row.owner, row.due_on, row.done_on, row.ending, late, carried)


def line_of(
    read: Read,
    row: Row[Any],
    section: Section,
    owed: tuple[AgendaDuty, ...] = (),
    keyworker: str | None = None,
    returning: bool = False,
    left_on: date | None = None,
    is_reached: bool = False,
    destination: str | None = None,
) -> AgendaLine:
    """Return a row as a line of the agenda."""
    placement_id = row.placement_id if section is Section.ACTIONS else row.id
    return AgendaLine(
        section,
        placement_id,
        row.pupil_id,
        *channel_name(read, row),
        keyworker,
        returning=returning,
        left_on=left_on,
        is_reached=is_reached,
        destination=destination,
        owed=owed,
    )
