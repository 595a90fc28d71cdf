"""The bench measures the bot as it is: what a start asks of Slack, the Slack of the bench answers."""

from contextlib import ExitStack
from pathlib import Path

from tests.bench.__main__ import prepare, whole
from tests.bench.slack import opened
from tests.databases import Databases
from tests.process import free_port


async def test_the_whole_bot_opens_a_form_at_the_bench(databases: Databases, tmp_path: Path) -> None:
    with ExitStack() as stack:
        database = await prepare(stack.enter_context(databases.copy("sqlite", tmp_path)))
        async with opened(free_port()) as slack, whole(slack, "python -m bot", database, tmp_path) as bot:
            taken = await slack.at_once(bot.door, commands=2, people=1)
    assert all(one.shown is not None for one in taken)
