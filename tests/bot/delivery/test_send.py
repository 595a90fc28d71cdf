"""Delivery: what is to be said arrives once, in order, in the right room, or somebody is told."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.runtime.clock import monotonic
from bot.workspace import Fault
from models.administration.staff_list import end_staff
from models.change import Change
from models.permission import Role
from models.tables.message import Message, MessageState
from models.tables.staff import active_staff, by_slack_id
from tests.school import CHANNEL, STAFF, Service

pytestmark = pytest.mark.usefixtures("builders")


def say(change: Change, about: str, to: str | None = None, **more: Any) -> str:
    """Have something said to a member of staff (their handle), or in the channel."""
    staff = by_slack_id(change.session, STAFF[to][0]) if to else None
    return change.say("test", staff, about=about, live_until=change.now + timedelta(days=1), **more).id


def again(change: Change) -> None:
    """Mark the live messages to be shown anew."""
    change.refresh(None)


async def until(true: Callable[[], bool], within: float = 8.0) -> None:
    """Wait for something to come true."""
    deadline = monotonic() + within
    while not true():
        assert monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.02)


def channel_texts(service: Service) -> list[str]:
    """Return the texts in the staff channel."""
    return [message.text for message in service.workspace.in_room("allocations")]


async def states(service: Service) -> list[str]:
    """Of every test message."""
    return await service.read(
        lambda read: list(read.session.scalars(select(Message.state).where(Message.kind == "test")))
    )


async def until_sent(service: Service) -> None:
    """Wait until every test message is known to stand in Slack."""
    for _ in range(100):
        if set(await states(service)) == {MessageState.SENT}:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await states(service))


async def test_a_message_to_the_channel_and_one_to_a_person_arrive(service: Service, said: dict[str, str]) -> None:
    said |= {"a": "2 to allocate", "b": "3 due"}
    await service.change(say, "a")
    await service.change(say, "b", "ann")
    await service.workspace.quiet()
    assert channel_texts(service) == ["2 to allocate"]
    assert [message.text for message in service.workspace.direct_messages(to="ann")] == ["3 due"]


async def test_a_message_is_rendered_when_it_goes_and_updated_in_place(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    await service.change(say, "a")
    await service.workspace.quiet()
    said["a"] = "1 to allocate"
    await service.change(again)
    await service.workspace.quiet()
    assert channel_texts(service) == ["1 to allocate"]


async def test_many_revisions_become_one_update(service: Service, said: dict[str, str]) -> None:
    said["a"] = "20 to allocate"
    await service.change(say, "a")
    await service.workspace.quiet()
    before = len(service.slack.calls)
    for left in range(19, -1, -1):
        said["a"] = f"{left} to allocate"
        await service.bot.desk.change(again)
    await until(lambda: channel_texts(service) == ["0 to allocate"])
    updates = [call for call in service.slack.calls[before:] if call.method == "chat.update"]
    assert len(updates) < 20


async def test_an_update_that_would_change_nothing_is_not_sent(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    await service.change(say, "a")
    await service.workspace.quiet()
    before = len(service.slack.calls)
    await service.change(again)
    await service.workspace.quiet()
    assert [call.method for call in service.slack.calls[before:]] == []


async def test_what_has_become_untrue_before_it_goes_is_not_said(service: Service) -> None:
    await service.change(say, "nothing")
    await service.workspace.quiet()
    assert channel_texts(service) == []
    assert await states(service) == [MessageState.CANCELLED]


async def test_a_leaver_is_told_nothing_more(service: Service, said: dict[str, str]) -> None:
    def say_and_leave(change: Change) -> None:
        say(change, "a", "ann")
        ann = by_slack_id(change.session, STAFF["ann"][0])
        assert ann is not None
        end_staff(change, ann)

    said["a"] = "3 due"
    await service.change(say_and_leave)
    await service.workspace.quiet()
    assert service.workspace.direct_messages(to="ann") == []


@pytest.mark.parametrize("fault", [Fault.LOST_REPLY, Fault.RESET, Fault.ERROR_500, Fault.RATE_LIMIT])
async def test_whatever_becomes_of_a_post_it_stands_once(service: Service, said: dict[str, str], fault: Any) -> None:
    said["a"] = "2 to allocate"
    service.slack.faults.next("chat.postMessage", fault)
    await service.change(say, "a")
    await until_sent(service)
    assert channel_texts(service) == ["2 to allocate"]


async def test_an_outcome_that_cannot_be_learned_is_told_to_every_head(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    service.slack.faults.next("chat.postMessage", Fault.LOST_REPLY)
    service.slack.faults.next("conversations.history", Fault.ERROR_500, times=5)
    await service.change(say, "a")
    heads = len(await service.read(lambda read: active_staff(read.session, Role.HEAD)))
    assert heads == 2
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1, within=20)
    await until(lambda: len(service.workspace.direct_messages(to="hugo")) == 1)
    assert await states(service) == [MessageState.UNKNOWN]
    assert channel_texts(service) == ["2 to allocate"]


async def test_a_post_that_somebody_deleted_is_posted_once_more(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    await service.change(say, "a")
    await service.workspace.quiet()
    service.slack.faults.next("chat.update", Fault.ERROR("message_not_found"))
    said["a"] = "1 to allocate"
    await service.change(again)
    await until(lambda: "1 to allocate" in channel_texts(service))


@pytest.mark.parametrize(
    ("flag", "problem"),
    [
        ("is_ext_shared", "shared_channel"),
        ("is_pending_ext_shared", "shared_channel"),
        ("is_org_shared", "shared_channel"),
        ("is_archived", "is_archived"),
    ],
)
async def test_nothing_goes_into_a_room_that_became_unsafe(
    service: Service, said: dict[str, str], flag: str, problem: str
) -> None:
    said["a"] = "2 to allocate"
    setattr(service.slack.rooms[CHANNEL], flag, True)
    await service.change(say, "a")
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    assert channel_texts(service) == []
    assert await service.read(lambda read: read.session.scalar(select(Message.problem))) == problem


async def test_nothing_goes_into_a_public_channel(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    service.slack.rooms[CHANNEL].is_private = False
    await service.change(say, "a")
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    assert channel_texts(service) == []


async def test_nothing_goes_into_a_room_with_somebody_who_is_not_on_the_staff(
    service: Service, said: dict[str, str]
) -> None:
    said["a"] = "2 to allocate"
    service.slack.rooms[CHANNEL].members.append("UGUS")
    await service.change(say, "a")
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    assert channel_texts(service) == []


async def test_a_room_that_turns_unsafe_gets_no_updates_either(service: Service, said: dict[str, str]) -> None:
    said["a"] = "2 to allocate"
    await service.change(say, "a")
    await service.workspace.quiet()
    service.slack.rooms[CHANNEL].is_ext_shared = True
    said["a"] = "1 to allocate"
    await service.change(again)
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    assert channel_texts(service) == ["2 to allocate"]


async def test_a_reply_in_a_thread_waits_for_its_head(service: Service, said: dict[str, str]) -> None:
    def say_both(change: Change) -> None:
        head = change.say("test", None, about="head")
        change.say("test", None, about="reply", thread_of=head)

    said |= {"head": "the digest", "reply": "more of it"}
    service.slack.faults.next("chat.postMessage", Fault.RATE_LIMIT)
    await service.change(say_both)
    await until(lambda: len(channel_texts(service)) == 2)
    head, reply = service.workspace.in_room("allocations")
    assert reply.thread_ts == head.ts


async def test_one_message_that_cannot_be_rendered_does_not_stop_the_others(
    service: Service, said: dict[str, str]
) -> None:
    def say_two(change: Change) -> None:
        change.say("no such kind", None)
        say(change, "a")

    said["a"] = "2 to allocate"
    await service.change(say_two)
    await until(lambda: channel_texts(service) == ["2 to allocate"])
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)


async def test_what_waits_for_its_pace_goes_when_that_is_over_and_not_a_look_later(
    service: Service, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_two(change: Change) -> None:
        say(change, "a")
        say(change, "b")

    said |= {"a": "1 to allocate", "b": "2 to allocate"}
    monkeypatch.setattr("bot.delivery.send.LOOK_EVERY", 60.0)
    service.bot.delivery._pace = 1.5  # longer than the look that is under way already
    await service.change(say_two)
    await until(lambda: len(channel_texts(service)) == 2)
