"""What is owed when a pupil leaves: the destination, the pack, the records with their days by law, and check-ins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from models.change import Change, Read
from models.duties.kinds import KINDS, OF_LEAVING
from models.duties.owners import default_owner
from models.duties.reopen import reopen_duty
from models.errors import Absent, Refused
from models.school.calendar import Calendar, moved
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.leaving import Leaving, LeavingReason, leaving_of
from models.tables.placement import Placement, Registration
from models.tables.staff import Staff

# Items that end by a day on which somebody did them; those of the law must say why they are late.
STATUTORY = (DutyKind.DELETION, DutyKind.CTF, DutyKind.CP_FILE)
ITEMS = (DutyKind.PACK, *STATUTORY)
ON_ROLL = (Registration.SINGLE, Registration.MAIN)
CHECK_INS = {DutyKind.CHECK_IN_2: 2, DutyKind.CHECK_IN_6: 6}  # weeks after the last day


@dataclass(frozen=True)
class ItemPrefill:
    """One thing to do when a pupil leaves, for the form that records the day on which it was done."""

    duty_id: str
    kind: DutyKind
    first_name: str
    reference: str
    home_school: str
    is_dual: bool
    last_day: date
    due_on: date


def kinds_owed(placement: Placement, leaving: Leaving) -> Iterator[DutyKind]:
    """Yield what this pupil's leaving owes. The transfer file is for whoever holds the roll."""
    if leaving.confirmed_on is None:
        yield DutyKind.DESTINATION
    yield DutyKind.PACK
    if placement.registration is not Registration.NONE and leaving.reason is not LeavingReason.END_OF_SCHOOL:
        yield DutyKind.DELETION
    if placement.registration in ON_ROLL:
        yield DutyKind.CTF
    yield DutyKind.CP_FILE
    yield from CHECK_INS


def due_on(kind: DutyKind, last_day: date, calendar: Calendar) -> date:
    """Return the pupil day by which something is owed for a pupil with this last day."""
    if (days := KINDS[kind].days) is not None:
        return calendar.add_school_days(last_day, days)
    if kind in CHECK_INS:
        return calendar.on_or_after(moved(last_day, 7 * CHECK_INS[kind]))
    return calendar.on_or_before(last_day)


def owe_leaving(change: Change, placement: Placement, leaving: Leaving) -> None:
    """Open, move or drop what leaving owes. What was done stays done, whatever becomes of the last day."""
    change.session.flush()
    owed, ended = set(kinds_owed(placement, leaving)), _ended(change, leaving)
    for kind in OF_LEAVING:
        duty = open_duty(change.session, kind, placement.id)
        if kind in owed and kind not in ended:
            owe_item(change, placement, leaving, kind, change.get(Staff, duty.owner_id) if duty else None)
        elif duty is not None:
            is_confirmed = kind is DutyKind.DESTINATION and leaving.confirmed_on is not None
            on = leaving.confirmed_on if is_confirmed else None
            change.close_duty(duty, Ending.DONE if is_confirmed else Ending.DROPPED, on)


def owe_what_is_ahead(change: Change, placement: Placement, leaving: Leaving) -> None:
    """Open what leaving owes from today on, for a plan that was made before Halfterm knew of it."""
    for kind in kinds_owed(placement, leaving):
        if due_on(kind, leaving.on, change.calendar) >= change.today:
            owe_item(change, placement, leaving, kind)


def owe_item(
    change: Change, placement: Placement, leaving: Leaving, kind: DutyKind, owner: Staff | None = None
) -> None:
    """Open or move one thing that leaving owes; without an owner it goes to whose kind of duty it is."""
    days = KINDS[kind].days
    owner = owner or default_owner(change, kind, placement)
    since = leaving.on if days else None
    change.owe(kind, placement, owner, due_on(kind, leaving.on, change.calendar), since=since, days=days)


def drop_leaving(change: Change, placement: Placement) -> None:
    """Drop what leaving owes, for a pupil who stays after all."""
    for duty in change.session.scalars(open_duties(placement.id, *OF_LEAVING)).all():
        change.close_duty(duty, Ending.DROPPED)


def item_prefill(read: Read, duty_id: str) -> ItemPrefill:
    """Return one thing to do for the form that records it. Raises Refused without the right, or once it has ended."""
    duty, placement, leaving = _item(read, duty_id)
    pupil, is_dual = placement.pupil, placement.registration is Registration.SUBSIDIARY
    return ItemPrefill(
        duty.id,
        duty.kind,
        pupil.first_name,
        pupil.reference,
        placement.home_school,
        is_dual,
        leaving.on,
        duty.due_on,
    )


def record_item(change: Change, duty_id: str, on: date, told: str | None, why: str | None) -> None:
    """Record the day on which something was done, to whom it went and, after the day of the law, why so late."""
    duty, placement, _ = _item(change, duty_id)
    if on > change.today:
        raise Refused("That date is in the future. Record it once it is done.", field="on")
    if duty.kind in STATUTORY and on > duty.due_on and why is None:
        raise Refused("That is after the day it was due. Say why.", field="why")
    if duty.kind is not DutyKind.CP_FILE:
        duty.told = told
    duty.why = why
    change.close_duty(duty, on=on)
    change.record("leaving:item", duty, pupil_id=placement.pupil_id)


def take_back_item(change: Change, duty_id: str) -> None:
    """Owe something again that was recorded by mistake. Raises Refused without the right to do it."""
    duty = change.get(Duty, duty_id)
    placement = change.get(Placement, duty.placement_id)
    _require(change, duty, placement)
    if duty.kind not in ITEMS or duty.ending is not Ending.DONE:
        raise Refused("There is nothing here to take back. Open the pupil's page again to see how it stands.")
    duty.why, duty.told = None, None
    reopen_duty(change, duty)
    change.record("leaving:item_undo", duty, pupil_id=placement.pupil_id)


def _item(read: Read, duty_id: str) -> tuple[Duty, Placement, Leaving]:
    duty = read.get(Duty, duty_id)
    placement = read.get(Placement, duty.placement_id)
    leaving = leaving_of(read.session, placement.id)
    if duty.kind not in ITEMS or leaving is None:
        raise Absent
    _require(read, duty, placement)
    if duty.done_on is not None:
        raise Refused("This has ended already. Open the pupil's page to see how.")
    return duty, placement, leaving


def _require(read: Read, duty: Duty, placement: Placement) -> None:
    read.require(KINDS[duty.kind].right, placement, own=duty.owner_id == read.by.staff_id)


def _ended(read: Read, leaving: Leaving) -> set[DutyKind]:
    """Return what was done for this leaving, or said to be not needed, or could not be found out.

    What was done for an earlier plan, which was dropped, is not among it.
    """
    rows = select(Duty.kind).where(Duty.placement_id == leaving.placement_id, Duty.kind.in_(OF_LEAVING))
    rows = rows.where(Duty.added_at >= leaving.added_at)
    is_final = or_(Duty.kind != DutyKind.DESTINATION, Duty.ending != Ending.DONE)  # it is, while it stays confirmed
    return set(read.session.scalars(rows.where(Duty.done_on.is_not(None), Duty.ending != Ending.DROPPED, is_final)))
