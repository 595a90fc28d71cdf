"""What a meeting with the family will talk about, from the record: nothing of needs, health or any reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.change import Read
from models.documents.known import teachers_of
from models.plans.owed import standing
from models.school.calendar import in_full
from models.tables.placement import Agreement, Placement, Timetable, agreed_end, agreement_of


@dataclass(frozen=True)
class TopicFacts:
    """One thing to talk about, in plain words."""

    text: str


def meeting_topics(read: Read, placement: Placement) -> tuple[TopicFacts, ...]:
    """Return what a planning meeting will talk about."""
    name, agreement = placement.pupil.first_name, agreement_of(read.session, placement.id)
    start = f"The first day, {in_full(placement.first_day)}" if placement.first_day else f"When {name} can start"
    lessons = _subjects(read, placement)
    topics = (
        f"What {name} likes and is good at",
        f"What {name} finds hard, and what helps",
        start if placement.in_school_on is None else "",
        f"Lessons in {lessons}" if lessons else "Which lessons there will be",
        *_length(placement, agreement),
        f"What you and {name} hope for",
    )
    return tuple(TopicFacts(one) for one in topics if one)


def review_topics(read: Read, placement: Placement) -> tuple[TopicFacts, ...]:
    """Return what a family review will talk about."""
    name, agreement = placement.pupil.first_name, agreement_of(read.session, placement.id)
    lessons, has_plan = _subjects(read, placement), bool(standing(read, placement.id))
    topics = (
        f"How {name} is doing in {lessons}" if lessons else f"How {name} is doing",
        "The next steps, and what helps",
        "The aims in the support plan: which to keep, and which to change" if has_plan else "",
        *_length(placement, agreement),
        f"What you and {name} hope for next",
    )
    return tuple(TopicFacts(one) for one in topics if one)


def _subjects(read: Read, placement: Placement) -> str:
    """Return the subjects that are taught, for the middle of a sentence."""
    *others, last = ["", *teachers_of(read, [placement.id]).get(placement.id, {})]
    return " and ".join(filter(None, (", ".join(filter(None, others)), last)))


def _length(placement: Placement, agreement: Agreement | None) -> Iterator[str]:
    """Yield what is agreed about hours and the end that is to be talked about."""
    if agreement is not None and agreement.timetable is Timetable.PART_TIME:
        yield "The days and hours in school"
    end = placement.left_on or agreed_end(placement, agreement)
    if end is not None:
        yield f"What comes after {in_full(end)}, when the time here is to end"
