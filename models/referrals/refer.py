"""Referrals: opening a placement, and the duties that are owed from that moment."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from models import names
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.duties.due_dates import StepDays, counted_from, due_dates
from models.duties.exclusion import COUNTS_AS_EXCLUDED, counts_as_excluded, owe_education
from models.duties.kinds import STEPS
from models.errors import Refused
from models.permission import Permission
from models.school.calendar import moved
from models.statutory.owed import follow_legal_dates
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.contact import Contact, Flag
from models.tables.placement import Placement, PlacementType, Registration, SenStatus
from models.tables.pupil import Pupil, take_upn, unused_reference
from models.tables.referral import Referral
from models.tables.staff import first_head
from models.upn import is_temporary

OLDEST, YOUNGEST = 20, 3
# Days: a date with a mistyped year is about twelve months away.
LONG_AGO, SOON = 300, 60
OTHER_UPN = (
    "This pupil's record has another UPN. Clear it here and refer; the office can then put the UPN right on the "
    "pupil's page."
)


@dataclass(frozen=True)
class NewReferral:
    """A referral, as a form gives it: its first page, and whatever else was known."""

    full_name: str
    born_on: date
    home_school: str
    registration: Registration
    reason: str
    contacts: tuple[ContactInput, ...] = ()
    preferred_name: str | None = None
    upn: str | None = None
    referrer: str | None = None
    received_on: date | None = None
    type: PlacementType | None = None
    excluded_on: date | None = None
    barriers: frozenset[BarrierKind] = field(default_factory=frozenset)
    attendance: float | None = None
    sen: SenStatus | None = None
    medical_need: str | None = None
    looked_after: bool | None = None


def refer(change: Change, given: NewReferral, pupil_id: str | None = None) -> str:
    """Open a placement for a new pupil, or for one who has been here before, and return its id."""
    change.require(Permission.REFER)
    check(change, given)
    pupil = _known_pupil(change, pupil_id, given) if pupil_id else _new_pupil(change, given)
    placement = _open_placement(change, pupil, given)
    _keep_referral(change, placement, given)
    _keep_contacts(change, pupil, given)
    for kind in sorted(given.barriers):
        change.add(
            Barrier(placement_id=placement.id, kind=kind, status=BarrierStatus.REFERRER_SAYS, changed_at=change.now)
        )
    owe_steps(change, placement, given.received_on or change.today)
    change.record("referral:make", placement, pupil_id=pupil.id)
    return placement.id


def owe_steps(change: Change, placement: Placement, received_on: date) -> None:
    """Open the duties of a referral, owned by the Head until somebody delegates, and tell the Head.

    They are the admission steps and, after an exclusion, education by the legal day. Raises Refused without a Head.
    """
    owner = first_head(change.session)
    if owner is None:
        raise Refused("There is no Head yet to take the first step. Whoever runs Halfterm needs to set HALFTERM_HEADS.")
    days = StepDays.read(change.school.step_days)
    due = due_dates(received_on, days, change.calendar, change.school.digest_weekday, change.today)
    for kind in STEPS:
        since = counted_from(kind, received_on, change.today)
        change.owe(kind, placement, owner, due[kind], since=since, days=days.get(kind))
    owe_education(change, placement)
    follow_legal_dates(change, placement)
    change.say("refer.new", owner, about=placement.id, pupils=[placement.pupil_id])


def check(change: Change, given: NewReferral) -> None:
    """Refuse a referral with a date that cannot be right."""
    check_born(change, given.born_on)
    if given.received_on is not None:
        check_received(change, given.received_on)
    if given.excluded_on is not None:
        check_excluded(change, given.excluded_on)
    check_why_here(given.type, given.excluded_on)


def check_born(read: Read, born_on: date) -> None:
    """Refuse a date of birth that does not give a pupil's age, YOUNGEST to OLDEST years."""
    if not YOUNGEST <= (read.today - born_on).days // 365 <= OLDEST:
        raise Refused("Check the date of birth: no pupil is that age.", field="born_on")


