"""Attempts to reach the people around a pupil, and what each of them leads to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from models.attempts.going_on import what_it_was_for
from models.attempts.none_involved import may_be_none
from models.attempts.steps import SIDE_OF, follow_step, step_ending
from models.change import Change, Read
from models.contacts.numbers import mark_wrong
from models.contacts.people import ContactShown, people_of
from models.errors import Absent, Refused
from models.permission import Permission
from models.requests.looks import record_looks
from models.reviews.parents_half import follow_attempt
from models.stays import check_day_of, placement_of
from models.tables.audit import Audit
from models.tables.contact import Attempt, Contact, Outcome, Reason, Side, Way
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.staff import Staff

SHOWN = 5
ONE_LOOK = timedelta(minutes=10)
ANYBODY = "side:"


@dataclass(frozen=True)
class NewAttempt:
    """An attempt as the form gives it. `whom` is a contact's id, or "side:family" for a person who is not a contact."""

    whom: str
    way: Way
    outcome: Outcome
    on: date
    view: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class PastAttempt:
    """An earlier attempt. `whom` is given only to those who may see the contact."""

    on: date
    way: Way
    outcome: Outcome
    whom: str | None
    by: str | None
    reason: Reason | None


@dataclass(frozen=True)
class AttemptPrefill:
    """What somebody needs before an attempt: the people to reach, and earlier attempts. `side` None is both sides.

    `none_involved` is the id of the step, if the actor can say instead that no professional is involved.
    """

    placement_id: str
    first_name: str
    reference: str
    side: Side | None
    people: tuple[ContactShown, ...]
    tried: tuple[PastAttempt, ...]
    tried_in_all: int
    sees_people: bool
    today: date
    none_involved: str | None = None


def attempt_prefill(change: Change, value: str) -> AttemptPrefill:
    """Prepare an attempt for the id of a duty or a placement, and log the look at contacts."""
    placement = placement_of(change, value)
    change.require(Permission.ATTEMPT_LOG, placement)
    duty = change.session.get(Duty, value)
    side = SIDE_OF.get(duty.kind) if duty else None
    sides = _sides_seen(change, placement, side)
    if sides:
        why = "attempt" if change.may(Permission.CONTACT_SEE, placement) else "step"
        change.record("contact:view", placement, pupil_id=placement.pupil_id, why=why)
    tried, in_all = _tried(change, placement.id, side, sides)
    people = _people(change, placement, sides)
    pupil = placement.pupil
    return AttemptPrefill(
        placement.id,
        pupil.first_name,
        pupil.reference,
        side,
        people,
        tried,
        in_all,
        bool(sides),
        change.today,
        duty.id if duty and may_be_none(change, duty, placement) else None,
    )


def log_attempt(change: Change, value: str, given: NewAttempt) -> dict[str, str | None]:
    """Save an attempt, and update the step, the family review and the number that was rung.

    Returns what to say of it: how the `step` ended, what it is for the `review`, who is to get a right `number`, and
    the kind and id of what they can go on to, `goes_on` and `duty`.
    """
    placement = placement_of(change, value)
    change.require(Permission.ATTEMPT_LOG, placement)
    contact, side = whom_of(change, placement, given.whom)
    check_day_of(change, placement, given.on, "That date is in the future. Log a contact once you have made it.")
    attempt = Attempt(
        placement_id=placement.id,
        contact_id=contact.id if contact else None,
        side=side,
        way=given.way,
        outcome=given.outcome,
        on=given.on,
        view=given.view,
        reason=given.reason,
        by_id=change.actor.staff_id,
        added_at=change.now,
    )
    before = step_ending(change, placement, side)
    change.add(attempt)
    step = follow_step(change, placement, side, before)
    review = follow_attempt(change, placement, attempt)
    number = follow_number_rung(change, placement, attempt)
    change.record("attempt:log", attempt, pupil_id=placement.pupil_id)
    goes_on = what_it_was_for(change, placement, attempt)
    after = {"goes_on": goes_on.kind.value, "duty": goes_on.id} if goes_on else {"goes_on": None, "duty": None}
    return {"step": step, "review": review, "number": number, **after}


