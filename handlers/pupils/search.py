"""The options of menus that search for pupils and colleagues."""

from collections.abc import Sequence

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from models.pupils.search import Found, find_anyone, find_mine, find_pupils, find_staff


async def suggest_pupils(request: Request) -> Answer | None:
    """Offer current pupils; the value of an option is the placement's id."""
    return Answer.with_options(options_of(await request.read(find_pupils, request.text)))


async def suggest_anyone(request: Request) -> Answer | None:
    """Offer current pupils and, to those who may see them, past ones; the value of an option is the placement's id."""
    return Answer.with_options(options_of(await request.read(find_anyone, request.text)))


async def suggest_mine(request: Request) -> Answer | None:
    """Offer the actor's own pupils; the value of an option is the placement's id."""
    return Answer.with_options(options_of(await request.read(find_mine, request.text)))


async def suggest_staff(request: Request) -> Answer | None:
    """Offer colleagues; the value of an option is the id of the member of staff."""
    return Answer.with_options(options_of(await request.read(find_staff, request.text)))


def options_of(found: Sequence[Found]) -> list[blocks.Option]:
    """Return the options: pupils with year group and reference, colleagues with their role."""
    return [blocks.option(blocks.called(one.name, one.more), one.id) for one in found]


CAPABILITY = Capability(
    "lookups",
    options={
        "lookup.pupil": suggest_pupils,
        "lookup.staff": suggest_staff,
        "lookup.anyone": suggest_anyone,
        "pupil.jump": suggest_anyone,
        "pupil.mine": suggest_mine,
    },
)
