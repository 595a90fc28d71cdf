"""What every test may ask for."""

from collections.abc import AsyncIterator

import pytest

from bot.workspace import Client
from tests import once
from tests.school import PATIENT, Service, a_service

pytest_plugins = ("tests.required", "tests.databases")  # in the order in which they import each other

once.remember()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot, too, has more time than Slack's three seconds."""
    monkeypatch.setattr("bot.middleware.ANSWER_WITHIN", 0.7 * PATIENT)


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    """The invented school with the bot joined to its Slack, on a Monday morning in September."""
    async with a_service(database_url) as service:
        yield service


@pytest.fixture
def workspace(service: Service) -> Client:
    """The school's Slack, in a person's verbs."""
    return service.workspace
