"""Which stay somebody means: by its own id, or by the id of something that is owed for it."""

from datetime import date

from sqlalchemy import select

from models.change import Read
from models.errors import Absent, Refused
from models.permission import Permission
from models.tables.duty import Duty
from models.tables.placement import Placement, current
from models.tables.referral import Referral


def placement_of(read: Read, value: str) -> Placement:
    """The placement of a button's value, which is its id or a duty's; Absent once it is over or there is none."""
    duty = read.session.get(Duty, value)
    placement = read.get(Placement, duty.placement_id if duty else value)
    if not placement.is_current(read.today):
        raise Absent
    return placement


def stay_of(read: Read, pupil_id: str) -> Placement:
    """The stay of a pupil that is not over, the latest if there were two; Absent where there is none."""
    here = select(Placement).where(Placement.pupil_id == pupil_id, current(read.today))
    placement = read.session.scalar(here.order_by(Placement.added_at.desc(), Placement.id).limit(1))
    if placement is None:
        raise Absent
    return placement


def check_day_of(read: Read, placement: Placement, on: date, too_early: str) -> None:
    """Refused, beside `on`, for what is said to have been done on a day to come, or before the referral."""
    if on > read.today:
        raise Refused(too_early, field="on")
    received = read.session.scalar(select(Referral.received_on).where(Referral.placement_id == placement.id))
    if received is not None and on < received:
        raise Refused("That is before the referral came in. Check the date.", field="on")


def visible(read: Read, placement_id: str) -> Placement:
    """The stay; one that is over is there only for who may see past pupils."""
    placement = read.get(Placement, placement_id)
    if not placement.is_current(read.today) and not read.may(Permission.PAST_SEE):
        raise Absent
    read.require(Permission.SUMMARY_SEE)
    return placement
