"""What Heads are told of pupils who leave: no destination is known, or a pupil who left attends nowhere."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.permission import Role
from models.tables.correction import Correction
from models.tables.duty import DutyKind, open_duty
from models.tables.leaving import CheckIn, CheckInOutcome, Leaving, leaving_of
from models.tables.message import Message
from models.tables.placement import Placement
from models.tables.staff import Staff, active_staff

NO_DESTINATION, NOT_ATTENDING = "leave.no_destination", "leave.not_attending"


OwedBy = tuple[str, date]  # a colleague's name, and the due date


@dataclass(frozen=True)
class LeaverTold:
    """A pupil who leaves, with as much as a direct message may hold; `last_day` is None once they stay.

    `is_absent` says whether a check-in still says that they attend nowhere. `finds` is who is to find out where they go
    on to and by when, `tells` who tells the local authority: None if another school holds the roll, or once it is done.
    """

    placement_id: str
    first_name: str
    reference: str
    last_day: date | None
    is_over: bool
    is_known: bool
    is_absent: bool = False
    finds: OwedBy | None = None
    tells: OwedBy | None = None


def warn_heads(change: Change, placement: Placement, leaving: Leaving | None) -> None:
    """Tell every Head of a leaver without a known destination, or bring up to date what they were told of this plan."""
    rows = select(Message).where(Message.about == placement.id, Message.kind == NO_DESTINATION)
    told = [one for one in change.session.scalars(rows) if leaving is None or _is_of(one, placement, leaving)]
    for head in active_staff(change.session, Role.HEAD):
        keys = [one.key for one in told if one.to_id == head.id]
        if leaving is not None and not (leaving.is_known or keys):
            keys = [f"{NO_DESTINATION}:{leaving.id}:{head.id}"]
        for key in keys:
            change.say(NO_DESTINATION, head, about=placement.id, pupils=[placement.pupil_id], key=key)


def _is_of(told: Message, placement: Placement, leaving: Leaving) -> bool:
    """Return whether a message is about this plan to leave. Those of earlier versions name the placement alone."""
    _, about, _ = (told.key or "::").split(":")
    return about == leaving.id or (about == placement.id and told.added_at >= leaving.added_at)


def warn_of_absence(change: Change, pupil_id: str, check_in_id: str, *, is_absent: bool) -> None:
    """Tell every Head that a pupil who left attends nowhere, or bring up to date what they were told of that."""
    rows = select(Message.to_id).where(Message.about == check_in_id, Message.kind == NOT_ATTENDING)
    told = set(change.session.scalars(rows))
    for head in active_staff(change.session, Role.HEAD):
        if is_absent or head.id in told:
            key = f"{NOT_ATTENDING}:{check_in_id}:{head.id}"
            change.say(NOT_ATTENDING, head, about=check_in_id, pupils=[pupil_id], key=key)


def leaver_told(read: Read, placement_id: str) -> LeaverTold | None:
    """Return a leaver for the message about them; None if the placement is gone."""
    placement = read.session.get(Placement, placement_id)
    if placement is None:
        return None
    leaving, pupil = leaving_of(read.session, placement.id), placement.pupil
    return LeaverTold(
        placement.id,
        pupil.first_name,
        pupil.reference,
        leaving.on if leaving else None,
        not placement.is_current(read.today),
        leaving is not None and leaving.is_known,
        finds=_owed(read, placement, DutyKind.FIND_DESTINATION),
        tells=_owed(read, placement, DutyKind.DELETION),
    )


def _owed(read: Read, placement: Placement, kind: DutyKind) -> OwedBy | None:
    duty = open_duty(read.session, kind, placement.id)
    return (read.get(Staff, duty.owner_id).name, duty.due_on) if duty else None


def absentee_told(read: Read, check_in_id: str) -> LeaverTold | None:
    """Return the pupil of a check-in that found, or seemed to find, them attending nowhere; None if they are gone."""
    check_in = read.session.get(CheckIn, check_in_id)
    undone = select(Correction.placement_id).where(Correction.thing_id == check_in_id, Correction.undone)
    placement_id = check_in.placement_id if check_in else read.session.scalar(undone)
    told = leaver_told(read, placement_id) if placement_id else None
    is_absent = check_in is not None and check_in.outcome is CheckInOutcome.NOT_ATTENDING
    return replace(told, is_absent=is_absent) if told else None
