"""The private list of pupils whose absence is alarming, which the digest only counts."""

from collections.abc import Iterator, Sequence

from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.allocations.absences import AbsentPupil, view_absences


async def show_absences(request: Request) -> None:
    """Show those who see all pupils whose absence is alarming."""
    found, more = await request.change(view_absences)
    title = request.words("allocations/absences.title")
    await request.show(blocks.modal(title, list(_lines(found, more, request.words))))


def _lines(found: Sequence[AbsentPupil], more: int, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("allocations/absences.private"))
    if not found:
        yield blocks.section(words("allocations/absences.none"))
    for one in found:
        see = blocks.button("Open", "pupil.open", value=one.placement_id, spoken=f"Open {one.name}'s page")
        yield blocks.section(words("allocations/absences.line", one=one), accessory=see)
    if more:
        yield blocks.context(words("allocations/absences.more", more=more))
