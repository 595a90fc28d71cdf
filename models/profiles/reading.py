"""Reading a profile: who has read it, as they say while it is open or because the words are theirs; who has not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from models.change import Change, Read
from models.duties.overdue import days_late
from models.duties.profiles import known_of, mark_of, owe_reading, seen_as
from models.duties.reopen import reopen_duty
from models.names import first_name
from models.permission import Permission
from models.profiles.answers import answers_of
from models.requests.looks import record_looks
from models.rights import access_reason
from models.stays import visible
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement, current
from models.tables.profile import ProfileReading
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff

MOST_PUPILS = 80  # on one screen


@dataclass(frozen=True)
class Unread:
    """A pupil whose profile colleagues have still to read, each with the day by which and the school days of delay."""

    placement_id: str
    first_name: str
    reference: str
    readers: tuple[tuple[str, date, int], ...]


def record_reading(change: Change, placement_id: str, seen: str) -> bool:
    """Record that the actor has read the profile as it was shown to them, `seen`; False if it has changed meanwhile."""
    placement = visible(change, placement_id)
    if seen != seen_now(change, placement):
        return False
    _have_read(change, placement, seen, access_reason(change.relation(placement)))
    change.refresh()
    return True


def count_as_read(change: Change, placement: Placement, why: str) -> None:
    """Record that the actor has read the profile as it is now, since they wrote it or had it agreed: nobody asks them.

    It comes before `follow_profile`, which would ask them.
    """
    change.session.flush()
    if not has_read(change, placement):
        _have_read(change, placement, seen_now(change, placement), why)


def has_read(read: Read, placement: Placement) -> bool:
    """Return whether the actor has read every word of the profile, as before anything is written."""
    seen = seen_now(read, placement)
    return not seen or last_reading(read, placement, seen) is not None


def forget_reading(change: Change, placement: Placement, staff_id: str | None, at: datetime) -> None:
    """Delete a reading that went with what is undone, and ask its reader again."""
    theirs = ProfileReading.placement_id == placement.id, ProfileReading.staff_id == staff_id
    row = change.session.scalar(select(ProfileReading).where(*theirs, ProfileReading.read_at == at))
    if row is None:
        return
    asked = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.READ_PROFILE)
    asked = asked.where(Duty.about == staff_id, Duty.ending == Ending.DONE, Duty.done_on == row.on)
    ended = change.session.scalar(asked.order_by(Duty.added_at.desc()).limit(1))
    change.session.delete(row)
    if ended is not None and open_duty(change.session, DutyKind.READ_PROFILE, placement.id, ended.about) is None:
        reopen_duty(change, ended)
    owe_reading(change, [placement])


def _have_read(change: Change, placement: Placement, seen: str, why: str) -> None:
    reading = ProfileReading(placement_id=placement.id, staff_id=change.staff.id, seen=seen, on=change.today)
    reading.read_at = change.now
    change.record("profile:read", change.add(reading), pupil_id=placement.pupil_id, why=why)
    change.finish(DutyKind.READ_PROFILE, placement, about=change.staff.id)


def seen_now(read: Read, placement: Placement) -> str:
    """Return the mark of all that a profile says to the actor now; "" while there is nothing to read."""
    state = known_of(read, placement).state
    if state is None:
        return ""
    answers = answers_of(read, placement).values()
    said = [(one.heading, one.text, one.voice, one.said_on, one.asked_of, one.asked_on) for one in answers]
    return seen_as(state, mark_of((said, placement.sen)))


def last_reading(read: Read, placement: Placement, seen: str) -> date | None:
    """Return on which day the actor last read the profile, if that is how it is now, `seen`."""
    rows = select(ProfileReading.on, ProfileReading.seen).where(
        ProfileReading.placement_id == placement.id, ProfileReading.staff_id == read.actor.staff_id
    )
    last = read.session.execute(rows.order_by(ProfileReading.read_at.desc()).limit(1)).first()
    return last.on if last and last.seen == seen else None


def names_unread(read: Read, placement: Placement) -> tuple[str, ...]:
    """Return the colleagues who have still to read a profile, for those who may see that."""
    if not read.may(Permission.PROFILE_UNREAD, placement):
        return ()
    rows = select(Staff.name).join(Duty, Duty.owner_id == Staff.id).where(Duty.placement_id == placement.id)
    unread = rows.where(Duty.kind == DutyKind.READ_PROFILE, Duty.done_on.is_(None))
    return tuple(read.session.scalars(unread.order_by(Staff.name)))


def view_unread(change: Change) -> tuple[Sequence[Unread], int]:
    """Return the profiles that somebody has still to read, the most pressing first, and how many more there are.

    The look at each pupil who is shown is logged.
    """
    change.require(Permission.PROFILE_UNREAD)
    unread = Duty.placement_id, func.min(Duty.due_on)
    rows = select(*unread).join(Placement).join(Pupil).where(_is_unread(), current(change.today))
    rows = rows.group_by(Duty.placement_id, Pupil.reference)
    total = change.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    first = change.session.execute(rows.order_by(func.min(Duty.due_on), Pupil.reference).limit(MOST_PUPILS))
    found = _with_readers(change, [str(row[0]) for row in first])
    record_looks(change, "profile:unread_view", change.staff, [pupil_id for pupil_id, _ in found], "unread")
    return [one for _, one in found], total - len(found)


def _with_readers(read: Read, placement_ids: Sequence[str]) -> list[tuple[str, Unread]]:
    """Return these placements, in this order, each after its pupil's id and with who has still to read its profile."""
    rows = (
        select(Duty.placement_id, Duty.due_on, Staff.name, Placement.pupil_id, *LINE)
        .join(Staff, Staff.id == Duty.owner_id)
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(_is_unread(), Duty.placement_id.in_(placement_ids))
        .order_by(Duty.due_on, Staff.name)
    )
    theirs: dict[str, list[Any]] = {}
    for row in read.session.execute(rows):
        theirs.setdefault(row.placement_id, []).append(row)
    return [(theirs[one][0].pupil_id, _unread(read, theirs[one])) for one in placement_ids]


def _unread(read: Read, rows: Sequence[Any]) -> Unread:
    who = tuple((row.name, row.due_on, days_late(read, DutyKind.READ_PROFILE, row.due_on)) for row in rows)
    first = rows[0]
    return Unread(first.placement_id, first_name(first.preferred_name, first.forenames), first.reference, who)


def _is_unread() -> ColumnElement[bool]:
    return and_(Duty.kind == DutyKind.READ_PROFILE, Duty.done_on.is_(None))
