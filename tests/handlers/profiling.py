"""A pupil whose learning profile is written and read: what tests of profiles begin with."""

from datetime import date

from models.change import Change
from models.profiles.headings import PARTS, ProfilePart
from models.profiles.reading import record_reading, seen_now
from models.profiles.write import PartInput, save_part
from models.tables.placement import Placement
from models.tables.profile import ProfileHeading, Voice
from tests.school import Service

SAID: dict[ProfileHeading, str] = {
    ProfileHeading.HELPS: "A quiet seat by the door",
    ProfileHeading.DONT: "Do not raise your voice",
    ProfileHeading.TRIGGERS: "Being watched while writing",
    ProfileHeading.SIGNS: "Taps the table",
    ProfileHeading.CALMS: "A walk with Sue",
    ProfileHeading.STRENGTHS: "Bikes, and fair play",
    ProfileHeading.MATTERS: "Seeing my nan on Fridays",
    ProfileHeading.ASSESSED: "Short tasks, never aloud",
    ProfileHeading.ACCESS: "A reader; evidence asked for",
    ProfileHeading.SEN: "Speech and language",
    ProfileHeading.EAL: "English at home",
    ProfileHeading.TIMETABLE: "Mornings, 9 to 12",
}


async def write(
    service: Service, placement: str, *headings: ProfileHeading, by: str = "ben", voice: Voice = Voice.STAFF
) -> None:
    """Write what `SAID` has under these headings, or else under all."""
    for part, theirs in PARTS.items():
        texts = {one: SAID[one] for one in theirs if one in (headings or SAID)}
        if texts:
            await service.change(say, placement, part, texts, voice, by=by)


def say(
    change: Change, placement_id: str, part: ProfilePart, texts: dict[ProfileHeading, str | None], voice: Voice
) -> None:
    """Save a part as its form would, with what stands there already where nothing new is said."""
    from models.profiles.write import part_prefill

    before = part_prefill(change, placement_id, part)
    said_on: date | None = change.today if voice is not Voice.STAFF else None
    save_part(change, placement_id, part, PartInput({**before.texts, **texts}, voice, said_on))


async def read(service: Service, placement: str, *, by: str) -> None:
    """Say that somebody has read the profile as it is now."""

    def press(change: Change) -> bool:
        return record_reading(change, placement, seen_now(change, change.get(Placement, placement)))

    assert await service.change(press, by=by)
