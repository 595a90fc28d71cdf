"""Invitations of the family to the planning meeting and to a family review: when, where, and who comes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from models.change import Change, Read
from models.documents.topics import TopicFacts, meeting_topics, review_topics
from models.errors import Refused
from models.meetings.book import meeting_of
from models.permission import Permission
from models.requests.looks import record_looks
from models.school.calendar import in_full
from models.stays import placement_of
from models.tables.contact import Contact
from models.tables.document import DocumentKind
from models.tables.placement import Placement
from models.tables.staff import Staff

FURTHEST = timedelta(days=365)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class InvitationInput:
    """A family review to which a family is invited, as the form gives it."""

    day: date
    at: time
    place: str
    who_comes: str | None = None
    about: str | None = None


@dataclass(frozen=True)
class InvitationFacts:
    """Everything that the templates of invitations may name."""

    made_on: str
    name: str
    day: str
    at: str
    place: str
    who_comes: str
    topics: tuple[TopicFacts, ...]
    about: str
    keyworker: str


def meeting_facts(read: Read, placement: Placement) -> InvitationFacts:
    """Gather what the invitation to the planning meeting says. Raises Refused unless one is booked and to come."""
    meeting = meeting_of(read, placement.id)
    if meeting is None or meeting.held_on is not None or not meeting.was_booked:
        raise Refused("No planning meeting is booked. Book the meeting first.", field="kind")
    if meeting.starts_at <= read.now:
        raise Refused("The planning meeting was to be held already. Record it, or move it first.", field="kind")
    rows = select(Staff.name).where(Staff.id.in_(meeting.invited_staff), Staff.left_at.is_(None)).order_by(Staff.name)
    comes = [*read.session.scalars(rows), *(meeting.invited_others or "").splitlines()]
    _refuse_private(read, placement, place=meeting.place, others=meeting.invited_others, form=False)
    starts_at = meeting.starts_at.astimezone(read.zone)
    topics = meeting_topics(read, placement)
    return _facts(read, placement, starts_at, meeting.place, ", ".join(filter(None, comes)), topics)


def invite_to_review(change: Change, placement_id: str, given: InvitationInput) -> None:
    """Check an invitation to a family review, and log the look. Raises Refused beside what is wrong."""
    placement = placement_of(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    _start(change, given)
    _refuse_private(change, placement, place=given.place, others=given.who_comes, about=given.about, form=True)
    kind = DocumentKind.REVIEW_INVITATION
    record_looks(change, "document:make", placement, [placement.pupil_id], why=kind)


def review_facts(read: Read, placement_id: str, given: InvitationInput) -> dict[str, object]:
    """Gather what an invitation to a family review says. What was typed is kept nowhere else."""
    placement = placement_of(read, placement_id)
    read.require(Permission.DOCUMENT_MAKE, placement)
    starts_at = datetime.combine(given.day, given.at, tzinfo=read.zone)
    who_comes = ", ".join(filter(None, (given.who_comes or "").splitlines()))
    topics = review_topics(read, placement)
    return vars(_facts(read, placement, starts_at, given.place, who_comes, topics, given.about))


def topics_of_review(read: Read, placement_id: str) -> tuple[TopicFacts, ...]:
    """Return what the invitation to a family review lists by itself, for whoever fills in the rest."""
    placement = placement_of(read, placement_id)
    read.require(Permission.DOCUMENT_MAKE, placement)
    return review_topics(read, placement)


def _facts(
    read: Read,
    placement: Placement,
    starts_at: datetime,
    place: str,
    who_comes: str,
    topics: tuple[TopicFacts, ...],
    about: str | None = None,
) -> InvitationFacts:
    keyworker = read.session.get(Staff, placement.keyworker_id) if placement.keyworker_id else None
    return InvitationFacts(
        made_on=in_full(read.today),
        name=placement.pupil.first_name,
        day=in_full(starts_at.date()),
        at=f"{starts_at:%H:%M}",
        place=place,
        who_comes=who_comes,
        topics=topics,
        about=about or "",
        keyworker=keyworker.name if keyworker else "",
    )


def _start(change: Change, given: InvitationInput) -> None:
    if not change.calendar.is_school_day(given.day):
        raise Refused("There is no school that day. Choose another.", field="day")
    starts_at = datetime.combine(given.day, given.at, tzinfo=change.zone)
    if starts_at <= change.now:
        raise Refused("That is in the past. Choose a later day or time.", field="day")
    if starts_at > change.now + FURTHEST:
        raise Refused("That is more than a year ahead. Check the date.", field="day")


def _refuse_private(
    read: Read, placement: Placement, *, place: str, others: str | None, about: str | None = None, form: bool
) -> None:
    """Refuse to print the name of somebody who must not be contacted or has died, or a confidential address.

    `form`: the words were typed into a form now, and can be changed there; else they stand in the booking.
    """
    guarded = or_(Contact.do_not_contact, Contact.deceased, Contact.address_withheld)
    where = "here" if form else "in the booking: change the meeting first"
    rows = select(Contact).where(Contact.pupil_id == placement.pupil_id, Contact.removed_at.is_(None), guarded)
    for one in read.session.scalars(rows):
        is_barred = one.do_not_contact or one.deceased
        for field, text in _named(who_comes=others, about=about) if is_barred else ():
            if _holds(text, one.name):
                said = f"Someone who must not be contacted, or has died, is named {where}."
                raise Refused(said, field=field if form else "kind")
        if one.address_withheld and one.address and _holds(place, one.address):
            raise Refused(f"A confidential address is given {where}.", field="place" if form else "kind")


def _named(**texts: str | None) -> Iterator[tuple[str, str]]:
    return ((field, text) for field, text in texts.items() if text)


def _holds(text: str, wanted: str) -> bool:
    """Return whether all words of a name or an address stand in a text, one after another."""
    words, given = (WORD.findall(one.casefold()) for one in (wanted, text))
    return any(given[at : at + len(words)] == words for at in range(len(given) - len(words) + 1)) if words else False
