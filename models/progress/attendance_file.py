"""The file of weekly attendance, a row for each week of a current placement, as the import reads it back."""

from sqlalchemy import select

from models.change import Change, Read
from models.permission import Permission
from models.progress.table import EXPORTED
from models.tables.placement import AttendanceWeek, Placement, current
from models.tables.pupil import Pupil

HEADING = (
    "UPN", "Legal surname", "Legal forenames", "Date of birth", "Week beginning", "Sessions offered",
    "Sessions attended",
)  # fmt: skip
ATTENDANCE = "attendance"


def export_attendance(change: Change) -> None:
    """Log that attendance is exported. Raises Refused for those who may not see all pupils."""
    change.require(Permission.COHORT_SEE)
    change.record(EXPORTED, change.staff, why=ATTENDANCE)


def attendance_rows(read: Read) -> list[tuple[str, ...]]:
    """Return the rows of the file, with their heading."""
    read.require(Permission.COHORT_SEE)
    week = AttendanceWeek
    rows = (
        select(Pupil.upn, Pupil.surname, Pupil.forenames, Pupil.born_on, week.week, week.offered, week.attended)
        .join(Placement, Placement.pupil_id == Pupil.id)
        .join(week, week.placement_id == Placement.id)
        .where(current(read.today))
        .order_by(Pupil.surname, Pupil.forenames, Pupil.id, week.week)
    )
    return [
        HEADING,
        *(
            (
                *(row.upn or "", row.surname, row.forenames, f"{row.born_on:%d/%m/%Y}"),
                *(f"{row.week:%d/%m/%Y}", str(row.offered), str(row.attended)),
            )
            for row in read.session.execute(rows)
        ),
    ]
