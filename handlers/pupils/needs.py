"""The Needs button - what helps a pupil and what stands in the way, shown in private to any member of staff."""

from collections.abc import Iterator

from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from models.home.needs import Needs, view_needs


async def show_needs(request: Request) -> None:
    """Show a pupil's needs to the person who asked, and log the look."""
    needs = await request.change(view_needs, request.value)
    await request.show(blocks.modal(request.words("pupils/needs.title"), list(_shown(needs, request.words))))


def _shown(needs: Needs, words: Words) -> Iterator[blocks.Block]:
    yield blocks.header(needs.who.name)
    yield blocks.context(words("pupils/needs.who", who=needs.who))
    if needs.who.emergency:
        yield blocks.section(words("home/pupil_page.emergency", line=needs.who.emergency))
    if needs.reason is not None:
        yield from whole(words("pupils/needs.reason", reason=needs.reason))
    yield from whole(words("pupils/needs.helps", who=needs.who))
    if needs.dont.is_said:
        yield from whole(words("profiles/profile.answer", answer=needs.dont))
    yield blocks.divider()
    yield blocks.section(words("pupils/needs.barriers", needs=needs))
    for barrier in needs.barriers:
        yield from whole(words("home/pupil_page.barrier", barrier=barrier))
        if barrier.restricted_note:
            yield from whole(words("home/pupil_page.restricted", note=barrier.restricted_note))
    yield blocks.divider()
    yield blocks.section(words("pupils/needs.people", who=needs.who))
    open_page = blocks.button("Open on my Home tab", "pupil.open", value=needs.who.placement_id)
    profile = blocks.button("Learning profile", "profile.open", value=needs.who.placement_id)
    yield blocks.actions(profile, open_page)
    yield blocks.context(words("pupils/needs.foot"))
