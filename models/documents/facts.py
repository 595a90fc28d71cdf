"""What letters, cards, reports and leaving packs say of a pupil: the record as it is today, and nothing composed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.attendance.shown import attendance_in
from models.change import Read
from models.documents.known import Known, Said
from models.progress.summary import Progress
from models.reviews.latest import ReviewShown
from models.school.calendar import in_full
from models.school.school_year import year_label, year_of
from models.tables.leaving import Leaving, OwnAssessment
from models.tables.placement import Agreement, Consent, Placement
from models.tables.review import FAMILY

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
    at_the_end: str


def progress_facts(read: Read, placements: Sequence[Placement]) -> list[ProgressFacts]:
    """Gather the facts about the progress of several pupils, in a fixed number of statements."""
    known = Known.of(read, placements)
    return [_facts(read, one, known) for one in placements]


def _facts(read: Read, placement: Placement, known: Known) -> ProgressFacts:
    pupil, reviews = placement.pupil, known.reviews.get(placement.id, ())
    year = year_of(pupil.born_on, placement.left_on or read.today, pupil.nc_year_override, pupil.nc_year_since)
    agreed, said = known.agreements.get(placement.id), known.said.get(placement.id, [])
    own_words = _own_words(said)
    return ProgressFacts(
        made_on=in_full(read.today),
        name=pupil.first_name,
        full_name=pupil.full_name,
        year=year_label(year),
        commissioner=(agreed and agreed.commissioner) or placement.home_school,
        objectives=(agreed and agreed.objectives) or NOTHING,
        attendance=_attendance(read, placement, known),
        keyworker=known.staff.get(placement.keyworker_id or "", "not decided yet"),
        first_day=_first_day(placement),
        half_term=_half_term(read, min(placement.left_on or read.today, read.today)),
        subjects=tuple(_subject(one, reviews) for one in known.subjects[placement.id]),
        own_words=own_words,
        pupil_said=shared(agreed, own_words),
        parents_said=shared(agreed, _words_of_parents(said)),
        family_review=_family_review(reviews),
        next_review=_next_review(read, known.next_reviews.get(placement.id)),
        helps=placement.helps or NOTHING,
        last_day=_day(placement.left_on),
        destination=_destination(known.leavings.get(placement.id)),
        at_the_end=_at_the_end(known.at_the_end.get(placement.id), agreed),
    )


def _day(day: date | None) -> str:
    return in_full(day) if day else NOTHING


def _first_day(placement: Placement) -> str:
    """Return the day on which somebody first saw the pupil here; a day that is only planned is called so."""
    if placement.in_school_on is not None:
        return in_full(placement.in_school_on)
    if placement.entered_on is not None:
        return f"on roll since {in_full(placement.entered_on)}"
    return f"planned for {in_full(placement.first_day)}" if placement.first_day else NOTHING


def _next_review(read: Read, due_on: date | None) -> str:
    """Return by when the next review is due; one that is overdue has no such day yet."""
    if due_on is not None and due_on < read.today:
        return f"to be arranged; it was due by {in_full(due_on)}"
    return _day(due_on)


def _short(day: date) -> str:
    """Return a date as it fits into a table, "7 Sep 2026"."""
    return f"{day.day} {day:%b %Y}"


def _attendance(read: Read, placement: Placement, known: Known) -> str:
    """Return the rate of the last weeks, beside that at entry."""
    shown = attendance_in(read, placement, known.weeks.get(placement.id, ()))
    if shown is None or shown.now is None:
        return NOTHING
    now, before = shown.now, f"; {shown.at_entry:g}% at entry" if shown.at_entry is not None else ""
    weeks = f"{_short(now.first)} to {_short(now.until)}"
    return f"{now.percent:g}%, {now.attended} of {now.offered} sessions, {weeks}{before}"


def _half_term(read: Read, day: date) -> str:
    """Return the days of the half-term of this day, or of the last one before it."""
    began = read.calendar.half_term_began(day)
    period = read.calendar.half_term_of(began) if began else None
    return f"{in_full(period.starts_on)} to {in_full(period.ends_on)}" if period else NOTHING


def _subject(one: Progress, reviews: Sequence[ReviewShown]) -> SubjectFacts:
    review = next((each for each in reviews if each.subject == one.subject), None)
    told = _told(review) if review else NOTHING
    return SubjectFacts(
        subject=one.subject,
        baseline=one.baseline or NOTHING,
        now=f"{one.latest} ({_short(one.latest_on)})" if one.latest and one.latest_on else NOTHING,
        target=f"{one.target}, by {_short(one.by_when)}" if one.target and one.by_when else NOTHING,
        track=one.track.sentence if one.track else NOTHING,
        next_step=(review.next_step if review else None) or NOTHING,
        told=told,
    )


def _told(review: ReviewShown) -> str:
    """Return when and how the pupil was told of a review, and of which grade if it has been corrected since."""
    if review.told_on is None:
        return NOTHING
    since = "" if review.told_grade is None else f" (told {review.told_grade or 'no grade'}; corrected since)"
    return f"{_short(review.told_on)}, {review.told_how or 'not said how'}{since}"


def _own_words(said: Sequence[Said]) -> str:
    """Return the newest words of the pupil with their day, unless they did not want to say anything after that."""
    words = next((one for one in said if one.pupil is not None), None)
    refused = next((one for one in said if one.refused), None)
    if refused is not None and (words is None or words.on < refused.on):
        return f"did not want to say anything ({in_full(refused.on)})"
    return f"“{words.pupil}” ({in_full(words.on)})" if words else NOTHING


def _words_of_parents(said: Sequence[Said]) -> str:
    words = next((one for one in said if one.parents is not None), None)
    return f"“{words.parents}” ({in_full(words.on)})" if words else NOTHING


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


def _at_the_end(said: OwnAssessment | None, agreed: Agreement | None) -> str:
    """Return how the pupil found the placement when it ended, or what came of asking; "" if nobody has asked."""
    if said is None:
        return ""
    what = f"“{said.words}”" if said.words else said.outcome.label.removeprefix("They ")
    return shared(agreed, f"{what} ({in_full(said.on)})")


def _destination(leaving: Leaving | None) -> str:
    if leaving is None or not leaving.is_known:
        return "not known"
    kind = leaving.destination_kind.label if leaving.destination_kind else ""
    where = leaving.destination or kind
    confirmed = f", confirmed by them on {in_full(leaving.confirmed_on)}" if leaving.confirmed_on else ", not confirmed"
    return f"{where}{confirmed}"
