"""The pupils who leave around a meeting, as lines of its digest."""

from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from models.allocations.agenda import AgendaLine, Section, line_columns
from models.allocations.lines import line_of
from models.change import Read
from models.meetings.week import MeetingWeek
from models.referrals.earlier_stays import ended_by_merge
from models.tables.leaving import Departure, DestinationKind, Leaving
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil

MOST_LEAVERS = 6
OTHER = aliased(Placement)


def leavers_of(read: Read, period: MeetingWeek) -> tuple[list[AgendaLine], int]:
    """Return who leaves between the last meeting and the next, and how many they are.

    A pupil with another open placement is no leaver, nor does one leave a placement that only a merge of two records
    ended; and nobody leaves whose referral was withdrawn or declined.
    """
    goes_on = exists().where(OTHER.pupil_id == Placement.pupil_id, OTHER.id != Placement.id, current(read.today, OTHER))
    rows = read.session.execute(
        select(Placement.id, *line_columns(), Placement.left_on, func.count().over().label("in_all"))
        .add_columns(Leaving.id.label("leaving"), Leaving.destination_kind, Leaving.confirmed_on)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Leaving, Leaving.placement_id == Placement.id)
        .where(Placement.left_on >= period.last, Placement.left_on < period.until, ~goes_on, ~ended_by_merge())
        .where(func.coalesce(Leaving.how, Departure.LEFT) == Departure.LEFT)
        .order_by(Placement.left_on, Pupil.reference)
        .limit(MOST_LEAVERS)
    ).all()
    lines = [line_of(read, row, Section.LEAVERS, left_on=row.left_on, destination=_destination(row)) for row in rows]
    return lines, rows[0].in_all if rows else 0


def _destination(row: Any) -> str | None:
    """Return how much the channel may know of where a leaver goes; None if nothing was recorded of the leaving."""
    if row.leaving is None:
        return None
    if row.destination_kind in (None, DestinationKind.UNKNOWN):
        return "not known"
    return "confirmed" if row.confirmed_on else "known, not confirmed yet"
