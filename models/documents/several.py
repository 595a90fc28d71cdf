"""Documents for all pupils of somebody at once: made in one file, and given, in a fixed number of statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from sqlalchemy import Select, select

from models.change import Change, Read
from models.documents.given import Recipient
from models.documents.make import gather
from models.errors import Denied, Refused
from models.permission import Permission
from models.rights import refusal_reason
from models.tables.contact import Contact, Side, Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import Pupil
from models.tables.referral import Referral

MOST = 60
# The support plan and the leaving pack are looked through one by one; an invitation has a day of its own.
FOR_SEVERAL = (DocumentKind.LETTER, DocumentKind.CARD, DocumentKind.REPORT, DocumentKind.PROFILE)
POSTED = (Way.LETTER, Way.EMAIL)


class Whose(StrEnum):
    """Whose pupils a document is for."""

    KEYWORKER = "keyworker"
    TAUGHT = "taught"
    ALL = "all"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "keyworker": "Pupils I am keyworker for",
            "taught": "Pupils I teach",
            "all": "All current pupils",
        }[self.value]


class Receivers(StrEnum):
    """Who, of each pupil, was given a document."""

    PUPIL = "pupil"
    FAMILY = "family"
    HOME_SCHOOL = "home_school"
    COMMISSIONER = "commissioner"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "pupil": "Each pupil",
            "family": "The family: everyone with parental responsibility",
            "home_school": "Each home school",
            "commissioner": "Whoever placed each pupil",
        }[self.value]


@dataclass(frozen=True)
class Pupils:
    """Which pupils: those of the actor, or of a colleague by the id of their row."""

    whose: Whose
    colleague_id: str | None = None


@dataclass(frozen=True)
class OneOfSeveral:
    """What a document says of one of several pupils."""

    first_name: str
    reference: str
    facts: Mapping[str, object]


class GivenToSeveral(TypedDict):
    """What was given: how many, and the references of pupils of whom nobody could be given it."""

    count: int
    without: list[str]


def days_in_slack(read: Read) -> int:
    """Return for how many days Slack may keep a document."""
    return read.school.document_days


def documents_of(change: Change, kind: DocumentKind, pupils: Pupils) -> list[OneOfSeveral]:
    """Gather what a document says of each of these pupils, by name, and log each look. Raises Refused, or Denied."""
    if kind not in FOR_SEVERAL:
        raise Refused("This is made for one pupil at a time, on their page.", field="kind")
    placements = _placements(change, pupils)
    return [
        OneOfSeveral(one.pupil.first_name, one.pupil.reference, facts)
        for one, facts in zip(placements, gather(change, kind, placements), strict=True)
    ]


def give_to_several(
    change: Change, kind: DocumentKind, pupils: Pupils, to: Receivers, on: date, way: Way
) -> GivenToSeveral:
    """Record that a document was given for each of these pupils. Nobody barred or dead is ever given one."""
    if on > change.today:
        raise Refused("That date is in the future. Record it once they were given.", field="on")
    placements = _placements(change, pupils)
    _check_received(change, placements, on)
    rows = list(_rows(change, placements, to, way))
    for row in rows:
        row.kind, row.on, row.way, row.by_id, row.added_at = kind, on, way, change.actor.staff_id, change.now
    change.session.add_all(rows)
    change.session.flush()
    of = {one.id: one.pupil_id for one in placements}
    for row in rows:
        change.record("document:give", row, pupil_id=of[row.placement_id], why=kind)
    reached = {row.placement_id for row in rows}
    return GivenToSeveral(count=len(rows), without=[one.pupil.reference for one in placements if one.id not in reached])


def _placements(change: Change, pupils: Pupils) -> Sequence[Placement]:
    """Return the placements by name. Raises Denied if one of them is not the actor's to make documents of."""
    if pupils.whose is Whose.ALL or pupils.colleague_id not in (None, change.actor.staff_id):
        change.require(Permission.COHORT_SEE)
    whose = pupils.colleague_id or change.actor.staff_id
    rows = select(Placement).join(Pupil, Pupil.id == Placement.pupil_id).where(current(change.today))
    taught = select(Teaching.placement_id).where(Teaching.staff_id == whose)
    if pupils.whose is Whose.KEYWORKER:
        rows = rows.where(Placement.keyworker_id == whose)
    elif pupils.whose is Whose.TAUGHT:
        rows = rows.where(Placement.id.in_(taught))
    rows = rows.order_by(Pupil.surname, Pupil.forenames, Placement.id).limit(MOST + 1)
    found = change.session.scalars(rows).unique().all()
    if not found:
        raise Refused("There are no such pupils here today. Choose others.", field="whose")
    if len(found) > MOST:
        raise Refused(f"These are more than {MOST} pupils. Choose a colleague's pupils.", field="whose")
    _require(change, found)
    return found


def _require(change: Change, placements: Sequence[Placement]) -> None:
    """Refuse somebody who may not make documents of one of these; it takes one statement for all."""
    mine = select(Teaching.placement_id).where(Teaching.staff_id == change.actor.staff_id)
    taught = set(change.session.scalars(mine.where(Teaching.placement_id.in_([one.id for one in placements]))))
    for one in placements:
        who = change.staff.relation(keyworker=one.keyworker_id == change.actor.staff_id, teacher=one.id in taught)
        reason = refusal_reason(Permission.DOCUMENT_MAKE, who)
        if reason is not None:
            raise Denied(reason, Permission.DOCUMENT_MAKE, one.pupil_id)


def _check_received(read: Read, placements: Sequence[Placement], on: date) -> None:
    ids = [one.id for one in placements]
    later = select(Referral.id).where(Referral.placement_id.in_(ids), Referral.received_on > on)
    if read.session.scalar(later.limit(1)) is not None:
        raise Refused("One of them was referred after that. Check the date, or record it pupil by pupil.", field="on")


def _rows(read: Read, placements: Sequence[Placement], to: Receivers, way: Way) -> Iterator[GivenDocument]:
    if to is not Receivers.FAMILY:
        yield from (GivenDocument(placement_id=one.id, to=Recipient(to.value)) for one in placements)
        return
    if way not in POSTED:
        said = "What a family was given in person counts as contact: record it on each pupil's page."
        raise Refused(said, field="way")
    by_pupil = {one.pupil_id: one.id for one in placements}
    for contact in read.session.scalars(_parents(by_pupil, way)):
        to_them = GivenDocument(placement_id=by_pupil[contact.pupil_id], to=Recipient.CONTACT, contact_id=contact.id)
        yield to_them


def _parents(pupil_ids: Collection[str], way: Way) -> Select[Contact]:
    may_be = (Contact.removed_at.is_(None), Contact.do_not_contact.is_(False), Contact.deceased.is_(False))
    rows = select(Contact).where(Contact.pupil_id.in_(list(pupil_ids)), Contact.side == Side.FAMILY, *may_be)
    rows = rows.where(Contact.parental_responsibility.is_(True))
    return rows.where(Contact.address_withheld.is_(False)) if way is Way.LETTER else rows
