"""The contact log of a placement: every contact that was logged, the latest first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from models.change import Change, Read, own_undo_until
from models.permission import Permission
from models.stays import visible
from models.tables.contact import Attempt, Contact, Outcome, Reason, Way
from models.tables.placement import Placement
from models.tables.staff import Staff

MOST_ON_A_PAGE = 10
MOST_DIGITS = 6

_COLUMNS = (Attempt.id, Attempt.on, Attempt.way, Attempt.outcome, Attempt.reason, Attempt.view)
_LOGGED = (
    select(*_COLUMNS, Contact.name.label("whom"), Staff.name.label("by"), Attempt.by_id, Attempt.added_at)
    .outerjoin(Contact, Contact.id == Attempt.contact_id)
    .outerjoin(Staff, Staff.id == Attempt.by_id)
    .where(Attempt.placement_id == bindparam("placement_id"))
    .order_by(Attempt.on.desc(), Attempt.added_at.desc(), Attempt.id)
    .offset(bindparam("start"))
    .limit(bindparam("most"))
)
_LOGGED_IN_ALL = select(func.count()).select_from(Attempt).where(Attempt.placement_id == bindparam("placement_id"))


@dataclass(frozen=True)
class LoggedContact:
    """One contact that was logged: with whom, by whom, and what they said. `undo_until` is None if it is too late."""

    id: str
    on: date
    way: Way
    outcome: Outcome
    reason: Reason | None
    view: str | None
    whom: str | None
    by: str | None
    may_correct: bool
    undo_until: datetime | None


@dataclass(frozen=True)
class ContactLog:
    """One page of the contact log, which begins with the contact at the place `start` of `in_all`."""

    placement_id: str
    first_name: str
    reference: str
    logged: tuple[LoggedContact, ...]
    in_all: int
    start: int


def contact_log(change: Change, value: str) -> ContactLog:
    """Return the page of the log that `value`, "placement:start", asks for, and log the look at contacts."""
    placement_id, _, start = value.partition(":")
    placement = visible(change, placement_id)
    change.require(Permission.CONTACT_SEE, placement)
    change.record("contact:view", placement, pupil_id=placement.pupil_id, why="log")
    at = int(start) if start.isdecimal() and len(start) <= MOST_DIGITS else 0
    logged, in_all = logged_contacts(change, placement, MOST_ON_A_PAGE, at)
    return ContactLog(placement.id, placement.pupil.first_name, placement.pupil.reference, logged, in_all, at)


def logged_contacts(
    read: Read, placement: Placement, most: int, start: int = 0
) -> tuple[tuple[LoggedContact, ...], int]:
    """Return the latest contacts from this place on, and how many there are. The caller has checked the right."""
    stay = {"placement_id": placement.id}
    corrects_all = read.may(Permission.ATTEMPT_CORRECT, placement)
    is_over = not placement.is_current(read.today)
    found = tuple(
        LoggedContact(
            *row[:8],
            may_correct=not is_over and (corrects_all or row.by_id == read.actor.staff_id),
            undo_until=None if is_over else own_undo_until(read, row.by_id, row.added_at),
        )
        for row in read.session.execute(_LOGGED, stay | {"start": start, "most": most})
    )
    return found, read.session.scalar(_LOGGED_IN_ALL, stay) or 0
