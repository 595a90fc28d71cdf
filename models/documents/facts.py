"""What letters, cards, reports and leaving packs say of a pupil: the record as it is today, and nothing composed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from models.attendance.shown import show_attendance
from models.change import Read
from models.progress.summary import Progress, progress
from models.reviews.latest import ReviewShown, read_newest
from models.school.calendar import in_full
from models.school.school_year import year_label, year_of
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Leaving, leaving_of
from models.tables.placement import Agreement, Consent, Placement, agreement_of
from models.tables.review import FAMILY, Review
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
class ProgressFacts:
    """Everything that the templates about a pupil's progress may name."""

    made_on: str
    name: str
    full_name: str
    year: str
    commissioner: str
    objectives: str
    attendance: str
    keyworker: str
    first_day: str
    half_term: str
    subjects: tuple[SubjectFacts, ...]
    own_words: str
    pupil_said: str
    parents_said: str
    family_review: str
    next_review: str
    helps: str
    last_day: str
    destination: str


def progress_facts(read: Read, placement: Placement) -> ProgressFacts:
    """Gather the facts about a pupil's progress."""
    pupil, reviews = placement.pupil, read_newest(read, placement.id)
    year = year_of(pupil.born_on, placement.left_on or read.today, pupil.nc_year_override, pupil.nc_year_since)
    leaving, agreed = leaving_of(read.session, placement.id), agreement_of(read.session, placement.id)
    return ProgressFacts(
        made_on=in_full(read.today),
        name=pupil.first_name,
        full_name=pupil.full_name,
        year=year_label(year),
        commissioner=(agreed and agreed.commissioner) or placement.home_school,
        objectives=(agreed and agreed.objectives) or NOTHING,
        attendance=_attendance(read, placement),
        keyworker=_keyworker(read, placement),
        first_day=_day(placement.first_day),
        half_term=_half_term(read),
        subjects=tuple(_subject(one, reviews) for one in progress(read, placement)),
        own_words=_said(read, placement, Review.pupil_view),
        pupil_said=shared(agreed, _said(read, placement, Review.pupil_view)),
        parents_said=shared(agreed, _said(read, placement, Review.parent_view)),
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


def _attendance(read: Read, placement: Placement) -> str:
    """Return the rate of the last weeks, beside that at entry."""
    shown = show_attendance(read, placement)
    if shown is None or shown.now is None:
        return NOTHING
    now, before = shown.now, f"; {shown.at_entry:g}% at entry" if shown.at_entry is not None else ""
    weeks = f"{_short(now.first)} to {_short(now.until)}"
    return f"{now.percent:g}%, {now.attended} of {now.offered} sessions, {weeks}{before}"


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


def _said(read: Read, placement: Placement, whose: InstrumentedAttribute[str | None]) -> str:
    """Return the newest words of the pupil, or of the parents, in a family review with their day.

    A pupil who did not want to say anything after that is not quoted with what they said before.
    """
    of_family = select(Review.on, whose).where(Review.placement_id == placement.id, Review.subject == FAMILY)
    newest = (Review.on.desc(), Review.added_at.desc())
    said = read.session.execute(of_family.where(whose.is_not(None)).order_by(*newest).limit(1)).first()
    refused = of_family.where(Review.formal.is_(False), Review.declined).order_by(*newest).limit(1)
    later = read.session.execute(refused).first() if whose is Review.pupil_view else None
    if later is not None and (said is None or said.on < later.on):
        return f"did not want to say anything ({in_full(later.on)})"
    return f"“{said[1]}” ({in_full(said.on)})" if said is not None else NOTHING


def shared(agreed: Agreement | None, said: str) -> str:
    """Return words that leave the house, or why they do not."""
    consent = agreed.consent if agreed else None
    if consent is Consent.GIVEN or said == NOTHING:
        return said
    return f"not shared: consent to share {'was refused' if consent else 'is not recorded'}"


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