def check_received(change: Change, received_on: date) -> None:
    """Refuse a day of receipt that is in the future, or so long ago that the year must be mistyped."""
    if received_on > change.today:
        raise Refused("A referral cannot be received in the future.", field="received_on")
    if received_on < moved(change.today, -LONG_AGO):
        raise Refused("That is nearly a year ago, or longer. Check the year.", field="received_on")


def check_excluded(change: Change, excluded_on: date) -> None:
    """Refuse a day of exclusion so far away that the sixth day would be counted from a mistyped year."""
    if excluded_on > moved(change.today, SOON):
        raise Refused(f"That is more than {SOON} days ahead. Check the date.", field="excluded_on")
    if excluded_on < moved(change.today, -LONG_AGO):
        raise Refused("That is nearly a year ago, or longer. Check the year.", field="excluded_on")


def check_why_here(why_here: PlacementType | None, excluded_on: date | None, *, field: str = "type") -> None:
    """Refuse, beside this field, a placement for a medical need that has a day of exclusion."""
    if counts_as_excluded(why_here, excluded_on):
        raise Refused(COUNTS_AS_EXCLUDED, field=field)


def _new_pupil(change: Change, given: NewReferral) -> Pupil:
    forenames, surname = names.split(given.full_name)
    pupil = Pupil(
        reference=unused_reference(change.session),
        forenames=forenames,
        surname=surname,
        preferred_name=given.preferred_name,
        born_on=given.born_on,
        added_at=change.now,
    )
    take_upn(change.session, change.add(pupil), given.upn)
    return pupil


def _known_pupil(change: Change, pupil_id: str, given: NewReferral) -> Pupil:
    """Return a known pupil with the UPN and a first preferred name; the name and date of birth stay as they are.

    A new spelling is somebody's decision, not a side effect.
    """
    pupil = change.get(Pupil, pupil_id)
    change.touch(pupil)
    pupil.preferred_name = pupil.preferred_name or given.preferred_name
    known = pupil.upn if given.upn not in (None, pupil.upn, pupil.former_upn) else None
    if given.upn and known and not (is_temporary(known) or is_temporary(given.upn)):
        raise Refused(OTHER_UPN, field="upn")
    take_upn(change.session, pupil, given.upn)
    return pupil


def _open_placement(change: Change, pupil: Pupil, given: NewReferral) -> Placement:
    placement = Placement(
        pupil_id=pupil.id,
        home_school=given.home_school,
        registration=given.registration,
        type=given.type,
        excluded_on=given.excluded_on,
        attendance=given.attendance,
        sen=given.sen,
        medical_need=given.medical_need,
        looked_after=given.looked_after,
        added_at=change.now,
    )
    return change.add(placement)


def _keep_referral(change: Change, placement: Placement, given: NewReferral) -> None:
    change.add(
        Referral(
            placement_id=placement.id,
            received_on=given.received_on or change.today,
            referrer=given.referrer,
            reason=given.reason,
            made_by_id=change.actor.staff_id,
            added_at=change.now,
        )
    )


def _keep_contacts(change: Change, pupil: Pupil, given: NewReferral) -> None:
    here = select(Contact).where(Contact.pupil_id == pupil.id, Contact.removed_at.is_(None))
    known = {contact.name.casefold(): contact for contact in change.session.scalars(here)}
    for contact in given.contacts:
        before = known.get(contact.name.casefold())
        if before is None or (before.phone and contact.phone and before.phone != contact.phone):
            new = change.add(Contact(pupil_id=pupil.id, added_at=change.now, **vars(contact)))
            _keep_flags(new, before or contact)
        else:
            _complete(before, contact)


def _complete(known: Contact, given: ContactInput) -> None:
    for name in ("relation", "phone", "email", "address", "interpreter"):
        setattr(known, name, getattr(known, name) or getattr(given, name))
    _keep_flags(known, given)


def _keep_flags(contact: Contact, other: Contact | ContactInput) -> None:
    """Set each flag that either has: an earlier "do not contact" outlives a referral that does not mention it."""
    for flag in Flag:
        setattr(contact, flag, getattr(contact, flag) or getattr(other, flag))
