"""The bot's own socket: one that is cut, or that goes on as if all were well and hears nothing, is replaced."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.app import running
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.slack import socket
from bot.workspace import Outcome
from models.tables.pupil import Pupil
from tests.crash.campaign import referral
from tests.school import CHANNEL, LONDON, Service, a_service

BOUND = 8.0


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life, but many times as fast."""
    monkeypatch.setattr(socket, "SILENCE", 1.0)
    monkeypatch.setattr(socket, "PING_EVERY", 0.2)
    monkeypatch.setattr("bot.workspace.state.socket_server.PING_EVERY", 0.2)


async def sooner_or_later(service: Service, gesture: Callable[[], Awaitable[Outcome]]) -> None:
    """Somebody tries until it works; TimeoutError where it does not within the bound."""
    service.slack.link.patience = 0.3
    async with asyncio.timeout(BOUND):
        while True:
            if (await gesture()).ok:
                return
            await asyncio.sleep(0.05)


async def answers_again(service: Service) -> None:
    await sooner_or_later(service, lambda: service.slack.command("UHELEN", CHANNEL, "/halfterm"))


@pytest.mark.parametrize("reason", ["", "refresh_requested", "link_disabled"])
async def test_a_socket_that_is_cut_is_replaced(service: Service, reason: str) -> None:
    service.slack.faults.drop_socket(reason)
    await answers_again(service)


@pytest.mark.parametrize("pongs", [True, False], ids=["that answers pings", "that answers nothing"])
async def test_a_silent_socket_is_replaced(service: Service, pongs: bool) -> None:
    service.slack.faults.silence_socket(pongs=pongs)
    await answers_again(service)


async def test_a_socket_on_which_slack_pings_is_left_alone(service: Service) -> None:
    before = list(service.slack.link.connections)
    await asyncio.sleep(2.5 * socket.SILENCE)
    assert service.slack.link.connections == before


async def test_a_server_that_never_pings_is_given_longer_and_longer(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SILENCE", 0.4)
    monkeypatch.setattr("bot.workspace.state.socket_server.PING_EVERY", 3600.0)
    issued, issue = [], service.slack.link.issue_ticket
    monkeypatch.setattr(service.slack.link, "issue_ticket", lambda: issued.append(1) or issue())
    service.slack.faults.drop_socket()
    await answers_again(service)
    await asyncio.sleep(7 * socket.SILENCE)  # after one, two and four times the silence
    assert len(issued) <= 4
    await answers_again(service)


async def test_an_address_that_is_spent_is_not_tried_for_ever(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, issue = service.slack.link, service.slack.link.issue_ticket
    monkeypatch.setattr(link, "issue_ticket", lambda: monkeypatch.setattr(link, "issue_ticket", issue) or "spent")
    service.slack.faults.drop_socket()
    await answers_again(service)


async def test_what_was_typed_meanwhile_is_saved_by_the_next_socket(service: Service) -> None:
    await service.workspace.command("/refer", by="ann")
    await service.workspace.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
    service.slack.faults.silence_socket()
    view = service.slack.modals("UANN")[-1]["id"]
    await sooner_or_later(service, lambda: service.slack.submit("UANN", view))
    assert await service.read(lambda read: read.session.scalars(select(Pupil.surname)).all()) == ["Ashworth"]


async def test_an_app_token_that_slack_does_not_know_ends_the_start(service: Service, database_url: str) -> None:
    slack = service.slack
    with pytest.raises(SlackApiError, match="invalid_auth"):
        async with (
            asyncio.timeout(BOUND),
            running(
                Database(database_url),
                api_url=slack.api_url,
                bot_token=slack.bot_token,
                app_token="xapp-another",
                clock=Clock(LONDON, starts=datetime.now(UTC)),
            ),
        ):
            pass


async def test_a_bot_that_is_told_to_stop_answers_first_what_it_has_begun(database_url: str) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "before commit" and armed:
            begun.set()
            may_go_on.wait(BOUND)

    armed = False
    async with a_service(database_url, probe=hold) as service:
        await service.workspace.command("/refer", by="ann")
        await service.workspace.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
        armed = True
        view = service.slack.modals("UANN")[-1]["id"]
        submission = asyncio.create_task(service.slack.submit("UANN", view))
        assert await asyncio.to_thread(begun.wait, BOUND)
        asyncio.get_running_loop().call_later(0.5, may_go_on.set)
    assert (await submission).ok
