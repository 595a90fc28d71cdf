"""No pupil reaches an unsafe room: what a channel is may change between the wish to post and the post."""

import random
from collections.abc import Callable

from sqlalchemy import update

from bot.workspace import Person, Room
from models.allocations.meeting import open_meeting
from models.change import Change
from models.tables.message import Message, MessageState
from tests.promises.doors import quiet
from tests.school import CHANNEL, Service, a_pupil

TIMES = 100
WROTE = ("chat.postMessage", "chat.update")


def make_public(room: Room) -> None:
    room.is_private = False


def share(room: Room) -> None:
    room.is_ext_shared = True


def invite_abroad(room: Room) -> None:
    room.is_pending_ext_shared = True


def share_in_grid(room: Room) -> None:
    room.is_org_shared = True


def archive(room: Room) -> None:
    room.is_archived = True


def let_in_a_guest(room: Room) -> None:
    room.members.append("UGUS")


def let_in_a_stranger(room: Room) -> None:
    room.members.append("UNOBODY")


def let_in_another_app(room: Room) -> None:
    room.members.append("UAPP")


UNSAFE: tuple[Callable[[Room], None], ...] = (
    make_public,
    share,
    invite_abroad,
    share_in_grid,
    archive,
    let_in_a_guest,
    let_in_a_stranger,
    let_in_another_app,
)


async def test_a_channel_that_became_unsafe_before_the_post_gets_none_however_it_became_so(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    room, chance = service.slack.rooms[CHANNEL], random.Random(2)  # noqa: S311 - no secret
    service.slack.people["UAPP"] = Person("UAPP", "otherapp", "Other App", is_bot=True)
    safe = list(room.members)
    wrong, posted = [], 0
    for n in range(TIMES):
        spoil = chance.choice(UNSAFE) if n % 5 else None
        when = chance.choice(("before", "between"))
        wrote = await post_once(service, room, spoil, when)
        posted += spoil is None and wrote == 1
        wrong += [f"{n}: {spoil.__name__} {when} the wish"] if spoil and wrote else []
        room.__dict__.update(vars(Room(CHANNEL, "allocations", members=list(safe))))
    assert wrong == []
    assert posted == TIMES // 5, "a safe room was refused too"


async def post_once(service: Service, room: Room, spoil: Callable[[Room], None] | None, when: str) -> int:
    """Wish for a digest while the room changes; how many messages were written in it."""
    await service.change(forget_the_digest)
    service.slack.store.posts[CHANNEL].clear()
    first = len(service.slack.calls)
    if spoil and when == "before":
        spoil(room)
    wish = service.change(lambda change: open_meeting(change, change.today) and None)
    if spoil and when == "between":
        spoil(room)
    await wish
    service.bot.delivery.wake()
    await quiet(service)
    calls = service.slack.calls[first:]
    return len([call for call in calls if call.method in WROTE and call.args.get("channel") == CHANNEL])


def forget_the_digest(change: Change) -> None:
    """As if this week had had none, in the database."""
    change.session.execute(update(Message).where(Message.to_id.is_(None)).values(key=None, live_until=None))
    change.session.execute(update(Message).values(state=MessageState.CANCELLED))
