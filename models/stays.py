"""Finding the placement that is meant, by its own id, by the id of a duty, or by its pupil."""

from datetime import date

from sqlalchemy import ColumnElement, select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.permission import Permission
from models.school.calendar import in_full
from models.tables.duty import Duty
from models.tables.placement import Placement, Teaching, current
from models.tables.referral import Referral
from models.tables.taught import Taught


def placement_of(read: Read, value: str) -> Placement:
    """Return the open placement behind a button's value, which is the id of a placement or of a duty.

    Raises Absent if the placement is over or there is none.
    """
    placement = meant(read, value)
    if not placement.is_current(read.today):
        raise Absent(placement.pupil_id)
    return placement


def stay_of(read: Read, pupil_id: str) -> Placement:
    """Return the open placement of a pupil, the latest if there are two. Raises Absent if there is none."""
    here = select(Placement).where(Placement.pupil_id == pupil_id, current(read.today))
    placement = read.session.scalar(here.order_by(Placement.added_at.desc(), Placement.id).limit(1))
    if placement is None:
        raise Absent
    return placement


def received_on(read: Read, placement: Placement) -> date | None:
    """Return the day on which the referral came in."""
    return read.session.scalar(select(Referral.received_on).where(Referral.placement_id == placement.id))


def here_since(placement: Placement) -> str | None:
    """Return since when the pupil is here, for the middle of a sentence; None until the placement has begun."""
    if placement.begun_on is None:
        return None
    return f"{'in school' if placement.in_school_on else 'on roll'} since {in_full(placement.begun_on)}"


def check_day_of(read: Read, placement: Placement, on: date, too_early: str, field: str = "on") -> None:
    """Refuse a date, at `field`, that is still to come (in the words `too_early`) or before the referral."""
    if on > read.today:
        raise Refused(too_early, field=field)
    received = received_on(read, placement)
    if received is not None and on < received:
        raise Refused("That is before the referral came in. Check the date.", field=field)


def visible(read: Read, value: str) -> Placement:
    """Return the placement behind a button's value, open or past, which anybody on the staff may read in outline.

    Raises Absent for a past one that the actor may not see.
    """
    placement = meant(read, value)
    if not placement.is_current(read.today) and not read.may(Permission.PAST_SEE):
        raise Absent(placement.pupil_id)
    read.require(Permission.SUMMARY_SEE)
    return placement


def meant(read: Read, value: str) -> Placement:
    """Return the placement behind a button's value, open or past. The caller must check the permission."""
    duty = read.session.get(Duty, value)
    return read.get(Placement, duty.placement_id if duty else value)


def first_name_meant(read: Read, value: str) -> str:
    """Return the first name of the pupil behind a button's value, to whoever has just saved something about them."""
    return meant(read, value).pupil.first_name


def end_teaching(change: Change, *which: ColumnElement[bool]) -> None:
    """End what is taught, and keep that it was; what began today was never taught."""
    for one in change.session.scalars(select(Teaching).where(*which)).all():
        if one.since != change.today:
            past = Taught(placement_id=one.placement_id, staff_id=one.staff_id, subject=one.subject)
            past.since, past.until = one.since, change.today
            change.session.add(past)
        change.session.delete(one)
    change.session.flush()
