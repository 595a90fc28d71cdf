"""The machine's clock against Slack's at the start: a wrong minute is said, a wrong day is refused."""

import logging
from datetime import timedelta

import pytest

from bot.runtime.clock import real_now
from bot.runtime.instance import CannotStart
from tests.school import a_service


async def test_a_clock_that_is_days_wrong_refuses_the_start(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.real_now", lambda: real_now() + timedelta(days=100))
    with pytest.raises(CannotStart, match="100 days apart"):
        async with a_service(database_url):
            pass


async def test_a_clock_that_is_minutes_wrong_is_said(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.real_now", lambda: real_now() - timedelta(minutes=3))
    with caplog.at_level(logging.WARNING, "bot.app"):
        async with a_service(database_url):
            pass
    assert "seconds apart" in caplog.text


async def test_a_clock_that_is_right_is_not_mentioned(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with a_service(database_url):
        pass
    assert "apart" not in caplog.text
