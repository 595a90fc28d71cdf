"""One bot in a process of its own, behind Slack's HTTP door or joined by a socket, until it is ended."""

import asyncio
import sys

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.runtime.logs import set_up_logs
from tests.bench.bots import BOTS, SYNCHRONOUS, synchronous
from tests.process import free_port


def say(line: object) -> None:
    """To whoever measures: it stands."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(name: str, api: str, database: str, token: str) -> None:
    """Join by a socket where there is a token for it, else listen."""
    async with BOTS[name](api, database) as app:
        if token:
            await AsyncSocketModeHandler(app, token).connect_async()  # type: ignore[no-untyped-call] # Bolt has none
            say("joined")
        else:
            served = web.AppRunner(app.web_app(), access_log=None)
            await served.setup()
            port = free_port()
            await web.TCPSite(served, "127.0.0.1", port).start()
            say(port)
        await asyncio.Event().wait()


if __name__ == "__main__":
    set_up_logs()
    if sys.argv[1] == SYNCHRONOUS:
        port = free_port()
        say(port)
        synchronous(sys.argv[2]).start(port, http_server_logger_enabled=False)
    asyncio.run(main(*sys.argv[1:]))
