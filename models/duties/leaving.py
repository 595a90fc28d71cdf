"""What is owed when a pupil leaves: the destination, the pack, the records with their days by law, and check-ins."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select

from models.change import Change, Read
from models.duties.kinds import KINDS, OF_LEAVING
from models.duties.owners import default_owner
from models.school.calendar import Calendar, moved
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.leaving import Departure, Leaving, LeavingReason, leaving_of
from models.tables.placement import Placement, Registration
from models.tables.staff import Staff

ON_ROLL = (Registration.SINGLE, Registration.MAIN)
WHERE_TO = (DutyKind.FIND_DESTINATION, DutyKind.DESTINATION)
CHECK_INS = {DutyKind.CHECK_IN_2: 2, DutyKind.CHECK_IN_6: 6}  # weeks after the last day


def kinds_owed(placement: Placement, leaving: Leaving) -> Iterator[DutyKind]:
    """Yield what this pupil's leaving owes. The transfer file is for whoever holds the roll."""
    if not leaving.is_known:
        yield DutyKind.FIND_DESTINATION
    elif leaving.confirmed_on is None:
        yield DutyKind.DESTINATION
    yield DutyKind.OWN_ASSESSMENT
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
            is_done = (
                leaving.is_known and kind in WHERE_TO and (kind is not DutyKind.DESTINATION or leaving.confirmed_on)
            )
            on = leaving.confirmed_on if kind is DutyKind.DESTINATION else None
            change.close_duty(duty, Ending.DONE if is_done else Ending.DROPPED, on)


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


def follow_leaving(change: Change, placement: Placement) -> None:
    """Bring up to date what leaving owes for a pupil who leaves or has left, as after another registration."""
    leaving = leaving_of(change.session, placement.id)
    if leaving is not None and leaving.how is Departure.LEFT:
        owe_leaving(change, placement, leaving)


def _ended(read: Read, leaving: Leaving) -> set[DutyKind]:
    """Return what was done for this leaving, or said to be not needed, or could not be found out.

    What was done for an earlier plan, which was dropped, is not among it, and no check-in until the last day.
    """
    rows = select(Duty.kind).where(Duty.placement_id == leaving.placement_id, Duty.kind.in_(OF_LEAVING))
    rows = rows.where(Duty.added_at >= leaving.added_at)
    is_final = or_(Duty.kind.not_in(WHERE_TO), Duty.ending != Ending.DONE)  # it is, while it stays known and confirmed
    is_after = or_(Duty.kind.not_in(CHECK_INS), Duty.done_on > leaving.on, Duty.ending == Ending.NOT_NEEDED)
    done = rows.where(Duty.done_on.is_not(None), Duty.ending != Ending.DROPPED, is_final, is_after)
    return set(read.session.scalars(done))
