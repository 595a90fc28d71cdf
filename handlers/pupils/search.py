"""Options of the select menus that look things up: pupils, colleagues, and for some those who have left."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.capability import Capability
from bot.requests.payload import letters
from bot.runtime.desk import Desk
from bot.slack import blocks
from models.change import Actor
from models.pupils.search import Found, find_mine, find_past, find_pupils, find_staff


async def pupils(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Current pupils; the value is the placement's id."""
    await ack(options=offered(await desk.read(find_pupils, letters(body), by=actor)))


async def mine(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """One's own pupils; the value is the placement's id."""
    await ack(options=offered(await desk.read(find_mine, letters(body), by=actor)))


async def past(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Stays that have ended; the value is the placement's id."""
    await ack(options=offered(await desk.read(find_past, letters(body), by=actor)))


async def staff(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Colleagues; the value is the id of the member of staff."""
    await ack(options=offered(await desk.read(find_staff, letters(body), by=actor)))


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
