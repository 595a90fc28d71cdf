"""The record of a half-term as a document for an inspector: its counts, and every review pupil by pupil."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from handlers.inspection.file import ENDED, NOT_RECORDED, corrected, told_how, unheard
from models.inspection.lines import ReviewLine, Standing
from models.inspection.record import UNHEARD, UNTOLD, Record
from models.school.calendar import in_full

TEMPLATE = Path(__file__).parent.parent / "templates" / "inspection" / "record.docx"


@dataclass(frozen=True)
class CountFacts:
    """How many lines there are of one kind."""

    label: str
    number: int


@dataclass(frozen=True)
class ReviewFacts:
    """One review in words, each "" where there is nothing to say."""

    subject: str
    due: str
    standing: str
    on: str
    late: str
    by: str
    pupil: str


@dataclass(frozen=True)
class PupilFacts:
    """One pupil with each review."""

    who: str
    reviews: tuple[ReviewFacts, ...]


def document_facts(record: Record, today: date) -> dict[str, object]:
    """Return everything that the template names."""
    period, counts = record.term.period, record.counts
    subjects = sum(one.is_held and not one.is_family for one in record.reviews)
    families = sum(one.heard is not None for one in record.reviews)
    return {
        "made_on": in_full(today),
        "half_term": record.term.name,
        "starts_on": in_full(period.starts_on),
        "ends_on": in_full(period.ends_on),
        "counts": tuple(_counts(record)),
        "told": subjects - counts[UNTOLD],
        "subjects": subjects,
        "heard": families - counts[UNHEARD],
        "families": families,
        "pupils": tuple(
            PupilFacts(f"{who.name} · {who.year} · {who.reference}", tuple(map(_review, theirs)))
            for who, theirs in groupby(record.reviews, key=lambda one: one.who)
        ),
    }


def _counts(record: Record) -> Iterator[CountFacts]:
    counts = record.counts
    yield CountFacts("All lines", len(record.reviews))
    for standing in Standing:
        if counts[standing]:
            yield CountFacts(standing.label.capitalize(), counts[standing])


def _review(one: ReviewLine) -> ReviewFacts:
    return ReviewFacts(
        subject=one.subject or "Family review",
        due=_day(one.due_on),
        standing="; ".join(_standing(one)),
        on=_day(one.ended_on),
        late=str(one.late or ""),
        by=(one.is_held and one.by) or "",
        pupil=_pupil(one),
    )


def _standing(one: ReviewLine) -> Iterator[str]:
    """Yield what became of a review and what was corrected of its days; where none fell due, what is known of why."""
    yield f"not held: {ENDED[one.ending]}" if one.ending in ENDED else one.standing.label
    if one.standing is Standing.ALSO:
        yield "formal" if one.formal else "informal"
    if one.is_grace:
        yield "a day's grace after the break"
    if one.before_leaving:
        yield f"the review before leaving on {_day(one.before_leaving)}"
    if one.handed_over:
        how = "nobody covered until" if one.handed_over.uncovered else "overdue when handed over on"
        yield f"{how} {_day(one.handed_over.on)}"
    if one.why:
        yield one.why
    if one.here_from:
        yield f"here since {_day(one.here_from)}"
    if one.left_on:
        yield f"left on {_day(one.left_on)}"
    if one.still_open:
        yield f"still open: the one due {_day(one.still_open)}"
    if one.next_due:
        yield f"the next is due {_day(one.next_due)}"
    yield from (f"corrected on {corrected(each, _day)}" for each in one.corrected)


def _pupil(one: ReviewLine) -> str:
    """Return how the pupil was told of a subject's review, or heard for that of the family."""
    if one.heard is not None:
        return f"heard on {_day(one.heard.on)}" if one.heard.on else unheard(one.heard, _day)
    if one.told_on is not None:
        return f"told on {_day(one.told_on)}: {told_how(one) or 'not said how'}"
    return NOT_RECORDED if one.is_untold else ""


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""
