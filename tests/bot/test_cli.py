"""The command line as whoever starts it sees it: one line for what is open, one line for what is wrong."""

import asyncio
import os
import signal
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot import serve
from bot.app import Bot
from bot.cli import main
from bot.runtime.clock import Clock
from bot.runtime.instance import CannotStart, only_bot
from bot.workspace import Workspace
from tests.by_http import SIGNING_SECRET
from tests.process import PATIENCE, first_line, free_port, outcome, started, stop
from tests.school import CHANNEL, LONDON, MANIFEST, people, rooms


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


async def test_without_tokens_a_page_opens_on_this_machine_and_a_signal_closes_it(var: Path) -> None:
    port = free_port()
    async with started("run", var, PORT=str(port)) as process:
        assert await first_line(process) == f"Halfterm is open at http://127.0.0.1:{port}/\n"
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
        assert await stop(process, signal.SIGINT) == 0  # every other test stops it by SIGTERM
    assert [path for path in (var, *files_in(var)) if stat.S_IMODE(os.stat(path).st_mode) & 0o077] == []


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "{}"])
async def test_a_page_of_a_proxy_in_the_place_of_slack_is_one_clear_line(var: Path, body: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=502, text=body, content_type="text/html")

    port, app = free_port(), web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    async with started("run", var, **tokens, SLACK_API_URL=f"http://127.0.0.1:{port}/api/") as process:
        said = await first_complaint(process)
        assert await stop(process) == 0
    await runner.cleanup()
    away = "What answered is not Slack (HTTP status 502): a proxy or an outage. Check SLACK_API_URL."
    assert said == f"{away} Trying again until it works.\n"


async def test_a_start_that_cannot_reach_slack_waits_for_it_and_is_not_ready_until_then(
    var: Path,
) -> None:
    slack, port, health = Workspace(manifest=MANIFEST, people=people(), rooms=rooms()), free_port(), free_port()
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    given |= {"SLACK_API_URL": f"http://127.0.0.1:{port}/api/", "DATABASE_URL": f"sqlite:///{var}/bot.db"}
    async with started("run", var, **given, HALFTERM_HEALTH_PORT=str(health)) as process:
        said = await first_complaint(process)
        assert said == (
            "Slack cannot be reached (ClientConnectorError). Check the network and SLACK_API_URL. "
            "Trying again until it works.\n"
        )
        assert await ready(health) == (503, ["socket", "ticks"])
        await slack.start(port)
        assert await first_line(process) == "Halfterm has joined Slack. Type /halfterm there.\n"
        assert await ready(health) == (200, [])
        assert await stop(process) == 0
    await slack.stop()


async def test_a_line_that_slack_is_away_comes_once_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, lines = [], list[str]()

    @asynccontextmanager
    async def away() -> AsyncIterator[Bot]:
        tries.append(1)
        if len(tries) == 20:
            raise CannotStart
        raise TimeoutError
        yield

    monkeypatch.setattr(serve, "AGAIN_AFTER", 0.0)
    async with AsyncExitStack() as stack:
        with pytest.raises(CannotStart):
            await serve.join_when_reachable(away, stack, lines.append)
        assert len(lines) == 1
        monkeypatch.setattr(serve, "SAY_EVERY", 0.0)
        del tries[:], lines[:]
        with pytest.raises(CannotStart):
            await serve.join_when_reachable(away, stack, lines.append)
        assert len(lines) == 19


