"""A stranger finds what to do within 90 seconds: it stands first, says what is not known, and is kept short."""

from collections.abc import Mapping

from models.profiles.headings import WHAT_TO_DO, ProfilePart
from models.profiles.write import PartInput, save_part
from models.tables.profile import ProfileHeading, Voice
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service
from tests.truths.test_profiles import profile


async def say(service: Service, placement: str, part: ProfilePart, texts: Mapping[ProfileHeading, str]) -> None:
    await service.change(save_part, placement, part, PartInput(texts, Voice.STAFF, None, None), by="ben")


async def test_what_to_do_stands_above_all_else_and_what_nobody_knows_is_said_in_its_place(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await say(service, placement, ProfilePart.SIGNS, {ProfileHeading.CALMS: "A walk with one adult"})
    seen = await profile(service, placement, by="sue")
    first, _, rest = seen.partition("Barriers to learning")
    places = [first.index(heading.label) for heading in WHAT_TO_DO]
    assert places == sorted(places)
    assert first.index("No emergency line is recorded") < places[0]
    assert "Do not\nNot answered yet. Ask Ben Okafor." in first
    assert "A walk with one adult" in first
    assert "Keyworker" in rest


async def test_whoever_writes_it_is_told_when_it_takes_a_stranger_too_long_and_nobody_else(service: Service) -> None:
    placement = await a_taught_pupil(service)
    long = {ProfileHeading.TRIGGERS: "word " * 150}
    await say(service, placement, ProfilePart.DO, {ProfileHeading.DONT: "word " * 150})
    await say(service, placement, ProfilePart.SIGNS, long)
    assert "seconds to read" not in await profile(service, placement, by="ben")  # 300 words: 90 seconds
    await say(service, placement, ProfilePart.SIGNS, long | {ProfileHeading.CALMS: "word " * 50})
    assert "What to do takes about 105 seconds to read" in await profile(service, placement, by="ben")
    assert "seconds to read" not in await profile(service, placement, by="sue")
