"""What Halfterm says in a channel that it was added to."""

import pytest

from bot.workspace import Room
from models.school.settings import write_settings
from tests.school import CHANNEL, Service


async def said_in(service: Service, room: str) -> list[str]:
    """Let Halfterm be added to a channel, and return what it says there."""
    service.slack.rooms[room].members = [
        one for one in service.slack.rooms[room].members if one != service.slack.bot_user_id
    ]
    await service.slack.join(service.slack.bot_user_id, room)
    await service.workspace.quiet()
    return [one["blocks"][0]["text"]["text"] for one in service.slack.history("UHELEN", room)]


async def test_in_the_staff_channel_it_says_what_it_posts_when_and_who_sees_it(service: Service) -> None:
    [text] = await said_in(service, CHANNEL)
    assert text.count("\n") == 2
    for words in ("never names, needs or grades", "Mondays at 08:00", "everyone in this channel"):
        assert words in text
    assert "choose" not in text


async def test_in_another_private_channel_it_says_that_a_head_still_has_to_choose_it(service: Service) -> None:
    await service.change(lambda change: write_settings(change.session, {"channel": None}) and None)
    [text] = await said_in(service, CHANNEL)
    assert "A Head still has to choose it" in text


@pytest.mark.parametrize(
    "room", [Room("CGENERAL", "general", is_private=False), Room("GSHARED", "shared", is_ext_shared=True)]
)
async def test_where_others_can_read_it_says_that_nothing_about_pupils_is_posted(service: Service, room: Room) -> None:
    room.members = ["UHELEN"]
    service.slack.rooms[room.id] = room
    [text] = await said_in(service, room.id)
    assert "I post nothing about pupils" in text


async def test_when_a_colleague_joins_it_says_nothing(service: Service) -> None:
    await service.slack.join("UNOBODY", CHANNEL)
    await service.workspace.quiet()
    assert service.slack.history("UHELEN", CHANNEL) == []
