"""What the documents say of a pupil: taken from the record as it is today, and nothing composed.

No document holds an address, a medical note, a barrier's note or anything of a referral's reason: whoever is given
one may leave it on a bus.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.permission import Permission
from models.progress.summary import Progress, progress
from models.requests.looks import record_looks
from models.reviews.latest import ReviewShown, read_newest
from models.school.calendar import in_full
from models.school.school_year import year_label, year_of
from models.stays import visible
from models.tables.document import DocumentKind
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Leaving, leaving_of
from models.tables.placement import Placement
from models.tables.review import FAMILY
from models.tables.staff import Staff

NOTHING = "not recorded"


@dataclass(frozen=True)
class SubjectFacts:
    """One subject in words; what the record does not hold reads NOTHING."""

    subject: str
    baseline: str
    now: str
    target: str
    track: str
    next_step: str
    told: str


@dataclass(frozen=True)
class DocumentFacts:
    """Everything that the templates of documents may name."""

    made_on: str
    name: str
    full_name: str
    year: str
    home_school: str
    keyworker: str
    first_day: str
    half_term: str
    subjects: tuple[SubjectFacts, ...]
    pupil_said: str
    parents_said: str
    family_review: str
    next_review: str
    helps: str
    last_day: str
    destination: str


def document_facts(change: Change, placement_id: str, kind: DocumentKind) -> DocumentFacts:
    """Gather what a document of this kind says, and log the look. Raises Refused for those who may not see it all."""
    placement = visible(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    record_looks(change, "document:make", placement, [placement.pupil_id], why=kind)
    return facts_of(change, placement)


def facts_of(read: Read, placement: Placement) -> DocumentFacts:
    """Gather the facts. The caller has checked the right to see them."""
    pupil, reviews = placement.pupil, read_newest(read, placement.id)
    year = year_of(pupil.born_on, placement.left_on or read.today, pupil.nc_year_override, pupil.nc_year_since)
    leaving = leaving_of(read.session, placement.id)
    return DocumentFacts(
        made_on=in_full(read.today),
        name=pupil.first_name,
        full_name=pupil.full_name,
        year=year_label(year),
        home_school=placement.home_school,
        keyworker=_keyworker(read, placement),
        first_day=_day(placement.first_day),
        half_term=_half_term(read),
        subjects=tuple(_subject(one, reviews) for one in progress(read, placement)),
        pupil_said=_words(reviews, "pupil_view"),
        parents_said=_words(reviews, "parent_view"),
        family_review=_family_review(reviews),
        next_review=_next_review(read, placement),
        helps=placement.helps or NOTHING,
        last_day=_day(placement.left_on),
        destination=_destination(leaving),
    )


def _day(day: date | None) -> str:
    return in_full(day) if day else NOTHING


def _short(day: date) -> str:
    """Return a date as it fits into a table, "7 Sep 2026"."""
    return f"{day.day} {day:%b %Y}"


def _keyworker(read: Read, placement: Placement) -> str:
    staff = read.session.get(Staff, placement.keyworker_id) if placement.keyworker_id else None
    return staff.name if staff else "not decided yet"


def _half_term(read: Read) -> str:
    """Return the days of the half-term of today, or of the last one before it."""
    began = read.calendar.half_term_began(read.today)
    period = read.calendar.half_term_of(began) if began else None
    return f"{in_full(period.starts_on)} to {in_full(period.ends_on)}" if period else NOTHING


def _subject(one: Progress, reviews: Sequence[ReviewShown]) -> SubjectFacts:
    review = next((each for each in reviews if each.subject == one.subject), None)
    told = f"{_short(review.told_on)}, {review.told_how or 'not said how'}" if review and review.told_on else NOTHING
    return SubjectFacts(
        subject=one.subject,
        baseline=one.baseline or NOTHING,
        now=f"{one.latest} ({_short(one.latest_on)})" if one.latest and one.latest_on else NOTHING,
        target=f"{one.target}, by {_short(one.by_when)}" if one.target and one.by_when else NOTHING,
        track=one.track.sentence if one.track else NOTHING,
        next_step=(review.next_step if review else None) or NOTHING,
        told=told,
    )


def _words(reviews: Sequence[ReviewShown], whose: str) -> str:
    """Return the newest words of the pupil or the parents in a family review, with their day."""
    said = [(one.on, words) for one in reviews if one.subject == FAMILY and (words := getattr(one, whose))]
    if not said:
        return NOTHING
    on, words = max(said)
    return f"“{words}” ({in_full(on)})"


def _family_review(reviews: Sequence[ReviewShown]) -> str:
    """Return when the newest formal family review was held, or how it ended without the parents."""
    newest = next((one for one in reviews if one.subject == FAMILY and one.formal), None)
    if newest is None:
        return NOTHING
    if newest.unreached:
        return f"{in_full(newest.on)}: the family could not be reached"
    if newest.declined:
        return f"{in_full(newest.on)}: the family declined"
    return f"held on {in_full(newest.on)}"


def _next_review(read: Read, placement: Placement) -> str:
    due = select(Duty.due_on).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY_REVIEW)
    return _day(read.session.scalar(due.where(Duty.done_on.is_(None))))


def _destination(leaving: Leaving | None) -> str:
    if leaving is None or not leaving.is_known:
        return "not known"
    kind = leaving.destination_kind.label if leaving.destination_kind else ""
    where = leaving.destination or kind
    confirmed = f", confirmed by them on {in_full(leaving.confirmed_on)}" if leaving.confirmed_on else ", not confirmed"
    return f"{where}{confirmed}"
