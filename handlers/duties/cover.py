"""Covering for a colleague who is away: what is due of theirs is taken on in one gesture, and goes back after."""

from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from models.duties.cover import COVER, covered_in_words, take_cover
from models.outbox.queue import Post
from models.tables.message import Message
from models.tables.staff import Staff

MOST_NAMED = 12


async def take(request: Request) -> Answer | None:
    """Take on all that is offered of a colleague's who is away."""
    taken = await request.press(take_cover, request.value)
    return await request.say(request.words("duties/cover.title"), request.words("duties/cover.taken", count=taken))


def cover_message(screen: Screen, message: Message) -> Post | None:
    """Offer what is due of a colleague who is away; None once nothing of it is on offer."""
    lines = covered_in_words(screen.read, message.about, message.to_id)
    staff = screen.read.get(Staff, message.about)
    if not lines or staff.away_until is None:
        return None
    facts = {"staff": staff, "lines": lines[:MOST_NAMED], "count": len(lines), "more": len(lines[MOST_NAMED:])}
    button = blocks.button("Take it all on", "cover.take", value=staff.id, style="primary")
    shown = [blocks.section(screen.words("duties/cover.text", **facts)), blocks.actions(button)]
    return Post(screen.words("duties/cover.preview", count=len(lines)), shown)


CAPABILITY = Capability("cover", actions={"cover.take": take}, messages={COVER: cover_message})
