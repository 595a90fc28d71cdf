"""What was given to whom, when and how. Who was given it in person was spoken to; a letter asks for no answer."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from models.attempts.log import NewAttempt, log_attempt
from models.change import Change, Read
from models.corrections.attempt import correct_attempt, drop_attempt, undo_attempt
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.documents.corrected import corrected_since
from models.errors import Refused
from models.permission import Permission
from models.progress.subject import may_correct
from models.stays import check_day_of, visible
from models.tables.contact import Attempt, Contact, Outcome, Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.placement import Placement
from models.tables.staff import Staff

MOST_SHOWN = 5
TOO_EARLY = "That date is in the future. Record it once it was given."


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
    """One document that was given, for the pupil's page; `to` is a name for those who may see contacts.

    `corrected_on` is when what it is made from was last corrected after that, if it was.
    """

    id: str
    kind: DocumentKind
    to: str
    on: date
    way: Way
    by: str | None
    may_correct: bool
    corrected_on: date | None


@dataclass(frozen=True)
class DocumentsPrefill:
    """A pupil for whom a document is made or was given; `days` is how long Slack may keep it."""

    placement_id: str
    first_name: str
    reference: str
    days: int


@dataclass(frozen=True)
class GivenToCorrect:
    """A document that was given, for the form that corrects it; `name` is of the contact who was given it."""

    undo_window: UndoWindow
    placement_id: str
    first_name: str
    reference: str
    given: GivenInput
    name: str


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
    check_day_of(change, placement, given.on, TOO_EARLY)
    row = GivenDocument(placement_id=placement.id, by_id=change.actor.staff_id, added_at=change.now)
    _fill(row, given, _contact(change, placement, given))
    if _is_contact(change, placement, given):
        row.attempt_id = _attempt(change, placement, given)
    change.add(row)
    change.record("document:give", row, pupil_id=placement.pupil_id, why=given.kind)
    return row.id


def given_to_correct(change: Change, given_id: str) -> GivenToCorrect:
    """Prepare the form that corrects a document that was given, and log the look."""
    row, placement = _given(change, given_id)
    require_correcting(change, placement, row)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="documents")
    contact = change.get(Contact, row.contact_id) if row.contact_id else None
    given = GivenInput(row.kind, Recipient(row.to), row.contact_id, row.on, row.way)
    pupil, name = placement.pupil, contact.name if contact else ""
    return GivenToCorrect(undo_window_of(change, row), placement.id, pupil.first_name, pupil.reference, given, name)


def correct_given(change: Change, given_id: str, given: GivenInput, why: str | None, version: int | None) -> None:
    """Correct what was given, with the contact that it counts as."""
    row, placement = _given(change, given_id)
    require_correcting(change, placement, row)
    check_day_of(change, placement, given.on, TOO_EARLY)
    contact, spoken = _contact(change, placement, given), row.attempt_id
    before = (row.contact_id, row.way, row.on)
    is_contact = _is_contact(change, placement, given)
    with correcting(change, row, why, version):
        _fill(row, given, contact)
        row.attempt_id = spoken if is_contact else None
    if spoken is not None and not is_contact:
        drop_attempt(change, spoken)
    elif spoken is not None and (row.contact_id, row.way, row.on) != before:
        said = change.get(Attempt, spoken)
        correct_attempt(change, spoken, replace(_spoken(given), view=said.view, reason=said.reason), why, None)
    elif spoken is None and is_contact:
        row.attempt_id = _attempt(change, placement, given)


def undo_given(change: Change, given_id: str) -> None:
    """Undo within ten minutes what its author recorded, with the contact that it counted as."""
    row, _ = _given(change, given_id)
    attempt_id = row.attempt_id
    take_back(change, row)
    if attempt_id is not None:
        undo_attempt(change, attempt_id)


def given_of(read: Read, placement: Placement) -> tuple[GivenShown, ...]:
    """Return the last documents that were given, the latest first; none to those who may not see them."""
    if not read.may(Permission.DOCUMENT_MAKE, placement):
        return ()
    is_current = placement.is_current(read.today)
    rows = (
        select(GivenDocument, Contact.name, Staff.name)
        .outerjoin(Contact, Contact.id == GivenDocument.contact_id)
        .outerjoin(Staff, Staff.id == GivenDocument.by_id)
        .where(GivenDocument.placement_id == placement.id)
        .order_by(GivenDocument.on.desc(), GivenDocument.added_at.desc())
        .limit(MOST_SHOWN)
    )
    found = read.session.execute(rows).all()
    corrected = corrected_since(read, placement.id, [row[0] for row in found])
    return tuple(
        GivenShown(
            row.id,
            row.kind,
            name or Recipient(row.to).in_line,
            row.on,
            row.way,
            by,
            may_correct(read, row.by_id) and (is_current or row.attempt_id is None),
            corrected.get(row.id),
        )
        for row, name, by in found
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


def _given(read: Read, given_id: str) -> tuple[GivenDocument, Placement]:
    row = read.get(GivenDocument, given_id)
    placement = visible(read, row.placement_id)
    read.require(Permission.DOCUMENT_MAKE, placement)
    return row, placement


def _fill(row: GivenDocument, given: GivenInput, contact: Contact | None) -> None:
    row.kind, row.to, row.on, row.way = given.kind, given.to, given.on, given.way
    row.contact_id = contact.id if contact else None


def _is_contact(read: Read, placement: Placement, given: GivenInput) -> bool:
    """Return whether somebody was spoken to: a letter asks for no answer."""
    return given.whom is not None and given.way is Way.MEETING and placement.is_current(read.today)


def _spoken(given: GivenInput) -> NewAttempt:
    return NewAttempt(given.whom or "", given.way, Outcome.SPOKE, given.on)


def _attempt(change: Change, placement: Placement, given: GivenInput) -> str | None:
    log_attempt(change, placement.id, _spoken(given))
    newest = select(Attempt.id).where(Attempt.placement_id == placement.id, Attempt.added_at == change.now)
    return change.session.scalar(newest.where(Attempt.contact_id == given.whom).limit(1))
