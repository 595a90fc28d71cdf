"""Whoever watches over the bot learns how it is: by figures, without a name, and before anybody at the school does."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from sqlalchemy import text

from bot.health import DELIVERS_WITHIN, look, watched
from bot.runtime.instance import CannotStart
from bot.runtime.logs import JsonFormatter
from models.change import Change
from tests.process import free_port
from tests.school import CHANNEL, Service, a_pupil


@pytest.fixture
async def page(service: Service) -> AsyncIterator[str]:
    port = free_port()
    async with watched(lambda: service.bot, "127.0.0.1", port):
        yield f"http://127.0.0.1:{port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_bot_that_ticks_and_delivers_is_ready_and_says_when_its_last_digest_stood(
    service: Service, page: str
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await service.workspace.quiet()
    assert (await get(f"{page}/healthz"))[0] == 200
    code, said = await get(f"{page}/readyz")
    assert (code, json.loads(said)["problems"]) == (503, ["ticks"])  # as long as it has not looked for work
    await service.go_to(2026, 9, 14, 8, 20)
    code, said = await get(f"{page}/readyz")
    assert (code, json.loads(said)["ready"], json.loads(said)["waiting"]) == (200, True, 0)
    assert json.loads(said)["last_digest"] is not None
    _, metrics = await get(f"{page}/metrics")
    assert "halfterm_ready 1.0" in metrics
    assert 'halfterm_job_runs_total{job="digest",outcome="done"} 1.0' in metrics
    assert "halfterm_last_digest_timestamp_seconds" in metrics
    assert [name for name in ("Kai", "Ashworth", "Helen", "UHELEN", CHANNEL) if name in metrics + said] == []


async def test_what_waits_too_long_for_slack_is_not_ready(service: Service, page: str) -> None:
    await service.bot.ticker.tick()

    def wait(change: Change) -> None:
        change.session.execute(
            text(
                "INSERT INTO message (id, kind, about, wanted, posted, state, tries, added_at) "
                "VALUES ('m', 'nudge', '', 1, 0, 'sending', 0, :at)"
            ),
            {"at": "2026-09-07 06:00:00+00:00"},
        )

    await service.change(wait)
    code, said = await get(f"{page}/readyz")
    assert (code, json.loads(said)["problems"]) == (503, ["undelivered"])
    assert json.loads(said)["oldest_undelivered_seconds"] > DELIVERS_WITHIN


async def test_a_database_or_a_socket_that_is_gone_is_named(service: Service, page: str) -> None:
    await service.bot.ticker.tick()
    cut = replace(service.bot, is_connected=lambda: False)
    assert (await look(cut)).problems == ["socket"]
    await service.change(lambda change: change.session.execute(text("ALTER TABLE message RENAME TO lost")) and None)
    code, said = await get(f"{page}/readyz")
    assert (code, json.loads(said)["problems"]) == (503, ["database"])
    assert "halfterm_ready 0.0" in (await get(f"{page}/metrics"))[1]


async def test_a_taken_port_is_one_line(service: Service, page: str) -> None:
    port = int(page.rpartition(":")[2])
    with pytest.raises(CannotStart, match=f"HALFTERM_HEALTH_PORT {port} cannot be used"):
        async with watched(lambda: service.bot, "127.0.0.1", port):
            pass


async def test_each_run_of_a_job_is_one_line_and_a_leap_of_the_clock_does_not_flood_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await service.go_to(2026, 9, 18, 8, 20)
    assert "job " not in caplog.text
    service.skip_to(2026, 9, 21, 8, 20)
    await service.bot.ticker.tick()
    (line,) = [record.getMessage() for record in caplog.records if "job digest" in record.getMessage()]
    assert line.startswith("job digest: done in ")


def test_a_line_of_json_says_what_the_line_of_text_says_and_quotes_no_library() -> None:
    def line(name: str) -> dict[str, str]:
        record = logging.LogRecord(name, logging.ERROR, "client.py", 7, "said of %s", ("Zebedee",), None)
        loaded: dict[str, str] = json.loads(JsonFormatter().format(record))
        return loaded

    assert line("bot.app")["message"] == "said of Zebedee"
    assert line("slack_sdk.web")["message"] == "(said at client.py:7)"
    assert set(line("bot.app")) == {"time", "level", "logger", "message"}
