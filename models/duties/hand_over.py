"""What owners can do with a duty instead of doing it: put it off for some days, or offer it to a colleague."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select

from models.change import Change, Read
from models.duties.cover import refuse_if_away
from models.duties.heirs import reassign
from models.duties.kinds import KINDS
from models.duties.overdue import days_late
from models.duties.owed_words import last_day_of, owed_in_words
from models.errors import Refused
from models.rights import refusal_reason
from models.school.calendar import in_full
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.staff import Staff

SNOOZES = (1, 3, 5)
ENDED = {
    Ending.DONE: "This was done",
    Ending.UNREACHABLE: "This ended as could not be reached",
    Ending.DECLINED: "They declined this",
    Ending.NOT_NEEDED: "This was ended as not needed",
    Ending.NONE_INVOLVED: "This ended as none is involved",
    Ending.DROPPED: "This was no longer needed",
    Ending.LEFT: "This ended as the pupil left",
    Ending.WITHDRAWN: "This ended as the referral was withdrawn",
    Ending.TURNED_DOWN: "This ended as the referral was declined",
}
# How long a message about an offer or an assignment is kept up to date.
FOLLOWED_FOR = timedelta(days=30)


class OfferState(StrEnum):
    """What has become of an offer."""

    OPEN = "open"
    TAKEN = "taken"
    OVER = "over"
    DONE = "done"


@dataclass(frozen=True)
class OfferShown:
    """An offer, with as much of the pupil as a direct message may hold; `note` is for whoever was asked last."""

    kind: DutyKind
    what: str
    first_name: str | None
    reference: str | None
    due_on: date
    owner: str
    colleague: str
    state: OfferState
    done_on: date | None
    ending: Ending | None
    late: int
    note: str | None


def snooze(change: Change, duty_id: str, school_days: int) -> None:
    """Put off one of the actor's duties for this many school days. Raises Refused for a duty with a legal date."""
    duty = own_open_duty(change, duty_id)
    if school_days not in SNOOZES:
        raise Refused("Choose one of the days listed.")
    if KINDS[duty.kind].is_legal:
        raise Refused("This is a legal deadline, so it cannot be put off.")
    duty.snoozed_until = change.calendar.add_school_days(change.today, school_days)
    change.record("duty:snooze", duty, pupil_id=pupil_of(change, duty))
    change.refresh(duty.owner_id)


def offer_duty(change: Change, duty_id: str, staff_id: str, note: str | None = None) -> None:
    """Offer one of the actor's duties to a colleague, who is asked. Until they accept, it stays with the actor.

    Only the colleague reads the note.
    """
    duty = own_open_duty(change, duty_id)
    colleague = colleague_to_ask(change, staff_id)
    if duty.offered_to_id == colleague.id and duty.offer_note == note:
        return
    check_rights(duty.kind, colleague, field="colleague")
    before, duty.offered_to_id, duty.offer_note = duty.offered_to_id, colleague.id, note
    pupil_id = pupil_of(change, duty)
    change.say(
        "nudge.offer",
        colleague,
        about=duty.id,
        pupils=[pupil_id],
        live_until=change.now + FOLLOWED_FOR,
    )
    change.record("duty:offer", duty, pupil_id=pupil_id)
    change.refresh(duty.owner_id, colleague.id, before)


def colleague_to_ask(read: Read, staff_id: str) -> Staff:
    """Return a colleague whom the actor can ask to take something on. Raises Refused if they have left or are away."""
    colleague = read.get(Staff, staff_id)
    if not colleague.active:
        raise Refused("That person is no longer on the staff.", field="colleague")
    if colleague.id == read.actor.staff_id:
        raise Refused("This is already yours. Choose a colleague.", field="colleague")
    refuse_if_away(read, colleague, field="colleague")
    return colleague


def accept_offer(change: Change, duty_id: str) -> None:
    """Take over a duty that was offered to the actor, and tell its former owner."""
    duty = _offered_to_me(change, duty_id)
    before = duty.owner_id
    reassign(change, duty, change.staff.id)
    _answered(change, duty, before, "accept")


def decline_offer(change: Change, duty_id: str) -> None:
    """Decline a duty that was offered to the actor, and tell its owner, who keeps it."""
    duty = _offered_to_me(change, duty_id)
    duty.offered_to_id = None
    change.refresh(duty.owner_id, change.actor.staff_id)
    _answered(change, duty, duty.owner_id, "decline")


def offer_shown(read: Read, duty_id: str, to_id: str | None) -> OfferShown:
    """Return the offer of a duty to `to_id` as it stands now."""
    duty = read.get(Duty, duty_id)
    owner, colleague = read.get(Staff, duty.owner_id), read.get(Staff, to_id)
    pupil = read.get(Placement, duty.placement_id).pupil if duty.placement_id else None
    state = _state(duty, to_id)
    return OfferShown(
        kind=duty.kind,
        what=owed_in_words(read, duty, last_day_of(read, duty)),
        first_name=pupil.first_name if pupil else None,
        reference=pupil.reference if pupil else None,
        due_on=duty.due_on,
        owner=owner.name,
        colleague=colleague.name,
        state=state,
        done_on=duty.done_on,
        ending=duty.ending,
        late=days_late(read, duty.kind, duty.due_on, duty.done_on),
        note=duty.offer_note if state in (OfferState.OPEN, OfferState.TAKEN) else None,
    )


def own_open_duty(read: Read, duty_id: str) -> Duty:
    """Return an open duty of the actor's. Raises Refused, saying what became of it, if it is done or passed on."""
    duty = read.get(Duty, duty_id)
    owner = read.get(Staff, duty.owner_id).name
    if duty.done_on is not None:
        ended = ENDED[duty.ending or Ending.DONE]
        raise Refused(f"{ended} on {in_full(duty.done_on)}, when it was with {owner}. There is nothing left to do.")
    if duty.owner_id != read.actor.staff_id:
        raise Refused(f"{owner} has this now, so there is nothing for you to do.")
    return duty


def check_rights(kind: DutyKind, to: Staff, *, field: str) -> None:
    """Refuse, in this form field, to give a duty to somebody who could not do it even as its owner."""
    if KINDS[kind].is_personal:
        raise Refused("Everybody reads the learning profile for themselves, so it cannot be handed over.", field=field)
    reason = refusal_reason(KINDS[kind].right, to.relation(own=True))
    if reason is not None:
        raise Refused(reason, field=field)


def pupil_of(read: Read, duty: Duty) -> str | None:
    """Return the id of the pupil whom a duty is about, or None."""
    return read.session.scalar(select(Placement.pupil_id).where(Placement.id == duty.placement_id))


def _state(duty: Duty, to_id: str | None) -> OfferState:
    if duty.owner_id == to_id:
        return OfferState.TAKEN
    if duty.done_on is not None:
        return OfferState.DONE
    return OfferState.OPEN if duty.offered_to_id == to_id else OfferState.OVER


def _offered_to_me(change: Change, duty_id: str) -> Duty:
    duty = change.get(Duty, duty_id)
    if duty.done_on is not None:
        raise Refused("That has ended already, so there is nothing left to do.")
    if duty.offered_to_id != change.actor.staff_id:
        raise Refused("This is no longer on offer to you.")
    return duty


def _answered(change: Change, duty: Duty, before_id: str, answer: str) -> None:
    pupil_id = pupil_of(change, duty)
    change.record(f"duty:{answer}", duty, pupil_id=pupil_id)
    change.say(
        f"nudge.{answer}",
        change.get(Staff, before_id),
        about=f"{duty.id}:{change.actor.staff_id}",
        pupils=[pupil_id],
    )
