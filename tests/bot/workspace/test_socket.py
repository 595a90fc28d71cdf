"""Socket Mode: hello, tickets, acks, envelopes that come again, connections that go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace
from tests.bot.workspace.bad_payloads import input_of, modal
from tests.bot.workspace.conftest import Connect
from tests.bot.workspace.invented import ANN, STAFF_ROOM, a_workspace

Json = dict[str, Any]
Dial = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    """With little patience, so that what is sent again comes soon."""
    workspace = a_workspace(patience=0.2)
    await workspace.start()
    yield workspace
    await workspace.stop()


@pytest.fixture
async def dial(slack: Workspace, api: AsyncWebClient) -> AsyncIterator[Dial]:
    """Yield a function that opens a bare WebSocket, as any Socket Mode client does, and reads its hello."""
    async with aiohttp.ClientSession() as session:

        async def connect() -> aiohttp.ClientWebSocketResponse:
            url = (await api.apps_connections_open(app_token=slack.app_token))["url"]
            socket = await session.ws_connect(url)
            assert (await socket.receive_json())["type"] == "hello"
            return socket

        yield connect


async def envelope(socket: aiohttp.ClientWebSocketResponse) -> Json:
    received: Json = await socket.receive_json(timeout=2)
    return received


async def test_hello_says_how_many_connections_there_are(slack: Workspace, api: AsyncWebClient) -> None:
    kept = []
    async with aiohttp.ClientSession() as session:
        for number in (1, 2):
            url = (await api.apps_connections_open(app_token=slack.app_token))["url"]
            kept.append(await session.ws_connect(url))
            hello = await kept[-1].receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", number)
            assert hello["connection_info"] == {"app_id": slack.app_id}
            assert hello["debug_info"]["host"]


async def test_a_ticket_is_good_once(slack: Workspace, api: AsyncWebClient) -> None:
    url = (await api.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(url)
        for refused in (url, f"{slack.url}link/?ticket=guessed"):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(refused)


async def test_no_more_than_ten_connections_are_open(slack: Workspace, dial: Dial) -> None:
    kept = [await dial() for _ in range(10)]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await dial()
    assert len(kept) == len(slack.link.connections)


async def test_an_envelope_goes_to_one_connection_and_its_ack_ends_it(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    gesture = asyncio.create_task(slack.command(ANN, STAFF_ROOM, "/refer"))
    sent = await envelope(socket)
    assert (sent["type"], sent["accepts_response_payload"]) == ("slash_commands", True)
    assert sent["payload"]["command"] == "/refer"
    await socket.send_json({"envelope_id": sent["envelope_id"], "payload": {"text": "Done"}})
    assert (await gesture).response == {"text": "Done"}
    assert slack.link.unacked == {}


async def test_an_envelope_without_an_ack_fails_the_gesture_and_comes_again(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    outcome = await slack.command(ANN, STAFF_ROOM, "/refer")
    assert outcome.error == '/refer failed with the error "operation_timeout"'
    first, again = await envelope(socket), await envelope(socket)
    assert first["envelope_id"] == again["envelope_id"]
    assert "retry_attempt" not in first
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")


async def test_what_a_lost_connection_did_not_acknowledge_comes_to_the_next(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    gesture = asyncio.create_task(slack.command(ANN, STAFF_ROOM, "/refer"))
    sent = await envelope(socket)
    await socket.close()
    assert not (await gesture).ok
    later = await dial()
    assert (await envelope(later))["envelope_id"] == sent["envelope_id"]


async def test_an_event_waits_for_an_app_to_come(slack: Workspace, dial: Dial) -> None:
    assert not (await slack.open_home(ANN)).ok
    sent = await envelope(await dial())
    assert (sent["type"], sent["accepts_response_payload"]) == ("events_api", False)
    assert sent["payload"]["event"]["type"] == "app_home_opened"


async def test_an_envelope_is_not_sent_for_ever(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    await slack.command(ANN, STAFF_ROOM, "/refer")
    attempts = [(await envelope(socket)).get("retry_attempt", 0) for _ in range(4)]
    assert attempts == [0, 1, 2, 3]
    with pytest.raises(TimeoutError):
        await socket.receive_json(timeout=0.4)
    assert slack.link.unacked == {}


async def test_everything_can_be_made_to_come_twice(slack: Workspace, dial: Dial) -> None:
    slack.faults.redeliver_everything = True
    socket = await dial()
    gesture = asyncio.create_task(slack.command(ANN, STAFF_ROOM, "/refer"))
    first, second = await envelope(socket), await envelope(socket)
    assert first["envelope_id"] == second["envelope_id"]
    for _ in range(2):
        await socket.send_json({"envelope_id": first["envelope_id"]})
    assert (await gesture).ok


async def test_a_refresh_is_announced_before_the_connection_goes(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    slack.faults.drop_socket("warning")
    assert (await envelope(socket))["reason"] == "warning"
    slack.faults.drop_socket("refresh_requested")
    goodbye = await envelope(socket)
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_silenced_connection_stays_open_and_hears_nothing(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    slack.faults.silence_socket()
    assert not (await slack.command(ANN, STAFF_ROOM, "/refer")).ok
    with pytest.raises(TimeoutError):
        await socket.receive_json(timeout=0.1)
    assert not socket.closed


async def test_slack_pings_and_answers_pings_until_it_falls_silent(
    slack: Workspace, api: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.workspace.state.socket_server.PING_EVERY", 0.02)
    url = (await api.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url, autoping=False)
        await socket.receive_json()
        assert (await socket.receive(timeout=1)).type is aiohttp.WSMsgType.PING
        await socket.ping(b"anybody?")
        seen = [await socket.receive(timeout=1) for _ in range(2)]
        assert aiohttp.WSMsgType.PONG in {message.type for message in seen}
        slack.faults.silence_socket()
        await socket.ping(b"anybody?")
        await asyncio.sleep(0.03)
        while True:
            try:
                message = await socket.receive(timeout=0.1)
            except TimeoutError:
                break
            assert message.type is aiohttp.WSMsgType.PING


async def test_a_message_that_is_no_ack_changes_nothing(slack: Workspace, dial: Dial) -> None:
    socket = await dial()
    for text in ("not json", "[1]", '{"envelope_id": "unknown"}'):
        await socket.send_str(text)
    gesture = asyncio.create_task(slack.command(ANN, STAFF_ROOM, "/refer"))
    await socket.send_json({"envelope_id": (await envelope(socket))["envelope_id"]})
    assert (await gesture).ok


async def test_bolt_comes_back_after_its_connection_was_dropped(
    slack: Workspace, app: AsyncApp, connect: Connect
) -> None:
    async def answer(ack: AsyncAck) -> None:
        await ack("Here")

    app.command("/refer")(answer)
    await connect(app)
    slack.faults.drop_socket("refresh_requested")
    await asyncio.wait_for(slack.link.reconnected(), 5)
    assert (await slack.command(ANN, STAFF_ROOM, "/refer")).response == {"text": "Here"}


async def test_a_modal_stays_open_when_the_app_is_too_late(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    async def dawdle(ack: AsyncAck) -> None:
        await asyncio.sleep(0.3)
        await ack()

    app.view("saved")(dawdle)
    await connect(app)
    view = modal(input_of(block_id="name", optional=True), callback_id="saved")
    view_id = (await api.views_open(trigger_id=slack.triggers.issue(ANN), view=view))["view"]["id"]
    await slack.fill(ANN, view_id, "name", "said", "Kai")
    outcome = await slack.submit(ANN, view_id)
    assert outcome.error == "We had some trouble connecting. Try again?"
    assert slack.modals(ANN)[0]["state"]["values"]["name"]["said"]["value"] == "Kai"
