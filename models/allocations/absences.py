"""The pupils on the agenda because of their absence: severe, or much more than before they came."""

from collections import Counter

from sqlalchemy import case, func, select

from models.allocations.agenda import AgendaLine, Section, line_columns
from models.allocations.lines import line_of
from models.attendance.absences import absences
from models.attendance.rate import Absence
from models.change import Read
from models.tables.placement import Placement
from models.tables.pupil import Pupil

MOST_ABSENT = 20


def absence_lines(read: Read) -> tuple[list[AgendaLine], Counter[str]]:
    """Return a line for each pupil with an alarm, severe absence first, and how many there are of each kind."""
    found = absences(read.today)
    in_all = [func.sum(case((found.c.absence == kind, 1), else_=0)).over().label(kind) for kind in Absence]
    rows = read.session.execute(
        select(Placement.id, *line_columns(), found.c.absence, *in_all)
        .join(found, found.c.placement_id == Placement.id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .order_by(found.c.absence.desc(), Pupil.reference)
        .limit(MOST_ABSENT)
    ).all()
    lines = [line_of(read, row, Section.ATTENDANCE, absence=Absence(row.absence)) for row in rows]
    counted = rows[0]._mapping if rows else {}
    return lines, Counter({kind.value: int(counted[kind.value]) for kind in Absence if rows})
