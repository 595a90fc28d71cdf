"""A small HTTP server of the bot's own: for Slack to come to, or for whoever watches over the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.runtime.instance import CannotStart


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int, setting: str, patience: float) -> AsyncIterator[None]:
    """Answer requests for as long as the context lasts; those that have begun are given `patience` seconds at its end.

    Raises CannotStart, which names the port's `setting`, if the port cannot be used.
    """
    # Whoever sends a packed body has not been asked who they are: Slack packs nothing, and signs what it sends.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=patience, auto_decompress=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as wrong:
            raise CannotStart(f"{setting} {port} cannot be used on {host}: {wrong.strerror}.") from None
        yield
    finally:
        await runner.cleanup()
