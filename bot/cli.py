"""The command line - run, migrate, check: the edge of the process, where what goes wrong is one clear line."""

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Sequence

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.config import Misconfigured, Settings, read_settings
from bot.runtime.instance import CannotStart, only_bot, open_folder
from bot.runtime.logs import set_up_logs

FINE, FAILED, WRONG_SETTING = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; the exit code."""
    asked = _parser().parse_args(arguments)
    work: Callable[[Settings], int] = asked.work
    try:
        settings = read_settings()
        set_up_logs(logging.getLevelName(settings.halfterm_log))
        open_folder(settings.halfterm_var)
        return work(settings)
    except Misconfigured as wrong:
        complain(str(wrong))
        return WRONG_SETTING
    except CannotStart as wrong:
        complain(str(wrong))
    except SlackApiError as refused:
        complain(f"Slack refused: {refused.response['error']}. `python -m bot check` says what is missing.")
    except (ClientError, TimeoutError) as lost:
        complain(f"Slack cannot be reached ({type(lost).__name__}). Look at the network, and at SLACK_API_URL.")
    except DBAPIError as wrong:
        complain(f"The database cannot be used ({type(wrong.orig).__name__}). Look at DATABASE_URL.")
    return FAILED


def run(settings: Settings) -> int:
    """Start the bot, and stop when told to."""
    asyncio.run(serve_slack(settings) if settings.joins_slack else serve_locally(settings))
    return FINE


def migrate_database(settings: Settings) -> int:
    """Bring the database up to date."""
    from bot.runtime.database import migrate  # alembic takes long to import

    did = migrate(settings.database_url.get_secret_value())
    say("The database was brought up to date." if did else "The database is up to date already.")
    return FINE


def check_installation(settings: Settings) -> int:
    """Say what is missing."""
    from bot.check import check  # the whole bot: not needed to refuse a wrong setting

    findings = asyncio.run(check(settings))
    for finding in findings:
        say(finding.line)
    return FINE if all(finding.is_fine for finding in findings) else FAILED


async def serve_locally(settings: Settings) -> None:
    """The local workspace, until a signal comes."""
    from bot.local import local_workspace  # the whole bot: not needed to refuse a wrong setting

    async with local_workspace(settings) as slack:
        say(f"Halfterm is open at {slack.url}")
        settle_memory()
        await _told_to_stop()


async def serve_slack(settings: Settings) -> None:
    """The real Slack, until a signal comes."""
    from bot.app import running  # the whole bot: not needed to refuse a wrong setting
    from bot.runtime.clock import Clock
    from bot.runtime.database import migrate

    url = settings.database_url.get_secret_value()
    with only_bot(url):
        migrate(url)
        async with running(
            url,
            api_url=settings.slack_api_url,
            bot_token=settings.bot_token,
            app_token=settings.app_token,
            clock=Clock(settings.zone),
            heads=settings.halfterm_heads,
        ):
            say("Halfterm has joined Slack. Type /halfterm there.")
            settle_memory()
            await _told_to_stop()


def say(line: str) -> None:
    """To whoever started it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """To whoever started it, as what went wrong."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def settle_memory() -> None:
    """Everything is loaded: keep the collector away from it, which takes a third off the slowest answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Halfterm, for the staff of a short-stay school")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, work, does in (
        ("run", run, "start the bot: in Slack where tokens are set, else in a page on this machine"),
        ("migrate", migrate_database, "bring the database up to date"),
        ("check", check_installation, "say in plain words what is missing"),
    ):
        commands.add_parser(name, help=does).set_defaults(work=work)
    return parser
