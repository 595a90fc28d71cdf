"""A token that Slack refuses holds messages up, and loses none: they go once Slack lets the app in again."""

import asyncio

import pytest
from sqlalchemy import select, update

from bot.workspace import Fault
from models.outbox.queue import keep_room
from models.tables.message import Message, MessageState
from tests.bot.delivery.test_send import until
from tests.school import Service, a_pupil, a_service

CODES = ("token_revoked", "invalid_auth", "account_inactive", "missing_scope", "accesslimited")


async def shut_out(service: Service, code: str, *, known: tuple[str, ...] = ()) -> None:
    """Let the digest and the reminders fall due while Slack refuses every call; `known` have a room in Slack."""
    await a_pupil(service, "Kai Ashworth")
    for handle in known:
        room = (await service.bot.client.conversations_open(users=[f"U{handle.upper()}"]))["channel"]["id"]
        await service.change(keep_room, (await service.actor(handle)).staff_id, room)
    service.slack.faults.always(lambda _method: Fault.ERROR(code))
    await service.go_to(2026, 9, 14, 8, 16)
    await until(lambda: service.bot.delivery._held != {})


async def undelivered(service: Service) -> list[tuple[str, str, str | None]]:
    """Return the messages that are due and not sent."""
    rows = select(Message.kind, Message.state, Message.problem).where(
        Message.state.not_in((MessageState.SENT, MessageState.CANCELLED)), Message.not_before.is_(None)
    )
    return [tuple(row) for row in await service.read(lambda read: read.session.execute(rows).all())]


async def until_delivered(service: Service) -> None:
    for _ in range(200):
        service.bot.delivery.wake()
        if not await undelivered(service):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await undelivered(service))


@pytest.mark.parametrize("code", CODES)
async def test_what_waited_goes_when_slack_lets_the_app_in_again(
    service: Service, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.api_errors.SHUT_OUT_FOR", 0.2)
    await shut_out(service, code, known=("helen", "hugo"))
    assert {state for _, state, _ in await undelivered(service)} <= {MessageState.PENDING, MessageState.SENDING}
    service.slack.faults.clear()
    await until_delivered(service)
    assert len(service.workspace.in_room("allocations")) == 1


async def test_what_waited_goes_after_a_start_with_the_new_token(database_url: str) -> None:
    async with a_service(database_url) as before:
        await shut_out(before, "token_revoked")
        now = before.clock.now()
    async with a_service(database_url, opened=False, at=now) as after:
        await until_delivered(after)
        assert len(after.workspace.in_room("allocations")) == 1


async def test_what_an_earlier_version_paused_for_a_token_goes_after_a_start(database_url: str) -> None:
    async with a_service(database_url) as before:
        await shut_out(before, "token_revoked")
        paused = update(Message).where(Message.state == MessageState.PENDING, Message.not_before.is_(None))
        stuck = paused.values(state=MessageState.PAUSED, problem="token_revoked")
        await before.change(lambda change: change.session.execute(stuck) and None)
        now = before.clock.now()
    async with a_service(database_url, opened=False, at=now) as after:
        await until_delivered(after)
        assert len(after.workspace.in_room("allocations")) == 1
