"""The pupils whose absence is alarming: counted for the channel, and named to those who see all pupils."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models.attendance.absences import absences
from models.attendance.rate import Absence
from models.change import Change, Read
from models.names import used_name
from models.permission import Permission
from models.requests.looks import record_looks
from models.school.school_year import year_in_line
from models.tables.placement import Placement
from models.tables.pupil import LINE, Pupil

MOST_ABSENT = 40


@dataclass(frozen=True)
class AbsentPupil:
    """One pupil with an alarm, for a private list."""

    placement_id: str
    name: str
    year: str
    reference: str
    absence: Absence


def count_absences(read: Read) -> Counter[str]:
    """Return how many pupils have an alarm of each kind; the channel learns no more."""
    found = absences(read.today)
    rows = read.session.execute(select(found.c.absence, func.count()).group_by(found.c.absence))
    return Counter({str(absence): count for absence, count in rows})


def view_absences(change: Change) -> tuple[Sequence[AbsentPupil], int]:
    """Return the pupils with an alarm, severe absence first, and how many more there are; log the look at each."""
    change.require(Permission.COHORT_SEE)
    found = absences(change.today)
    rows = change.session.execute(
        select(Placement.id, Placement.pupil_id, *LINE, found.c.absence, func.count().over().label("in_all"))
        .join(found, found.c.placement_id == Placement.id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .order_by(found.c.absence.desc(), Pupil.surname, Pupil.forenames, Placement.id)
        .limit(MOST_ABSENT)
    ).all()
    record_looks(change, "attendance:alarms", change.staff, [row.pupil_id for row in rows], "absence")
    lines = [
        AbsentPupil(
            row.id,
            used_name(row.preferred_name, row.forenames, row.surname),
            year_in_line(row, change.today),
            row.reference,
            Absence(row.absence),
        )
        for row in rows
    ]
    return lines, rows[0].in_all - len(rows) if rows else 0