def is_wrong_number(attempt: Attempt) -> bool:
    """Return whether somebody rang a number that does not work."""
    return attempt.way is Way.CALL and attempt.outcome is Outcome.WRONG_DETAILS


def follow_number_rung(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    """Mark the number of a contact that was rung in vain, and return who is to get a right one; None if it works."""
    if not is_wrong_number(attempt) or attempt.contact_id is None:
        return None
    return mark_wrong(change, placement, change.get(Contact, attempt.contact_id), attempt.on)


def whom_of(change: Change, placement: Placement, whom: str) -> tuple[Contact | None, Side]:
    """Return the contact that a form names, if it names one, and the side. Raises Refused if they are barred."""
    if whom.startswith(ANYBODY):
        return None, Side(whom.removeprefix(ANYBODY))
    contact = change.get(Contact, whom)
    if contact.pupil_id != placement.pupil_id or not _sides_seen(change, placement, contact.side):
        raise Absent
    if contact.removed_at is not None:
        raise Refused("This contact has been removed. Choose someone else.", field="whom")
    if contact.deceased:
        raise Refused(f"{contact.name} has died, by what is recorded. Choose someone else.", field="whom")
    if contact.do_not_contact and (reason := change.refusal_reason(Permission.CONTACT_BARRED, placement)):
        raise Refused(reason, field="whom")
    return contact, contact.side


def _sides_seen(read: Read, placement: Placement, side: Side | None) -> tuple[Side, ...]:
    """Return those of the sides whose contacts the actor may see: by right, or because they owe the step."""
    owed = _sides_owed(read, placement.id)
    wanted = (side,) if side else tuple(Side)
    return tuple(each for each in wanted if read.may(Permission.CONTACT_SEE, placement, own=each in owed))


def _sides_owed(read: Read, placement_id: str) -> set[Side]:
    """Return the sides that the actor is to reach. A step done today counts, so that an open form can be saved."""
    owed = select(Duty.kind).where(Duty.placement_id == placement_id, Duty.kind.in_(SIDE_OF))
    mine = owed.where(Duty.owner_id == read.actor.staff_id, func.coalesce(Duty.done_on, read.today) >= read.today)
    return {SIDE_OF[kind] for kind in read.session.scalars(mine)}


def _people(read: Read, placement: Placement, sides: Collection[Side]) -> tuple[ContactShown, ...]:
    everybody = people_of(read, placement.pupil_id) if sides else ()
    return tuple(person for person in everybody if person.side in sides)


def _tried(
    read: Read, placement_id: str, side: Side | None, seen: Collection[Side]
) -> tuple[tuple[PastAttempt, ...], int]:
    columns = (Attempt.on, Attempt.way, Attempt.outcome, Attempt.side, Contact.name, Staff.name, Attempt.reason)
    rows = (
        select(*columns, func.count().over())
        .outerjoin(Contact, Contact.id == Attempt.contact_id)
        .outerjoin(Staff, Staff.id == Attempt.by_id)
        .where(Attempt.placement_id == placement_id)
        .order_by(Attempt.on.desc(), Attempt.added_at.desc())
        .limit(SHOWN)
    )
    found = read.session.execute(rows.where(Attempt.side == side) if side else rows).all()
    tried = tuple(
        PastAttempt(on, way, outcome, name if of in seen else None, by, reason)
        for on, way, outcome, of, name, by, reason, _ in found
    )
    return tried, found[0][-1] if found else 0


def names_offered(change: Change, value: str, side: Side | None) -> tuple[ContactShown, ...]:
    """Return the contacts that the menu offers: nobody who has died, and none by name to those who may not see them.

    The look is logged, unless it is part of one that was just logged: the form opened, or a letter was typed.
    """
    placement = placement_of(change, value)
    sides = _sides_seen(change, placement, side)
    people = tuple(person for person in _people(change, placement, sides) if not person.deceased)
    just_now = select(Audit.id).where(Audit.pupil_id == placement.pupil_id, Audit.at > change.now - ONE_LOOK)
    of_mine = just_now.where(Audit.actor_id == change.actor.staff_id, Audit.verb == "contact:view")
    if people and change.session.scalar(of_mine.limit(1)) is None:
        record_looks(change, "contact:view", placement, [placement.pupil_id], why="attempt")
    return people
