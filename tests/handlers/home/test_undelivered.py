"""What nobody could learn of stands on the Heads' Homes, until one of them has looked whether it is there."""

import pytest
from sqlalchemy import select

from bot.runtime.clock import real_now
from bot.workspace import Client
from models.change import Change
from models.outbox import settle
from models.tables.message import Message, MessageState
from models.tables.staff import by_slack_id
from tests.school import Service


@pytest.fixture
async def in_doubt(service: Service) -> str:
    """Leave a reminder of which nobody knows whether it was posted, and return its id."""

    def doubt(change: Change) -> str:
        message = Message(kind="nudge", to_id=_ann(change), state=MessageState.SENDING, added_at=change.now)
        message.room, message.claimed_at = "DNOWHERE", real_now()
        change.add(message)
        settle.unknown(change, message.id)
        return message.id

    return str(await service.change(doubt))


def _ann(change: Change) -> str:
    ann = by_slack_id(change.session, "UANN")
    assert ann is not None
    return ann.id


async def state_of(service: Service, message_id: str) -> MessageState:
    state = await service.read(lambda read: read.session.scalar(select(Message.state).where(Message.id == message_id)))
    return MessageState(state)


async def test_it_stands_on_the_homes_of_heads_and_of_nobody_else(
    service: Service, workspace: Client, in_doubt: str
) -> None:
    assert await state_of(service, in_doubt) is MessageState.UNKNOWN
    home = await workspace.home(by="hugo")
    assert "The daily reminder for Ann Lister may not have gone out." in home.text
    assert {"It is there", "Send it"} <= set(home.buttons)
    assert "may not have gone out" not in (await workspace.home(by="ann")).text


async def test_once_a_head_has_seen_it_in_slack_it_is_delivered(
    service: Service, workspace: Client, in_doubt: str
) -> None:
    await workspace.home(by="hugo")
    await workspace.click("It is there", by="hugo")
    await workspace.quiet()
    assert await state_of(service, in_doubt) is MessageState.SENT
    assert "may not have gone out" not in (await workspace.home(by="hugo")).text


async def test_a_head_who_does_not_find_it_has_it_sent(service: Service, workspace: Client, in_doubt: str) -> None:
    await workspace.home(by="hugo")
    await workspace.click("Send it", by="hugo")
    await workspace.quiet()
    assert await state_of(service, in_doubt) is not MessageState.UNKNOWN
