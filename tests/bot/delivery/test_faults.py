"""Delivery when Slack is away, slow or says no, and when two look for the same lost message."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.requests.capability import Screen
from bot.runtime.clock import real_now
from bot.workspace import Fault
from models.change import Change
from models.outbox import settle
from models.outbox.lost import Stale, settle_stale
from models.outbox.queue import Post
from models.tables.message import Message, MessageState
from tests.bot.delivery.test_send import again, channel_texts, say, states, until, until_sent
from tests.school import Service

pytestmark = pytest.mark.usefixtures("builders")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life, but sooner."""
    monkeypatch.setattr("bot.delivery.send.retry_after", lambda failed: 0.2)
    monkeypatch.setattr("bot.delivery.send.ROOM_WITHIN", 0.5)


def methods(service: Service, name: str) -> int:
    """How often Slack was called so."""
    return sum(call.method == name for call in service.slack.calls)


async def test_while_slack_cannot_be_reached_a_message_waits_and_nobody_is_told_of_doubts(
    service: Service, said: dict[str, str]
) -> None:
    said["a"] = "2 to allocate"
    reachable, service.bot.client.base_url = service.bot.client.base_url, "http://127.0.0.1:9/api/"
    await service.bot.desk.change(say, "a")
    await until(lambda: service.bot.delivery._held != {})
    service.bot.client.base_url = reachable
    await until_sent(service)
    assert channel_texts(service) == ["2 to allocate"]
    assert service.workspace.direct_messages(to="helen") == []


async def test_a_room_that_takes_long_to_look_at_is_looked_at_again_before_anything_is_posted(
    service: Service, said: dict[str, str]
) -> None:
    said["a"] = "2 to allocate"
    service.slack.faults.next("conversations.members", Fault.HANG(1.0))
    await service.bot.desk.change(say, "a")
    await until_sent(service)
    assert channel_texts(service) == ["2 to allocate"]
    assert methods(service, "conversations.history") == 0


async def test_a_person_whom_slack_will_not_let_us_write_to_is_not_tried_for_ever(
    service: Service, said: dict[str, str]
) -> None:
    said |= {"a": "3 due", "b": "4 due"}
    service.slack.faults.next("conversations.open", Fault.ERROR("user_disabled"))
    await service.change(say, "a", "ann")
    await service.change(say, "b", "ben")
    await until(lambda: len(service.workspace.direct_messages(to="helen")) == 1)
    await service.workspace.quiet()
    assert sorted(await states(service)) == [MessageState.PAUSED, MessageState.SENT]
    assert service.workspace.direct_messages(to="ann") == []


async def test_what_is_new_is_said_before_what_stands_is_brought_up_to_date(
    service: Service, said: dict[str, str]
) -> None:
    def change_both(change: Change) -> None:
        again(change)
        say(change, "b")

    said |= {"a": "2 to allocate", "b": "the recap"}
    await service.change(say, "a")
    await service.workspace.quiet()
    before = len(service.slack.calls)
    said["a"] = "1 to allocate"
    await service.change(change_both)
    await service.workspace.quiet()
    written = [call.method for call in service.slack.calls[before:] if call.method.startswith("chat.")]
    assert written == ["chat.postMessage", "chat.update"]


async def test_a_message_whose_words_break_the_database_does_not_stop_the_others(
    service: Service, said: dict[str, str]
) -> None:
    def stumble(screen: Screen, _message: Message) -> Post | None:
        screen.read.session.execute(text("SELECT nothing FROM nowhere"))
        return None

    def say_two(change: Change) -> None:
        change.say("broken", None)
        say(change, "a")

    service.bot.delivery._renderer.builders["broken"] = stumble
    said["a"] = "2 to allocate"
    await service.change(say_two)
    await until(lambda: channel_texts(service) == ["2 to allocate"])


async def test_a_look_that_ends_late_leaves_alone_what_was_settled_or_claimed_since(
    service: Service, said: dict[str, str]
) -> None:
    said["a"] = "2 to allocate"
    message_id = await service.change(say, "a")
    await until_sent(service)

    def lose(change: Change, claimed_ago: float) -> MessageState:
        claimed_at = real_now() - timedelta(seconds=claimed_ago)
        lost = Stale(message_id, "test", "", None, None, change.now, claimed_at)
        settle_stale(change, lost, settle.lost)
        return change.get(Message, message_id).state

    def claim_anew(change: Change) -> None:
        message = change.get(Message, message_id)
        message.state, message.claimed_at = MessageState.SENDING, real_now()

    assert await service.change(lose, 20.0) is MessageState.SENT
    await service.change(claim_anew)
    assert await service.change(lose, 20.0) is MessageState.SENDING
