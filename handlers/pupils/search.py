"""Options of the select menus that look things up: pupils, colleagues, and for some those who have left."""

from collections.abc import Sequence

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from models.pupils.search import Found, find_mine, find_past, find_pupils, find_staff


async def pupils(request: Request) -> Answer | None:
    """Current pupils; the value is the placement's id."""
    return Answer.with_options(offered(await request.read(find_pupils, request.text)))


async def mine(request: Request) -> Answer | None:
    """One's own pupils; the value is the placement's id."""
    return Answer.with_options(offered(await request.read(find_mine, request.text)))


async def past(request: Request) -> Answer | None:
    """Stays that have ended; the value is the placement's id."""
    return Answer.with_options(offered(await request.read(find_past, request.text)))


async def staff(request: Request) -> Answer | None:
    """Colleagues; the value is the id of the member of staff."""
    return Answer.with_options(offered(await request.read(find_staff, request.text)))


def offered(found: Sequence[Found]) -> list[blocks.Option]:
    """Pupils with year group and reference, colleagues with their role."""
    return [blocks.option(blocks.called(one.name, one.more), one.id) for one in found]


CAPABILITY = Capability(
    "lookups",
    options={
        "lookup.pupil": pupils,
        "lookup.past": past,
        "lookup.staff": staff,
        "pupil.jump": pupils,
        "pupil.mine": mine,
    },
)
