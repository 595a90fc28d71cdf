"""Another date of birth for a pupil: it is checked, and one that moves the year group needs a reason."""

from datetime import date

from models.change import Read
from models.errors import Refused
from models.referrals.refer import check_born
from models.school.school_year import SCHOOL_AGE, nc_year, year_label


def check_birth(read: Read, before: date, now: date, why: str | None) -> None:
    """Refuse a date that cannot be right, and one that moves the pupil to another year group until it is said why."""
    check_born(read, now)
    was, year = nc_year(before, read.today), nc_year(now, read.today)
    if was == year or why is not None:
        return
    if year in SCHOOL_AGE:
        moves = f"in {year_label(year)}, and not in {year_label(was)} as before"
    else:
        moves = f"out of school age: {year_label(year)}, and not {year_label(was)} as before"
    raise Refused(f"By this date they are {moves}. If the date is right, give the reason.", field="changed")
