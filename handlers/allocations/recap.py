"""The recap of the allocations meeting: who does what by when, in the digest's thread, and the words in private."""

from collections.abc import Iterator
from datetime import date

from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.whole import whole
from bot.slack.words import Words
from models.allocations.meeting import RECAP, begin_recap, recap, recap_at, recap_late, recap_until
from models.allocations.recap import MOST_AGREED, AgreedAction, agreed_actions, recap_of
from models.outbox.queue import Post
from models.tables.message import Message


async def close(request: Request) -> None:
    """Close the meeting and post its recap, or bring the recap up to date."""
    await request.press(recap, request.value)


async def show_agreed(request: Request) -> None:
    """Show what was agreed, in words, to the person who asked and nobody else."""
    found = await request.change(agreed_actions, request.value)
    view = blocks.modal(request.words("allocations/agreed_actions.title"), list(blocks_of(request.words, found)))
    await request.show(view)


def blocks_of(words: Words, found: list[AgreedAction]) -> Iterator[Block]:
    """Yield each action with its owner and day, and what was agreed as it was typed."""
    yield blocks.context(words("allocations/agreed_actions.private"))
    if not found:
        yield blocks.section(words("allocations/agreed_actions.none"))
    for one in found:
        if one.what is not None:
            yield blocks.section(words("allocations/agreed_actions.line", one=one))
            yield blocks.quoted(one.what)
    if hidden := [one for one in found if one.what is None]:
        yield from whole(words("allocations/agreed_actions.hidden", hidden=hidden))
    if len(found) == MOST_AGREED:
        yield blocks.context(words("allocations/agreed_actions.full", most=MOST_AGREED))


def recap_message(screen: Screen, message: Message) -> Post | None:
    """Render the recap: who does what by when."""
    words = screen.words
    found = recap_of(screen.read, date.fromisoformat(message.about))
    parts = [blocks.section(words("allocations/recap.title", recap=found))]
    legal = [words("allocations/recap.legal", one=one) for one in found.legal]
    if legal:
        parts += blocks.sections([words("allocations/recap.legal_dates"), *legal])
    if found.allocated:
        parts.append(blocks.section(words("allocations/recap.allocated", recap=found)))
    if found.decided:
        parts.append(blocks.section(words("allocations/recap.decided", recap=found)))
    parts += [blocks.section(words("allocations/recap.share", share=share)) for share in found.shares]
    if found.owners > len(found.shares):
        parts.append(blocks.context(words("allocations/recap.more", more=found.owners - len(found.shares))))
    if found.late:
        parts.append(blocks.section(words("allocations/recap.overdue", late=found.late)))
    if not (found.legal or found.shares or found.late):
        parts.append(blocks.section(words("allocations/recap.nothing")))
    return Post(words("allocations/recap.text", recap=found), parts)


CAPABILITY = Capability(
    "recap",
    actions={"digest.recap": close, "digest.actions": show_agreed},
    messages={RECAP: recap_message},
    jobs=(Job("recap", recap_at, recap_until, begin_recap, recap_late),),
)
