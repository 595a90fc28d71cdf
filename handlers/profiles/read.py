"""Reading a learning profile: it opens from the reminder, and "I have read it" stands under the profile itself."""

from collections.abc import Iterator, Sequence
from datetime import time

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from handlers.profiles.shown import profile_view
from models.duties.profiles import owe_missing
from models.profiles.reading import Unread, record_reading, view_unread
from models.profiles.shown import view_profile
from models.tables.duty import DutyKind

AFTER_MIDNIGHT, LATEST = time(0, 10), time(23, 55)


async def show_profile(request: Request) -> None:
    """Show a pupil's profile to the person who asked, and log the look."""
    profile = await request.change(view_profile, request.value)
    await request.show(profile_view(profile, request.words))


async def have_read(request: Request) -> Answer | None:
    """Record that the person has read the profile before them, or show it anew if it has changed meanwhile."""
    placement_id, _, seen = request.value.partition(":")
    is_current = await request.press(record_reading, placement_id, seen)
    profile = await request.change(view_profile, placement_id)
    return await request.replace(profile_view(profile, request.words, "" if is_current else "changed"))


async def show_unread(request: Request) -> None:
    """Show a Head or the SENCo who has still to read which profile."""
    found, more = await request.change(view_unread)
    await request.show(blocks.modal(request.words("profiles/unread.title"), list(_unread(found, more, request.words))))


def _unread(found: Sequence[Unread], more: int, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("profiles/unread.private"))
    if not found:
        yield blocks.section(words("profiles/unread.none"))
    for one in found:
        see = blocks.button("Open", "profile.open", value=one.placement_id, spoken=f"Open {one.first_name}'s profile")
        yield blocks.section(words("profiles/unread.line", one=one), accessory=see)
    if more:
        yield blocks.context(words("profiles/unread.more", more=more))


CAPABILITY = Capability(
    "profile_reading",
    actions={"profile.open": show_profile, "profile.have_read": have_read, "profile.unread": show_unread},
    duties={DutyKind.READ_PROFILE: DutyButton("profile.open", "Read it", "Read the profile")},
    jobs=(Job("profiles.owe", lambda school, day: AFTER_MIDNIGHT, lambda school: LATEST, owe_missing),),
)
