"""The SENCo's page: decisions that are owed, what was asked for and not answered, and who was not assessed."""

from collections.abc import Iterator

from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.assessments.waiting import WaitingPage, open_waiting

PARTS = ("decisions", "asked", "here", "suspected")


async def show(request: Request) -> None:
    """Show the page to the person who asked, and nobody else."""
    page = await request.change(open_waiting)
    await request.show(blocks.modal("Assessments", list(_blocks_of(page, request.words)), close="Close"))


def _blocks_of(page: WaitingPage, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("assessments/waiting.private"))
    for part in PARTS:
        lines = getattr(page, part)
        yield blocks.section(words(f"assessments/waiting.{part}", count=lines.in_all))
        for one in lines.shown:
            see = blocks.button("Open", "pupil.open", value=one.who.placement_id, spoken=f"Open {one.who.name}")
            yield blocks.section(words(f"assessments/waiting.{part}_line", one=one), accessory=see)
        if lines.more:
            yield blocks.context(words("assessments/waiting.more", count=lines.more))
    if page.follow is not None:
        unread = blocks.button("Who has not read", "profile.unread", value="all") if page.follow.unread else None
        yield blocks.section(words("assessments/waiting.unread", found=page.follow), accessory=unread)
        gaps = blocks.button("Not addressed yet", "plan.gaps", value="0") if page.follow.gaps else None
        yield blocks.section(words("assessments/waiting.gaps", found=page.follow), accessory=gaps)


CAPABILITY = Capability("assessment_list", actions={"assessment.list": show})
