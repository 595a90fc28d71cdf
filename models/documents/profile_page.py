"""What a learning profile says on paper, as a supply teacher reads it: nothing that is not for all staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.change import Read
from models.documents.known import teachers_of
from models.profiles.answers import Answered, answers_in, is_of_family, rows_by_placement
from models.profiles.headings import PARTS, ProfilePart
from models.pupils.summary import PupilSummary, names_of_staff, summary_of
from models.school.calendar import in_full
from models.tables.placement import Placement
from models.tables.profile import ProfileHeading, Voice

FIRST = (*PARTS[ProfilePart.DO], *PARTS[ProfilePart.SIGNS])
NOT_KNOWN = "not known yet"


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
    """Gather what profiles say on paper, without the parents' own words and what matters to the pupil."""
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
    said = {heading: one for heading, one in answers.items() if not is_of_family(heading, one.voice)}

    def facts(heading: ProfileHeading) -> HeadingFacts:
        one = said[heading]
        whose = "in the pupil's own words" if one.voice is Voice.PUPIL else ""
        asked = f"{NOT_KNOWN}; asked: {one.asked_of}" if one.asked_of else NOT_KNOWN
        return HeadingFacts(heading.label, one.text or asked, whose)

    return ProfileFacts(
        made_on=in_full(read.today),
        name=who.first_name,
        full_name=who.name,
        year=who.year,
        emergency=who.emergency or "nothing is recorded",
        keyworker=who.keyworker or "not decided yet",
        teachers=", ".join(f"{subject}: {name}" for subject, name in who.teachers) or "not decided yet",
        first=tuple(facts(heading) for heading in FIRST if heading in said),
        then=tuple(facts(heading) for heading in said if heading not in FIRST),
    )
