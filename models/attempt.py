"""Attempts to reach the people around a pupil: contact finishes the step, three days without an answer end it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Look
from models.contact import Attempt, Contact, Outcome, Side, Way
from models.duty import Duty, DutyKind, Ending, open_duty
from models.errors import Absent, Refused
from models.people import Person, people_of
from models.permission import Permission
from models.placement import Placement
from models.referral import Referral
from models.staff import Staff
from models.stay import stay

ENOUGH_DAYS = 3
SHOWN = 5
STEP_OF = {Side.FAMILY: DutyKind.FAMILY, Side.PROFESSIONAL: DutyKind.PROFESSIONALS}
SIDE_OF = {kind: side for side, kind in STEP_OF.items()}
ANYBODY = "side:"


@dataclass(frozen=True)
class AttemptGiven:
    """What the form says; `whom` is a contact's id, or "side:family" for somebody who is not among the contacts."""

    whom: str
    way: Way
    outcome: Outcome
    on: date
    view: str | None = None


@dataclass(frozen=True)
class Tried:
    """An earlier attempt; `whom` only for those who may see contacts."""

    on: date
    way: Way
    outcome: Outcome
    whom: str | None
    by: str | None


@dataclass(frozen=True)
class Reaching:
    """What somebody needs who is about to try: whom there is, and what was tried; `side` None is both."""

    placement_id: str
    first_name: str
    reference: str
    side: Side | None
    people: tuple[Person, ...]
    tried: tuple[Tried, ...]
    tried_in_all: int
    sees_people: bool
    today: date


def reaching(change: Change, value: str) -> Reaching:
    """Prepare an attempt for a duty or a placement; that contacts were looked at is logged."""
    placement = stay(change, value)
    change.require(Permission.ATTEMPT_LOG, placement)
    duty = change.session.get(Duty, value)
    side = SIDE_OF.get(duty.kind) if duty else None
    sees = change.may(Permission.CONTACT_SEE, placement)
    if sees:
        change.record("contact:view", placement, pupil_id=placement.pupil_id, why="attempt")
    tried, in_all = _tried(change, placement.id, side, sees)
    people = people_of(change, placement.pupil_id, side) if sees else ()
    pupil = placement.pupil
    return Reaching(placement.id, pupil.first_name, pupil.reference, side, people, tried, in_all, sees, change.today)


def log_attempt(change: Change, value: str, given: AttemptGiven) -> str | None:
    """Keep an attempt and let the step follow; the step's ending, if this attempt ended it."""
    placement = stay(change, value)
    change.require(Permission.ATTEMPT_LOG, placement)
    contact, side = _whom(change, placement, given.whom)
    _check_day(change, placement, given.on)
    attempt = Attempt(
        placement_id=placement.id,
        contact_id=contact.id if contact else None,
        side=side,
        way=given.way,
        outcome=given.outcome,
        on=given.on,
        view=given.view,
        by_id=change.by.staff_id,
        added_at=change.now,
    )
    change.add(attempt)
    ending = _follow(change, placement, attempt)
    change.record("attempt:log", attempt, pupil_id=placement.pupil_id)
    return ending


def days_tried(look: Look, placement_id: str, side: Side) -> int:
    """On how many different days this side was tried."""
    days = select(func.count(Attempt.on.distinct()))
    return look.session.scalar(days.where(Attempt.placement_id == placement_id, Attempt.side == side)) or 0


def _whom(change: Change, placement: Placement, whom: str) -> tuple[Contact | None, Side]:
    if whom.startswith(ANYBODY):
        return None, Side(whom.removeprefix(ANYBODY))
    contact = change.get(Contact, whom)
    if contact.pupil_id != placement.pupil_id or not change.may(Permission.CONTACT_SEE, placement):
        raise Absent
    if contact.removed_at is not None:
        raise Refused("This contact was removed meanwhile. Choose somebody else.", field="whom")
    if contact.do_not_contact and (reason := change.why_not(Permission.CONTACT_BARRED, placement)):
        raise Refused(reason, field="whom")
    return contact, contact.side


def _check_day(change: Change, placement: Placement, on: date) -> None:
    if on > change.today:
        raise Refused("That day is still to come. Log an attempt once it was made.", field="on")
    received = change.session.scalar(select(Referral.received_on).where(Referral.placement_id == placement.id))
    if received is not None and on < received:
        raise Refused("That is before the referral came in. Check the date.", field="on")


def _follow(change: Change, placement: Placement, attempt: Attempt) -> str | None:
    kind = STEP_OF[attempt.side]
    if attempt.outcome is Outcome.SPOKE:
        return _reached(change, placement, kind)
    if days_tried(change, placement.id, attempt.side) < ENOUGH_DAYS:
        _show_again(change, placement, kind)
        return None
    return Ending.UNREACHABLE.value if change.finish(kind, placement, ending=Ending.UNREACHABLE) else None


def _reached(change: Change, placement: Placement, kind: DutyKind) -> str | None:
    """Contact finishes the step, also one that was given up before."""
    if change.finish(kind, placement) is not None:
        return Ending.DONE.value
    given_up = select(Duty).where(
        Duty.placement_id == placement.id, Duty.kind == kind, Duty.ending == Ending.UNREACHABLE
    )
    duty = change.session.scalar(given_up)
    if duty is None:
        return None
    change.close(duty)
    return Ending.DONE.value


def _show_again(change: Change, placement: Placement, kind: DutyKind) -> None:
    duty = open_duty(change.session, kind, placement.id)
    if duty is not None:
        change.revise(duty.owner_id)


def _tried(look: Look, placement_id: str, side: Side | None, sees: bool) -> tuple[tuple[Tried, ...], int]:
    rows = (
        select(Attempt.on, Attempt.way, Attempt.outcome, Contact.name, Staff.name, func.count().over())
        .outerjoin(Contact, Contact.id == Attempt.contact_id)
        .outerjoin(Staff, Staff.id == Attempt.by_id)
        .where(Attempt.placement_id == placement_id)
        .order_by(Attempt.on.desc(), Attempt.added_at.desc())
        .limit(SHOWN)
    )
    found = look.session.execute(rows.where(Attempt.side == side) if side else rows).all()
    tried = tuple(Tried(on, way, outcome, name if sees else None, by) for on, way, outcome, name, by, _ in found)
    return tried, found[0][-1] if found else 0


def names_offered(look: Look, value: str, side: Side | None) -> tuple[Person, ...]:
    """Whom the menu offers: nobody by name to those who may not see contacts."""
    placement = stay(look, value)
    return people_of(look, placement.pupil_id, side) if look.may(Permission.CONTACT_SEE, placement) else ()
