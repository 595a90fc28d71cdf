"""What a learning profile says on paper, as a supply teacher reads it: nothing that is not for all staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.change import Read
from models.documents.known import teachers_of
from models.profiles.answers import Answered, answers_in, is_of_family, rows_by_placement
from models.profiles.headings import WHAT_TO_DO
from models.pupils.summary import PupilSummary, names_of_staff, summary_of
from models.school.calendar import in_full
from models.tables.placement import Placement
from models.tables.profile import ProfileHeading, Voice

NOT_KNOWN = "not known yet"
OWN: Mapping[Voice | None, str] = {
    Voice.PUPIL: "in the pupil's own words",
    Voice.PARENTS: "in the parents' or carers' own words",
}
STAFFS = "in staff's words"
NOT_PRINTED = "which are not printed. Ask the keyworker or a teacher."


@dataclass(frozen=True)
class HeadingFacts:
    """One heading of the profile, its text, and in whose words it is, or ""."""

    label: str
    text: str
    whose: str


@dataclass(frozen=True)
class ProfileFacts:
    """Everything that the template of the learning profile may name: `first` is what to do, `then` the rest."""

    made_on: str
    name: str
    full_name: str
    year: str
    emergency: str
    keyworker: str
    teachers: str
    first: tuple[HeadingFacts, ...]
    then: tuple[HeadingFacts, ...]


def profile_facts(read: Read, placements: Sequence[Placement]) -> list[ProfileFacts]:
    """Gather what profiles say on paper. Of the parents' words and what matters to the pupil, it is that they exist."""
    ids = [one.id for one in placements]
    rows, teachers, staff = rows_by_placement(read, ids), teachers_of(read, ids), names_of_staff(read)
    return [
        _facts(
            read,
            summary_of(read, one, staff, teachers.get(one.id, {})),
            answers_in(read, one, rows.get(one.id, {}), sees_family=True),
        )
        for one in placements
    ]


def _facts(read: Read, who: PupilSummary, answers: Mapping[ProfileHeading, Answered]) -> ProfileFacts:
    return ProfileFacts(
        made_on=in_full(read.today),
        name=who.first_name,
        full_name=who.name,
        year=who.year,
        emergency=who.emergency or "nothing is recorded",
        keyworker=who.keyworker or "not decided yet",
        teachers=", ".join(f"{subject}: {name}" for subject, name in who.teachers) or "not decided yet",
        first=tuple(_heading(answers[heading]) for heading in WHAT_TO_DO),
        then=tuple(_heading(one) for heading, one in answers.items() if heading not in WHAT_TO_DO),
    )


def _heading(one: Answered) -> HeadingFacts:
    """Return what stands under a heading; words that are for those around the pupil alone are not printed."""
    if one.text and is_of_family(one.heading, one.voice):
        return HeadingFacts(one.heading.label, f"{OWN.get(one.voice, STAFFS)}, {NOT_PRINTED}", "")
    asked = f"{NOT_KNOWN}; asked: {one.asked_of}" if one.asked_of else NOT_KNOWN
    return HeadingFacts(one.heading.label, one.text or asked, OWN.get(one.voice, ""))
