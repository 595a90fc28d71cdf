"""Handing over all that somebody owes in one gesture, which the colleague takes on or declines in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.assign import AssignedDuty, assigned_duty
from models.duties.hand_over import FOLLOWED_FOR, check_rights, colleague_to_ask, own_open_duty
from models.duties.heirs import reassign
from models.duties.kinds import KINDS, PERSONAL
from models.duties.overdue import days_late
from models.duties.owed_words import owed_in_words
from models.errors import Refused
from models.rights import refusal_reason
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from models.tables.staff import Staff

OFFERED = "nudge.offers"


@dataclass(frozen=True)
class OfferedDuty:
    """One thing of several that are offered, with as much of the pupil as a direct message may hold."""

    what: str
    first_name: str | None
    reference: str | None
    due_on: date
    late: int


@dataclass(frozen=True)
class OffersShown:
    """What one colleague has asked another to take on and is still unanswered, most pressing first, and the notes."""

    owner: str
    duties: tuple[OfferedDuty, ...]
    notes: tuple[str, ...]


def duty_to_hand_over(read: Read, duty_id: str) -> tuple[AssignedDuty, int]:
    """Return one of the actor's duties, and how many they can hand over. Raises Refused if it is done or not theirs."""
    own_open_duty(read, duty_id)
    owed = select(func.count()).select_from(Duty).where(Duty.done_on.is_(None), Duty.kind.not_in(PERSONAL))
    return assigned_duty(read, duty_id), read.session.scalar(owed.where(Duty.owner_id == read.actor.staff_id)) or 0


def offer_all(change: Change, duty_id: str, staff_id: str, note: str | None = None) -> int:
    """Offer all that the actor owes to a colleague, and return how much stays as the colleague could not do it.

    `duty_id` is the duty from which they asked.
    """
    own_open_duty(change, duty_id)
    colleague = colleague_to_ask(change, staff_id)
    rows = select(Duty, Placement.pupil_id).outerjoin(Placement, Placement.id == Duty.placement_id)
    mine = rows.where(Duty.owner_id == change.staff.id, Duty.done_on.is_(None), Duty.kind.not_in(PERSONAL))
    owed = change.session.execute(mine).all()
    may = colleague.relation(own=True)
    offered = [(duty, pupil_id) for duty, pupil_id in owed if refusal_reason(KINDS[duty.kind].right, may) is None]
    if not offered:
        check_rights(owed[0][0].kind, colleague, field="colleague")
    for duty, pupil_id in offered:
        change.refresh(duty.offered_to_id)
        duty.offered_to_id, duty.offer_note = colleague.id, note
        change.record("duty:offer", duty, pupil_id=pupil_id)
    pupils = {pupil_id for _, pupil_id in offered}
    change.say(OFFERED, colleague, about=change.staff.id, pupils=pupils, live_until=change.now + FOLLOWED_FOR)
    change.refresh(change.staff.id, colleague.id)
    return len(owed) - len(offered)


def accept_all(change: Change, owner_id: str) -> None:
    """Take over all that a colleague has offered to the actor, and tell the colleague."""
    offered = _offered_to_me(change, owner_id)
    for duty, pupil_id in offered:
        reassign(change, duty, change.staff.id)
        change.record("duty:accept", duty, pupil_id=pupil_id)
    _answer(change, "nudge.accept_all", owner_id, len(offered))


def decline_all(change: Change, owner_id: str) -> None:
    """Decline all that a colleague has offered to the actor, and tell the colleague, who keeps it."""
    offered = _offered_to_me(change, owner_id)
    for duty, pupil_id in offered:
        duty.offered_to_id = None
        change.record("duty:decline", duty, pupil_id=pupil_id)
    change.refresh(owner_id, change.staff.id)
    _answer(change, "nudge.decline_all", owner_id, len(offered))


def offers_shown(read: Read, owner_id: str, to_id: str | None) -> OffersShown:
    """Return what a colleague has offered to `to_id` and is still unanswered."""
    rows = select(Duty, Pupil, Placement.left_on).outerjoin(Placement, Placement.id == Duty.placement_id)
    rows = rows.outerjoin(Pupil, Pupil.id == Placement.pupil_id)
    rows = rows.where(Duty.owner_id == owner_id, Duty.offered_to_id == to_id, Duty.done_on.is_(None))
    found = read.session.execute(rows.order_by(Duty.due_on, Duty.id)).all()
    lines = (
        OfferedDuty(
            duty.what or owed_in_words(read, duty, left_on),
            pupil.first_name if pupil else None,
            pupil.reference if pupil else None,
            duty.due_on,
            days_late(read, duty.kind, duty.due_on),
        )
        for duty, pupil, left_on in found
    )
    notes = dict.fromkeys(duty.offer_note for duty, _, _ in found if duty.offer_note)
    return OffersShown(read.get(Staff, owner_id).name, tuple(lines), tuple(notes))


def _offered_to_me(change: Change, owner_id: str) -> Sequence[tuple[Duty, str | None]]:
    rows = select(Duty, Placement.pupil_id).outerjoin(Placement, Placement.id == Duty.placement_id)
    mine = rows.where(Duty.owner_id == owner_id, Duty.offered_to_id == change.staff.id, Duty.done_on.is_(None))
    offered = [(duty, pupil_id) for duty, pupil_id in change.session.execute(mine)]
    if not offered:
        raise Refused("None of this is on offer to you any more.")
    return offered


def _answer(change: Change, kind: str, owner_id: str, count: int) -> None:
    change.say(kind, change.get(Staff, owner_id), about=f"{change.staff.id}:{count}")
