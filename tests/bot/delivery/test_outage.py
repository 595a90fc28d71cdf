"""Slack is away or slow for a while: what was on its way is learned of afterwards, and stands once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import recover, send
from bot.runtime.clock import real_now
from bot.workspace import Fault
from models.tables.message import Message, MessageState
from tests.bot.delivery.test_send import channel_texts, say, states, until, until_sent
from tests.school import CHANNEL, Service

pytestmark = pytest.mark.usefixtures("builders")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Return by how much real time has leapt ahead, for delivery and for recovery: its last entry counts."""
    leaps = [timedelta(0)]

    def now() -> datetime:
        return real_now() + leaps[-1]

    monkeypatch.setattr("bot.delivery.recover.real_now", now)
    monkeypatch.setattr("bot.delivery.send.real_now", now)
    monkeypatch.setattr("bot.delivery.send.LOOK_EVERY", 0.1)
    return leaps


def away(service: Service) -> None:
    """Have Slack answer 500 to every post, and to every look for one."""
    silent = ("chat.postMessage", "conversations.history")
    service.slack.faults.always(lambda method: Fault.ERROR_500 if method in silent else None)


async def every_state(service: Service) -> list[tuple[str, str]]:
    rows = select(Message.kind, Message.state).where(Message.kind != "home")
    return [tuple(row) for row in await service.read(lambda read: read.session.execute(rows).all())]


async def until_unknown(service: Service, later: list[timedelta]) -> None:
    """Let minutes of looks in vain go by."""
    for _ in range(100):
        if await states(service) == [MessageState.UNKNOWN]:
            return
        later.append(later[-1] + timedelta(minutes=1))
        await asyncio.sleep(0.1)
    raise AssertionError(await every_state(service))


async def until_all_sent(service: Service, later: list[timedelta]) -> None:
    for _ in range(100):
        if {state for _, state in await every_state(service)} <= {MessageState.SENT, MessageState.CANCELLED}:
            return
        later.append(later[-1] + timedelta(minutes=1))
        service.bot.delivery.wake()
        await asyncio.sleep(0.1)
    raise AssertionError(await every_state(service))


async def test_after_an_outage_of_any_length_what_was_on_its_way_goes_and_so_does_the_notice(
    service: Service, said: dict[str, str], later: list[timedelta]
) -> None:
    said["a"] = "2 to allocate"
    away(service)
    await service.change(say, "a", "ann")
    await until_unknown(service, later)
    later.append(later[-1] + timedelta(days=2))
    service.slack.faults.clear()
    await until_all_sent(service, later)
    assert [message.text for message in service.workspace.direct_messages(to="ann")] == ["2 to allocate"]


async def test_what_stood_all_along_is_found_after_the_outage_and_the_heads_hear_that_it_is_sorted(
    service: Service, said: dict[str, str], later: list[timedelta]
) -> None:
    said["a"] = "2 to allocate"
    service.slack.faults.next("chat.postMessage", Fault.LOST_REPLY)
    service.slack.faults.always(lambda method: Fault.ERROR_500 if method == "conversations.history" else None)
    await service.change(say, "a")
    await until_unknown(service, later)
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    service.slack.faults.clear()
    await until_all_sent(service, later)
    assert channel_texts(service) == ["2 to allocate"]
    await until(lambda: "sorted" in service.workspace.direct_messages(to="helen")[0].plain)


def test_the_grace_outlasts_every_timeout_and_a_post_that_lands_late() -> None:
    """Bound the figures of production: the app gives up after FRESH and PUT_WITHIN, twice where Slack draws less."""
    given_up = timedelta(seconds=send.FRESH + send.PUT_WITHIN)
    assert send.FRESH > send.ROOM_WITHIN
    assert given_up + recover.LANDS_WITHIN < recover.GRACE


@pytest.mark.parametrize("seconds", [17, 40])
async def test_a_post_that_slack_lands_late_stands_once(
    service: Service, said: dict[str, str], later: list[timedelta], monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    monkeypatch.setattr("bot.delivery.send.PUT_WITHIN", 0.3)
    service.bot.delivery._lost._grace = recover.GRACE
    said["a"] = "2 to allocate"
    service.slack.faults.next("chat.postMessage", Fault.HANG(1.2))
    await service.change(say, "a")
    await asyncio.sleep(0.6)
    later.append(timedelta(seconds=seconds))  # the app has long given up, and Slack has not landed it yet
    await asyncio.sleep(0.4)
    assert await states(service) == [MessageState.SENDING]
    await until(lambda: channel_texts(service) == ["2 to allocate"])
    later.append(recover.GRACE + timedelta(seconds=seconds))
    await until_sent(service)
    assert channel_texts(service) == ["2 to allocate"]


async def test_a_claim_that_grew_old_before_its_post_is_not_posted_by_it(
    service: Service, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the process was frozen between the claim and the post, and another has posted meanwhile."""
    frozen = [True]

    def clock() -> float:
        return asyncio.get_running_loop().time() + (send.FRESH + 1 if not frozen[0] else 0)

    def thaw(point: str) -> None:
        if point == "to be posted" and frozen[0]:
            frozen[0] = False

    monkeypatch.setattr("bot.delivery.send.monotonic", clock)
    service.bot.desk.probe = thaw
    said["a"] = "2 to allocate"
    await service.change(say, "a")
    await until_sent(service)
    posts = [call for call in service.slack.calls if call.method == "chat.postMessage"]
    assert len(posts) == 1
    infos = [call for call in service.slack.calls if call.method == "conversations.info"]
    assert len(infos) == 2, "the first claim went as far as to look at the room, and no further"


async def test_what_somebody_deletes_comes_back_once_and_then_the_heads_are_asked(
    service: Service, said: dict[str, str]
) -> None:
    said["a"] = "8 to allocate"
    await service.change(say, "a")
    await until_sent(service)
    for left in (7, 6, 5, 4):
        service.slack.store.posts[CHANNEL].clear()
        said["a"] = f"{left} to allocate"
        await service.change(lambda change: change.refresh(None))
        await service.workspace.quiet()
        await asyncio.sleep(0.1)
    posts = [
        call for call in service.slack.calls if call.method == "chat.postMessage" and call.args["channel"] == "GALLOC"
    ]
    assert len(posts) == 2
    assert await states(service) == [MessageState.PAUSED]
    await until(lambda: "deleted" in service.workspace.direct_messages(to="helen")[0].plain)
