"""The parts of a learning profile, each with its headings: a part is what one form asks for."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.tables.profile import ProfileHeading


class ProfilePart(StrEnum):
    """A part of the profile, in the order in which they are asked for."""

    DO = "do"
    SIGNS = "signs"
    ME = "me"
    LEARNING = "learning"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        """The label on the screen, and the title of the form."""
        return {
            "do": "Do and do not",
            "signs": "Triggers and calm",
            "me": "About me",
            "learning": "Assessment",
            "school": "Needs and timetable",
        }[self.value]


PARTS: Mapping[ProfilePart, tuple[ProfileHeading, ...]] = MappingProxyType(
    {
        ProfilePart.DO: (ProfileHeading.HELPS, ProfileHeading.DONT),
        ProfilePart.SIGNS: (ProfileHeading.TRIGGERS, ProfileHeading.SIGNS, ProfileHeading.CALMS),
        ProfilePart.ME: (ProfileHeading.STRENGTHS, ProfileHeading.MATTERS),
        ProfilePart.LEARNING: (ProfileHeading.ASSESSED, ProfileHeading.ACCESS),
        ProfilePart.SCHOOL: (ProfileHeading.SEN, ProfileHeading.EAL, ProfileHeading.TIMETABLE),
    }
)

# What a stranger must find first.
WHAT_TO_DO = (*PARTS[ProfilePart.DO], *PARTS[ProfilePart.SIGNS])


def next_part(after: ProfilePart | None, still_open: tuple[ProfileHeading, ...]) -> ProfilePart | None:
    """Return the next part in which a heading is open: one further on, or else from the first; None if none is."""
    parts = list(PARTS)
    start = parts.index(after) + 1 if after else 0
    wanted = (part for part in (*parts[start:], *parts[:start]) if set(PARTS[part]) & set(still_open))
    return next(wanted, None)
