"""The bot as a process: what outlives a restart, what a signal does, and that what is written about it can be typed."""

import asyncio
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import main
from bot.runtime.clock import Clock, real_now
from bot.runtime.database import Database
from bot.workspace import Client, Workspace
from models.actor import SYSTEM
from models.change import Change
from models.school.settings import write_settings
from models.tables.pupil import Pupil
from tests.crash.campaign import referral
from tests.house import ROOT
from tests.process import PATIENCE, first_line, outcome, started, stop
from tests.school import CHANNEL, LONDON, MANIFEST, open_school, people, rooms

READABLE = ("README.md", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md"))))


@pytest.fixture
def var(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    """Yield the staff's Slack, which outlives every bot."""
    workspace = Workspace(manifest=MANIFEST, people=people(), rooms=rooms(), now=Clock(LONDON).now, paced=False)
    await workspace.start()
    workspace.rooms[CHANNEL].members.append(workspace.bot_user_id)
    yield workspace
    await workspace.stop()


@pytest.fixture
def unsettled(slack: Workspace, database_url: str) -> dict[str, str]:
    """Return the settings of a bot in that Slack whose database is up to date, and empty."""
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    return tokens | {"SLACK_API_URL": slack.api_url, "DATABASE_URL": database_url}


@pytest.fixture
def settings(unsettled: dict[str, str], database_url: str) -> dict[str, str]:
    """Return the settings of a bot with the school in its database and term dates that cover today."""
    database = Database(database_url)
    with database.writing(5) as session:
        open_school(Change(session, SYSTEM, datetime.now(UTC), LONDON))
        around = [(real_now() + timedelta(days=days)).date().isoformat() for days in (-20, 20)]
        write_settings(session, {"half_terms": [around]})
        session.commit()
    database.close()
    return unsettled


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL], ids=["told to stop", "killed"])
async def test_a_restart_between_two_pages_of_a_form_loses_nothing_typed(
    slack: Workspace, var: Path, settings: dict[str, str], by: signal.Signals
) -> None:
    ann = Client(slack, settled_after=0.0)
    async with started("run", var, **settings) as process:
        await first_line(process)
        await ann.command("/refer", by="ann")
        await ann.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
        await ann.click("Next: more about the pupil", by="ann")
        await stop(process, by)
    async with started("run", var, **settings) as process:
        await first_line(process)
        await ann.click("Back: the pupil", by="ann")  # in the form that the bot before had opened
        assert "Kai Ashworth" in str(slack.modals("UANN")[-1])
        await ann.close(by="ann", everything=True)
        await ann.command("/refer", by="ann")
        assert "What you typed is here" in str(slack.modals("UANN")[-1])
        await ann.click("Back: the pupil", by="ann")
        assert "Kai Ashworth" in str(slack.modals("UANN")[-1])
        assert await ann.submit(by="ann") == {}


async def test_a_bot_that_is_told_to_stop_saves_first_what_it_was_given(
    slack: Workspace, var: Path, settings: dict[str, str], database_url: str
) -> None:
    ann = Client(slack, settled_after=0.0)
    async with started("run", var, **settings) as process:
        await first_line(process)
        await ann.command("/refer", by="ann")
        await ann.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
        with closing(Database(database_url)) as database:
            with database.writing(PATIENCE):
                submission = asyncio.create_task(slack.submit("UANN", slack.modals("UANN")[-1]["id"]))
                await asyncio.sleep(0.3)
                process.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.3)
            assert (await submission).ok
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
            with database.reading() as session:
                assert session.scalars(select(Pupil.surname)).all() == ["Ashworth"]


async def test_check_finds_nothing_missing_where_all_is_set_up(var: Path, settings: dict[str, str]) -> None:
    code, out, err = await outcome("check", var, **settings)
    assert [line for line in out.splitlines() if not line.startswith("fine ")] == []
    assert (code, err, len(out.splitlines()) > 6) == (0, "", True)


async def test_check_names_each_thing_that_an_empty_service_lacks(var: Path, unsettled: dict[str, str]) -> None:
    code, out, _ = await outcome("check", var, **unsettled)
    missing = [line.split()[1:5] for line in out.splitlines() if line.startswith("MISSING")]
    assert [" ".join(words) for words in missing] == [
        "There is no Head:",
        "No staff channel has",
        "There are no term",
    ]
    assert code == 1


@pytest.mark.parametrize("path", READABLE)
def test_every_command_that_is_written_down_can_be_typed(path: str) -> None:
    text = (ROOT / path).read_text()
    for target in sorted(set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", text))):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603, S607 - make, of our own targets
        assert done.returncode == 0, done.stderr
    for command in sorted(set(re.findall(r"python -m bot ([a-z]+)", text))):
        with pytest.raises(SystemExit, match=r"^0$"):
            main([command, "--help"])
