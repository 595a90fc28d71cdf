"""What was given to whom, when and how. Who was given it in person was spoken to; a letter asks for no answer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from models.attempts.log import NewAttempt, log_attempt
from models.change import Change, Read, own_undo_until
from models.corrections.attempt import undo_attempt
from models.corrections.history import take_back
from models.errors import Refused
from models.permission import Permission
from models.stays import check_day_of, visible
from models.tables.contact import Attempt, Contact, Outcome, Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.placement import Placement
from models.tables.staff import Staff

MOST_SHOWN = 5


class Recipient(StrEnum):
    """Whom a document was given to."""

    PUPIL = "pupil"
    CONTACT = "contact"
    HOME_SCHOOL = "home_school"
    COMMISSIONER = "commissioner"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "pupil": "The pupil",
            "contact": "Somebody around the pupil",
            "home_school": "The home school",
            "commissioner": "Whoever placed the pupil",
        }[self.value]

    @property
    def in_line(self) -> str:
        """The same in the middle of a line."""
        return self.label[0].lower() + self.label[1:]


@dataclass(frozen=True)
class GivenInput:
    """What the form says; `whom` is the id of a contact, for Recipient.CONTACT alone."""

    kind: DocumentKind
    to: Recipient
    whom: str | None
    on: date
    way: Way


@dataclass(frozen=True)
class GivenShown:
    """One document that was given, for the pupil's page; `to` is a name for those who may see contacts."""

    id: str
    kind: DocumentKind
    to: str
    on: date
    way: Way
    by: str | None
    can_undo: bool


@dataclass(frozen=True)
class DocumentsPrefill:
    """A pupil for whom a document is made or was given; `days` is how long Slack may keep it."""

    placement_id: str
    first_name: str
    reference: str
    days: int


def documents_prefill(change: Change, placement_id: str) -> DocumentsPrefill:
    """Prepare either form, and log the look. Raises Refused for those who may not see all that documents say."""
    placement = visible(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="documents")
    return DocumentsPrefill(
        placement.id, placement.pupil.first_name, placement.pupil.reference, change.school.document_days
    )


def give_document(change: Change, placement_id: str, given: GivenInput) -> str:
    """Record that somebody was given a document, and return its id. Nobody barred or dead is ever given one."""
    placement = visible(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    check_day_of(change, placement, given.on, "That date is in the future. Record it once it was given.")
    contact = _contact(change, placement, given)
    row = GivenDocument(placement_id=placement.id, kind=given.kind, to=given.to, on=given.on, way=given.way)
    if contact is not None:
        row.contact_id = contact.id
        if given.way is Way.MEETING and placement.is_current(change.today):
            row.attempt_id = _attempt(change, placement, contact, given)
    row.by_id, row.added_at = change.by.staff_id, change.now
    change.add(row)
    change.record("document:give", row, pupil_id=placement.pupil_id, why=given.kind)
    return row.id


def undo_given(change: Change, given_id: str) -> None:
    """Undo within ten minutes what its author recorded, with the contact that it counted as."""
    row = change.get(GivenDocument, given_id)
    change.require(Permission.DOCUMENT_MAKE, change.get(Placement, row.placement_id))
    attempt_id = row.attempt_id
    take_back(change, row)
    if attempt_id is not None:
        undo_attempt(change, attempt_id)


def given_of(read: Read, placement: Placement) -> tuple[GivenShown, ...]:
    """Return the last documents that were given, the latest first; none to those who may not see them."""
    if not read.may(Permission.DOCUMENT_MAKE, placement):
        return ()
    rows = (
        select(GivenDocument, Contact.name, Staff.name)
        .outerjoin(Contact, Contact.id == GivenDocument.contact_id)
        .outerjoin(Staff, Staff.id == GivenDocument.by_id)
        .where(GivenDocument.placement_id == placement.id)
        .order_by(GivenDocument.on.desc(), GivenDocument.added_at.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        GivenShown(
            row.id,
            row.kind,
            name or Recipient(row.to).in_line,
            row.on,
            row.way,
            by,
            own_undo_until(read, row.by_id, row.added_at) is not None,
        )
        for row, name, by in read.session.execute(rows)
    )


def _contact(change: Change, placement: Placement, given: GivenInput) -> Contact | None:
    if given.to is not Recipient.CONTACT:
        if given.whom is not None:
            raise Refused("Leave this empty, or choose “Somebody around the pupil” above.", field="whom")
        return None
    contact = change.session.get(Contact, given.whom or "")
    if contact is None or contact.pupil_id != placement.pupil_id:
        raise Refused("Choose by name whom it was given to.", field="whom")
    if contact.removed_at is not None or contact.deceased or contact.do_not_contact:
        raise Refused("Nothing may be given to this person. Choose someone else, and tell a Head.", field="whom")
    if contact.address_withheld and given.way is Way.LETTER:
        raise Refused("Their address is confidential: nothing may be posted to them.", field="way")
    return contact


def _attempt(change: Change, placement: Placement, contact: Contact, given: GivenInput) -> str | None:
    log_attempt(change, placement.id, NewAttempt(contact.id, given.way, Outcome.SPOKE, given.on))
    newest = select(Attempt.id).where(Attempt.placement_id == placement.id, Attempt.added_at == change.now)
    return change.session.scalar(newest.where(Attempt.contact_id == contact.id).limit(1))
