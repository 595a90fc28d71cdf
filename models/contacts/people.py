"""The people around a pupil: added, changed, removed and restored."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.contacts.numbers import drop_number, follow_new_contact, follow_number, owe_number
from models.contacts.professionals import owe_professionals
from models.duties.missing import follow_missing
from models.errors import Absent, Refused
from models.kept import Before, Written, keep_lost
from models.permission import Permission
from models.stays import placement_of, stay_of
from models.tables.contact import Contact
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.pupil import Pupil

MOST_CONTACTS = 50
FLAGS = ("parental_responsibility", "do_not_contact", "address_withheld", "deceased")
KEPT = ("name", "relation", "phone", "email", "prefers", *FLAGS)


@dataclass(frozen=True)
class ContactShown(ContactInput):
    """A contact, as shown to staff who may see contacts."""

    id: str = ""
    phone_wrong_on: date | None = None


@dataclass(frozen=True)
class Reach:
    """How and when to reach a contact, as a form gives it."""

    phone: str | None
    email: str | None
    prefers: str | None


@dataclass(frozen=True)
class ContactPrefill:
    """What the form for a contact opens with. `person` is None for a new one; `version` is the pupil record's."""

    placement_id: str
    first_name: str
    reference: str
    version: int
    person: ContactShown | None = None


def people_of(read: Read, pupil_id: str) -> tuple[ContactShown, ...]:
    """Return the contacts of a pupil in the order in which to try them. The caller must have checked the permission.

    Those whose number does not work come last but for those not to be contacted, and for those who have died.
    """
    columns = [getattr(Contact, name) for name in ContactShown.__dataclass_fields__]
    rows = select(*columns).where(Contact.pupil_id == pupil_id, Contact.removed_at.is_(None))
    last = (Contact.deceased, Contact.do_not_contact, Contact.phone_wrong_on.is_not(None))
    order = (Contact.side, Contact.parental_responsibility.desc(), Contact.added_at, Contact.id)
    rows = rows.order_by(*last, *order).limit(MOST_CONTACTS)
    return tuple(ContactShown(*row) for row in read.session.execute(rows))


def new_contact_prefill(change: Change, value: str) -> ContactPrefill:
    """Return what the form for a new contact opens with, given the id of a placement or of its duty."""
    return _prefill(change, placement_of(change, value), Permission.CONTACT_CHANGE)


def contact_prefill(change: Change, value: str) -> ContactPrefill:
    """Return what the form that changes a contact opens with, and log that the contact was viewed.

    `value` is the id of the contact, or of the duty to get a right number for them.
    """
    duty = change.session.get(Duty, value)
    return _prefill_of(change, duty.about if duty else value, Permission.CONTACT_CHANGE)


def reach_prefill(change: Change, contact_id: str) -> ContactPrefill:
    """Return what the form that puts right how to reach a contact opens with, and log that it was viewed."""
    return _prefill_of(change, contact_id, Permission.CONTACT_MEND)


def _prefill_of(change: Change, contact_id: str, right: Permission) -> ContactPrefill:
    contact, placement = _contact(change, contact_id)
    prepared = _prefill(change, placement, right, _person(contact))
    change.record("contact:view", contact, pupil_id=placement.pupil_id, why="change")
    return prepared


def add_person(change: Change, placement_id: str, given: ContactInput) -> str:
    """Add a contact and return its id. Raises Refused if the pupil has MOST_CONTACTS already."""
    placement = placement_of(change, placement_id)
    change.require(Permission.CONTACT_CHANGE, placement)
    if len(people_of(change, placement.pupil_id)) >= MOST_CONTACTS:
        raise Refused(f"There are {MOST_CONTACTS} contacts already. Remove one first.", field="full_name")
    contact = change.add(Contact(pupil_id=placement.pupil_id, added_at=change.now, **vars(given)))
    follow_new_contact(change, placement, contact)
    follow_missing(change, placement)
    change.touch(change.get(Pupil, placement.pupil_id))
    change.record("contact:add", contact, pupil_id=placement.pupil_id)
    return contact.id


def mend_person(change: Change, contact_id: str, given: Reach, version: int | None) -> None:
    """Put right how to reach a contact. Raises Conflict if the pupil's record was changed since the form was opened."""
    contact, placement = _contact(change, contact_id)
    change.require(Permission.CONTACT_MEND, placement)
    change.touch(change.get(Pupil, placement.pupil_id), version)
    _fill(change, placement, contact, given)
    change.record("contact:mend", contact, pupil_id=placement.pupil_id)


def change_person(change: Change, contact_id: str, given: ContactInput, version: int | None) -> None:
    """Change a contact. Raises Conflict if the pupil's record was changed since the form was opened."""
    contact, placement = _contact(change, contact_id)
    change.require(Permission.CONTACT_CHANGE, placement)
    change.touch(change.get(Pupil, placement.pupil_id), version)
    _fill(change, placement, contact, given)
    if contact.deceased:
        drop_number(change, placement, contact)
    change.record("contact:change", contact, pupil_id=placement.pupil_id)


def remove_person(change: Change, contact_id: str) -> None:
    """Remove a contact. The attempts to reach them are kept."""
    _keep(change, contact_id, kept=False)


def restore_person(change: Change, contact_id: str) -> None:
    """Restore a contact that was removed."""
    _keep(change, contact_id, kept=True)


def _fill(change: Change, placement: Placement, contact: Contact, given: ContactInput | Reach) -> None:
    """Write what a form gives into a contact, and keep what it said before."""
    number, before = contact.phone, Before.of(contact, *KEPT)
    for name, value in vars(given).items():
        setattr(contact, name, value)
    follow_number(change, placement, contact, number)
    owe_professionals(change, placement, contact)
    keep_lost(change, placement, before, f"Contact, {contact.name}", Written())


def _keep(change: Change, contact_id: str, *, kept: bool) -> None:
    contact, placement = _contact(change, contact_id, removed=True)
    change.require(Permission.CONTACT_CHANGE, placement)
    contact.removed_at = None if kept else contact.removed_at or change.now
    if not kept:
        drop_number(change, placement, contact)
    else:
        owe_professionals(change, placement, contact)
        if contact.phone_wrong_on is not None and not contact.deceased:
            owe_number(change, placement, contact)
    change.touch(change.get(Pupil, placement.pupil_id))
    change.record("contact:restore" if kept else "contact:remove", contact, pupil_id=placement.pupil_id)


def _contact(change: Change, contact_id: str, *, removed: bool = False) -> tuple[Contact, Placement]:
    contact = change.get(Contact, contact_id)
    if contact.removed_at is not None and not removed:
        raise Absent
    return contact, stay_of(change, contact.pupil_id)


def _prefill(
    change: Change, placement: Placement, right: Permission, person: ContactShown | None = None
) -> ContactPrefill:
    change.require(right, placement)
    pupil = placement.pupil
    return ContactPrefill(placement.id, pupil.first_name, pupil.reference, pupil.version, person)


def _person(contact: Contact) -> ContactShown:
    return ContactShown(**{name: getattr(contact, name) for name in ContactShown.__dataclass_fields__})
