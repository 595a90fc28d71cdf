"""The bot as a service, in Slack or on a page of this machine, from its start until a signal stops it."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Any

from bot.app import EVERYTHING, Bot, running
from bot.config import Settings
from bot.requests.capability import Capability
from bot.requests.limits import Counted
from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database, prepare
from bot.runtime.door import Door
from bot.runtime.instance import only_bot, refuse_invented_school, remember_slack
from bot.runtime.memory import settle_memory
from bot.slack.api_errors import FAILURES, in_words, is_away

# Seconds: for one try to join Slack, from one try to the next, and from one line about it to the next.
START_WITHIN, AGAIN_AFTER, SAY_EVERY = 60.0, 15.0, 60.0

Say = Callable[[str], None]


async def serve_locally(settings: Settings, say: Say) -> None:
    """Run the local workspace until a signal stops it. Raises CannotStart where a bot with tokens has run before."""
    from bot.local import local_workspace  # not needed in Slack

    refuse_invented_school(settings.halfterm_var)
    stop = told_to_stop()
    async with local_workspace(settings) as slack:
        say(f"Halfterm is open at {slack.url}")
        settle_memory()
        await stop.wait()


async def serve_slack(settings: Settings, say: Say, complain: Say) -> None:
    """Bring the database up to date, and run the bot in the real Slack until a signal stops it.

    A Slack that cannot be reached is waited for. Raises SlackApiError if it refuses the tokens, and CannotStart.
    """
    stop, url = told_to_stop(), settings.database_url.get_secret_value()
    joined: list[Bot] = []
    with only_bot(url):
        prepare(url)
        async with AsyncExitStack() as stack, _watched(settings, lambda: next(iter(joined), None)):
            start = join_when_reachable(lambda: _bot(settings, url), stack, complain)
            if (bot := await unless(stop, start)) is not None:
                joined.append(bot)
                remember_slack(settings.halfterm_var)
                say("Halfterm has joined Slack. Type /halfterm there.")
                settle_memory()
                await stop.wait()


async def join_when_reachable(
    bot: Callable[[], AbstractAsyncContextManager[Bot]], stack: AsyncExitStack, complain: Say
) -> Bot:
    """Start the bot on the stack, as often as it takes until Slack can be reached. Raises what no waiting mends."""
    said_at = None
    while True:
        try:
            async with asyncio.timeout(START_WITHIN):
                return await stack.enter_async_context(bot())
        except FAILURES as failed:
            if not is_away(failed):
                raise
            if said_at is None or monotonic() - said_at >= SAY_EVERY:
                said_at = monotonic()
                complain(f"{in_words(failed)} Trying again until it works.")
        await asyncio.sleep(AGAIN_AFTER)


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, Bot]) -> Bot | None:
    """Return what comes of the work; None if it was told to stop before, which cancels it."""
    task, told = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    return None if task.cancelled() else task.result()


def told_to_stop() -> asyncio.Event:
    """Return what is set by the first signal that tells the process to stop."""
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    return stop


def _bot(settings: Settings, url: str) -> AbstractAsyncContextManager[Bot]:
    secret = settings.signing_secret
    return running(
        Database(url),
        api_url=settings.slack_api_url,
        bot_token=settings.bot_token,
        app_token=settings.app_token,
        door=Door(secret, settings.halfterm_listen, settings.port) if secret else None,
        clock=Clock(settings.zone),
        heads=settings.halfterm_heads,
        limits={
            Counted.COMMAND: settings.halfterm_commands_a_minute,
            Counted.EXPORT: settings.halfterm_exports_a_minute,
            Counted.LOOK_UP: settings.halfterm_lookups_a_minute,
        },
        capabilities=[*EVERYTHING, *_at_night(settings)],
    )


def _at_night(settings: Settings) -> list[Capability]:
    """Back up at night, if a folder is set for it."""
    if settings.halfterm_backups is None:
        return []
    from bot.backup import nightly  # not needed without a folder

    return [nightly(settings, settings.halfterm_backups)]


def _watched(settings: Settings, bot: Callable[[], Bot | None]) -> AbstractAsyncContextManager[None]:
    """Answer whoever asks how the bot is, if a port is set for it."""
    if settings.halfterm_health_port is None:
        return nullcontext()
    from bot.health import watched  # not needed without a port

    return watched(bot, settings.halfterm_health_host, settings.halfterm_health_port)
