"""Numbers that do not work: marked beside the contact, and a right one owed by the office until there is one."""

from datetime import date

from sqlalchemy import select

from models.change import Change
from models.contacts.professionals import owe_professionals
from models.duties.kinds import KINDS
from models.duties.owners import default_owner
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Placement
from models.tables.staff import Staff


def mark_wrong(change: Change, placement: Placement, contact: Contact, on: date) -> str:
    """Mark a contact's number as one that did not work that day, owe a right one, and return who owes it."""
    contact.phone_wrong_on = on if contact.phone else None
    return owe_number(change, placement, contact)


def owe_number(change: Change, placement: Placement, contact: Contact) -> str:
    """Owe a right number for a contact, and return the name of who owes it: whoever does already, else the office."""
    duty = _owed(change, placement, contact.id)
    owner = change.get(Staff, duty.owner_id) if duty else default_owner(change, DutyKind.NUMBER, placement)
    if duty is None:
        days = KINDS[DutyKind.NUMBER].days or 0
        due_on = change.calendar.add_school_days(change.today, days)
        duty = change.owe(DutyKind.NUMBER, placement, owner, due_on, since=change.today, days=days, about=contact.id)
        duty.what = _in_words(contact)
    return owner.name


def follow_number(change: Change, placement: Placement, contact: Contact, before: str | None) -> None:
    """End what is owed once a contact has another number than `before`; without any, it is still owed."""
    duty = _owed(change, placement, contact.id)
    is_new = contact.phone != before
    if is_new:
        contact.phone_wrong_on = None
    if duty is not None and is_new and contact.phone:
        change.close_duty(duty)
    elif duty is not None:
        duty.what = _in_words(contact)


def follow_new_contact(change: Change, placement: Placement, contact: Contact) -> None:
    """End what is owed for others in the family once there is somebody else in it with a number to ring.

    A professional is to be contacted, if until now none was involved.
    """
    owe_professionals(change, placement, contact)
    if contact.side is Side.FAMILY and contact.phone and not (contact.do_not_contact or contact.deceased):
        family = select(Contact.id).where(Contact.pupil_id == placement.pupil_id, Contact.side == Side.FAMILY)
        _close(change, placement, Ending.DONE, *change.session.scalars(family))


def drop_number(change: Change, placement: Placement, contact: Contact) -> None:
    """Drop what is owed for a contact, as for one who was removed."""
    _close(change, placement, Ending.DROPPED, contact.id)


def forget_wrong(change: Change, placement: Placement, contact: Contact, on: date) -> None:
    """Take the mark of that day off a contact's number, and drop what is owed for it: it was logged by mistake."""
    if contact.phone_wrong_on in (on, None):
        contact.phone_wrong_on = None
        drop_number(change, placement, contact)


def _close(change: Change, placement: Placement, ending: Ending, *contact_ids: str) -> None:
    owed = open_duties(placement.id, DutyKind.NUMBER).where(Duty.about.in_(contact_ids))
    for duty in change.session.scalars(owed).all():
        change.close_duty(duty, ending)


def _owed(change: Change, placement: Placement, contact_id: str) -> Duty | None:
    return change.session.scalar(open_duties(placement.id, DutyKind.NUMBER).where(Duty.about == contact_id))


def _in_words(contact: Contact) -> str:
    return f"{KINDS[DutyKind.NUMBER].label} for {contact.name}"
