"""Colleagues who are away until a day: nothing is asked of them, and what is due is offered to whoever covers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from models.change import Change, Read
from models.duties.heirs import reassign
from models.duties.kinds import KINDS, PERSONAL
from models.duties.owed_words import owed_in_words
from models.duties.profiles import owe_reading_of_cover
from models.errors import Refused
from models.permission import Permission
from models.rights import refusal_reason
from models.school.calendar import in_full, moved
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.staff import Staff, active_staff

COVER = "staff.cover"
FURTHEST = 365  # days: a mistyped year would keep everything that they owe from being asked for


def set_away(change: Change, staff_id: str, back_on: date | None, cover_id: str | None) -> None:
    """Say until when a colleague is away and who covers, or with None that they are not. What is due is offered."""
    change.require(Permission.STAFF_CHANGE)
    staff = change.get(Staff, staff_id)
    if back_on is not None and back_on <= change.today:
        raise Refused("Choose a day after today: the first day on which they are back.", field="back_on")
    if back_on is not None and back_on > moved(change.today, FURTHEST):
        raise Refused("That is more than a year away. Check the year.", field="back_on")
    cover = change.get(Staff, cover_id) if cover_id else None
    if cover is not None and (cover.id == staff.id or not cover.active or cover.is_away(change.today)):
        raise Refused("Choose a colleague who is here.", field="cover")
    if back_on is None:
        _come_back(change, staff)
        return
    change.touch(staff)
    staff.away_since = staff.away_since if staff.is_away(change.today) else change.today
    staff.away_until, staff.cover_id = back_on, cover.id if cover else None
    change.record("staff:away", staff)
    _wait_for(change, staff, back_on)
    _offer(change, staff)
    owe_reading_of_cover(change, staff)
    change.refresh(staff.id)


def follow_absences(change: Change) -> None:
    """Offer what has become due of those who are away, and give back what was covered to those who are here again."""
    away = [staff for staff in active_staff(change.session) if staff.away_until is not None]
    for staff in away:
        if staff.away_until is not None and staff.is_away(change.today):
            _wait_for(change, staff, staff.away_until)
            _offer(change, staff)
        else:
            _come_back(change, staff)


def refuse_if_away(read: Read, staff: Staff, *, field: str) -> None:
    """Refuse, in this form field, to offer anything to somebody who is away."""
    if staff.away_until is not None and staff.is_away(read.today):
        raise Refused(f"{staff.name} is away, and back on {in_full(staff.away_until)}.", field=field)


def covered(read: Read, staff_id: str, cover_id: str | None) -> Sequence[Duty]:
    """Return what somebody who is away owes and is offered to this colleague, most pressing first."""
    owed = select(Duty).where(*_offered(staff_id, cover_id))
    return read.session.scalars(owed.order_by(Duty.due_on, Duty.id)).all()


def covered_in_words(read: Read, staff_id: str, cover_id: str | None) -> list[tuple[str, date]]:
    """Return the same in words, each with its due date."""
    rows = select(Duty, Placement.left_on).outerjoin(Placement, Placement.id == Duty.placement_id)
    rows = rows.where(*_offered(staff_id, cover_id)).order_by(Duty.due_on, Duty.id)
    return [(owed_in_words(read, duty, last_day), duty.due_on) for duty, last_day in read.session.execute(rows)]


def take_cover(change: Change, staff_id: str) -> int:
    """Take on all that is offered to the actor of what a colleague owes who is away, and return how much it is."""
    staff = change.get(Staff, staff_id)
    duties = covered(change, staff_id, change.actor.staff_id) if staff.cover_id == change.staff.id else ()
    if not duties:
        raise Refused("None of this is on offer to you any more.")
    for duty in duties:
        reassign(change, duty, change.staff.id)
        duty.covered_for_id = duty.covered_for_id or staff_id  # whom it goes back to in the end
        change.record("duty:accept", duty)
    return len(duties)


def _offered(staff_id: str, cover_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return Duty.owner_id == staff_id, Duty.offered_to_id == cover_id, Duty.done_on.is_(None)


def _offer(change: Change, staff: Staff) -> None:
    """Offer to whoever covers what is due by the next school day and has not been offered to them."""
    cover = change.session.get(Staff, staff.cover_id) if staff.cover_id else None
    if cover is None or not cover.active or cover.is_away(change.today):
        return
    until = change.calendar.add_school_days(change.today, 1)
    owed = select(Duty).where(Duty.owner_id == staff.id, Duty.done_on.is_(None), Duty.due_on <= until)
    owed = owed.where(Duty.kind.not_in(PERSONAL))
    new = [duty for duty in change.session.scalars(owed).all() if duty.offered_to_id != cover.id]
    may = cover.relation(own=True)
    new = [duty for duty in new if refusal_reason(KINDS[duty.kind].right, may) is None]
    for duty in new:
        duty.offered_to_id = cover.id
        change.record("duty:offer", duty)
    if new:
        change.say(COVER, cover, about=staff.id, key=f"cover:{staff.id}:{change.today}")
        change.refresh(staff.id, cover.id)


def _wait_for(change: Change, staff: Staff, back_on: date) -> None:
    """Count what falls due while somebody is away as late with them only from the day on which they are back."""
    fell_due = (Duty.due_on <= change.today, Duty.due_on < back_on)
    owed = select(Duty).where(Duty.owner_id == staff.id, Duty.done_on.is_(None), *fell_due)
    owed = owed.where(func.coalesce(Duty.covered_for_id, staff.id) == staff.id)  # the others go back to somebody else
    was_theirs = or_(Duty.passed_on.is_(None), Duty.passed_on <= Duty.due_on, Duty.is_uncovered)
    owed = owed.where(was_theirs)  # what was late before it came to them stays so
    owed = owed if staff.away_since is None else owed.where(Duty.due_on >= staff.away_since)
    for duty in change.session.scalars(owed).all():
        duty.passed_on, duty.covered_for_id = back_on, staff.id


def _come_back(change: Change, staff: Staff) -> None:
    """Have somebody back: what is still open of what was covered is theirs again, and nothing more is on offer."""
    _wait_for(change, staff, change.today)
    covered_for = select(Duty).where(Duty.covered_for_id == staff.id, Duty.done_on.is_(None), ~Duty.is_uncovered)
    for duty in change.session.scalars(covered_for).all():
        duty.covered_for_id = None
        reassign(change, duty, staff.id)
    for duty in covered(change, staff.id, staff.cover_id) if staff.cover_id else ():
        duty.offered_to_id = None
    change.touch(staff)
    staff.away_until = staff.away_since = staff.cover_id = None
    owe_reading_of_cover(change, staff)
    change.record("staff:back", staff)
    change.refresh(staff.id)