async def first_complaint(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    return (await asyncio.wait_for(process.stderr.readline(), PATIENCE)).decode()


async def ready(port: int) -> tuple[int, list[str]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as page:
        return page.status, (await page.json())["problems"]


async def test_a_taken_port_is_one_clear_line(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = await outcome("run", var, PORT=str(port))
    assert (code, out) == (1, "")
    assert err == f"Port {port} is taken. Choose another: PORT={port + 1} make run\n"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"HALFTERM_TIMEZONE": "Europe/Atlantis"}, "HALFTERM_TIMEZONE"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN should begin with xoxb-"),
        ({"DATABASE_URL": "mysql://somewhere"}, "DATABASE_URL"),
        ({"PORT": "many"}, "PORT"),
        ({"HALFTERM_HEADS": "helen"}, "HALFTERM_HEADS"),
        ({"HALFTERM_LOG": "DEBUG", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, "HALFTERM_LOG=DEBUG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_wrong_setting_stops_the_start_with_one_line(var: Path, settings: dict[str, str], named: str) -> None:
    code, out, err = await outcome("run", var, **settings)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert named in err
    assert "xoxb-1" not in err


async def test_a_folder_that_others_can_open_is_refused(var: Path) -> None:
    os.mkdir(var, 0o755)
    os.chmod(var, 0o755)  # noqa: S103 - what is refused
    code, _, err = await outcome("run", var)
    assert code == 1
    assert err == f"The folder {var} can be opened by others on this machine: chmod 700 {var}\n"


async def test_tokens_that_slack_does_not_know_are_one_clear_line(var: Path) -> None:
    slack = Workspace(manifest=MANIFEST, people=people(), rooms=rooms())
    await slack.start()
    try:
        given = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-wrong", "SLACK_API_URL": slack.api_url}
        code, _, err = await outcome("run", var, DATABASE_URL=f"sqlite:///{var}/bot.db", **given)
    finally:
        await slack.stop()
    assert code == 1
    assert err == "Slack refused: invalid_auth. `python -m bot check` says what is missing.\n"


async def test_with_tokens_it_joins_slack_makes_the_heads_and_keeps_a_second_bot_out(var: Path) -> None:
    clock = Clock(LONDON)
    slack = Workspace(manifest=MANIFEST, people=people(), rooms=rooms(), now=clock.now)
    await slack.start()
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}
    given |= {"DATABASE_URL": f"sqlite:///{var}/bot.db", "HALFTERM_HEADS": "UHELEN"}
    port = free_port()
    given |= {"HALFTERM_HEALTH_PORT": str(port), "HALFTERM_LOG_FORMAT": "json"}
    try:
        async with started("run", var, **given) as process:
            assert await first_line(process) == "Halfterm has joined Slack. Type /halfterm there.\n"
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as ready:
                assert ready.status == 200
            answer = await slack.command("UHELEN", CHANNEL, "/halfterm")
            assert "Your role: Head" in str(answer.response)
            code, _, err = await outcome("run", var, **given)
            assert (code, err.count("\n")) == (1, 1)
            assert "Another Halfterm is running" in err
            assert (await outcome("migrate", var, **given))[0] == 0
            assert await stop(process) == 0
        code, out, err = await outcome("run", var)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert f"A bot with Slack tokens has run in {var}, and now there are none" in err
    finally:
        await slack.stop()


async def test_with_a_signing_secret_slack_comes_to_it_by_http(var: Path) -> None:
    slack = Workspace(manifest=MANIFEST, people=people(), rooms=rooms(), now=Clock(LONDON).now)
    await slack.start()
    port = free_port()
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "PORT": str(port)}
    given |= {"SLACK_API_URL": slack.api_url, "DATABASE_URL": f"sqlite:///{var}/bot.db", "HALFTERM_HEADS": "UHELEN"}
    try:
        async with started("run", var, **given) as process:
            assert await first_line(process) == "Halfterm has joined Slack. Type /halfterm there.\n"
            slack.deliver_to(f"http://127.0.0.1:{port}/slack/events", SIGNING_SECRET)
            answer = await slack.command("UHELEN", CHANNEL, "/halfterm")
            assert "Your role: Head" in str(answer.response)
            assert await stop(process) == 0
    finally:
        await slack.stop()


async def test_check_says_in_plain_words_what_is_missing(var: Path) -> None:
    code, out, _ = await outcome("check", var, DATABASE_URL=f"sqlite:///{var}/bot.db")
    assert code == 1
    assert "No Slack tokens" in out
    assert "The database is not up to date yet" in out
    assert not (var / "bot.db").exists()


async def test_migrate_makes_the_database_once(var: Path) -> None:
    given = {"DATABASE_URL": f"sqlite:///{var}/bot.db"}
    assert (await outcome("migrate", var, **given))[:2] == (0, "The database has been updated.\n")
    assert (await outcome("migrate", var, **given))[:2] == (0, "The database is already up to date.\n")


@pytest.mark.parametrize("days", ["x", "0", "-1", "36501", "1.5", ""])
def test_a_number_of_days_that_is_none_is_refused_in_words(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", f"--days={days}"])
    assert f"--days: takes a number of days from 1 to 36500, not '{days}'" in capsys.readouterr().err


def test_one_file_has_one_bot(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    with only_bot(url), pytest.raises(CannotStart, match="Another Halfterm is running"), only_bot(url):
        pass
    with only_bot(url):
        pass  # and the next may have it
