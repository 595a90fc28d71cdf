"""A pupil's attendance as a page or a review shows it: now, beside the rate at entry, and in all weeks known."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.attendance.rate import (
    FEWEST,
    Absence,
    Sessions,
    Week,
    absence_of,
    change_in_words,
    points_in_words,
    recent,
    summed,
)
from models.attendance.weeks import weeks_of
from models.change import Read
from models.permission import Permission
from models.tables.placement import Placement


@dataclass(frozen=True)
class AttendanceShown:
    """What is known of a pupil's attendance: `whole` in all weeks, `now` in the last ones if they say anything."""

    whole: Sessions
    now: Sessions | None
    at_entry: float | None
    absence: Absence | None
    fewest: int = FEWEST

    @property
    def change(self) -> str | None:
        """How the present rate differs from that at entry, in words; None if one is unknown.

        A fall that is an alarm always has its number.
        """
        if self.now is None or self.at_entry is None:
            return None
        change = round((self.now.percent - self.at_entry) * 10)
        if self.absence is Absence.FALLEN:
            return points_in_words(change)
        return change_in_words(change, self.now.offered)


def show_attendance(read: Read, placement: Placement) -> AttendanceShown | None:
    """Return a pupil's attendance; None for those who may not see the placement, and before any session is known."""
    if not read.may(Permission.STAY_SEE, placement):
        return None
    return attendance_in(read, placement, weeks_of(read, placement.id))


def attendance_in(read: Read, placement: Placement, known: Sequence[Week]) -> AttendanceShown | None:
    """Return what these weeks say of a placement. The caller has checked the right to see it."""
    weeks = [week for week in known if week.offered]
    if not weeks:
        return None
    now = recent(weeks, min(placement.left_on or read.today, read.today))
    absence = absence_of(now.offered, now.attended, placement.attendance) if now else None
    return AttendanceShown(summed(weeks), now, placement.attendance, absence)
