"""Lives of the real bot, each a forked process of its own, killed with SIGKILL where its order says.

Reads an order (JSON) a line from standard input, forks, and says `born <life> <pid>`, `ready <life>`, `dead <life>`:
the number of a life is the order's, since the system gives a pid to another process some thousand forks later.
Forking from a process in which a bot has lived makes a life cost a tenth of a second instead of two.
"""

import asyncio
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import running
from bot.delivery import send
from bot.requests import dispatch
from bot.runtime.clock import Clock
from bot.runtime.instance import only_bot
from bot.runtime.memory import settle_memory
from tests.crash.campaign import rehearsed
from tests.crash.orders import Life
from tests.crash.statements import upgrade
from tests.crash.twins import TWINS
from tests.lent import lend

# In seconds: together well below the grace of two bots (tests/crash/campaign.py), as they are in production.
ROOM_WITHIN, FRESH, PUT_WITHIN = 2.0, 3.0, 4.0
ANSWER_WITHIN = 14.0  # more than Slack's three seconds: a busy machine is slow, and fails nothing
LONDON = ZoneInfo("Europe/London")


@dataclass
class Killer:
    """A probe that kills its own process at the nth time it hears of a point, once it is armed by SIGUSR1."""

    point: str
    nth: int
    armed: asyncio.Event = field(default_factory=asyncio.Event)
    heard: int = field(default=0)

    def __call__(self, point: str) -> None:
        if self.armed.is_set() and point == self.point:
            self.heard += 1
            if self.heard >= self.nth:
                die()

    def arm(self) -> None:
        """From now on."""
        self.armed.set()
        if self.point == "at random":
            threading.Thread(target=self._die_soon, daemon=True).start()

    def _die_soon(self) -> None:
        time.sleep(random.expovariate(1 / (0.02 * self.nth)))
        die()


def die() -> None:
    """As a power cut would have it: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def say(word: str, life: int, *more: int) -> None:
    """Write a line in one piece, so that it cannot be torn."""
    os.write(1, " ".join((word, *map(str, (life, *more)))).encode() + b"\n")


async def live(order: dict[str, Any], is_ready: Callable[[], None]) -> None:
    """Run the bot until somebody kills it: once armed, through all that is due between two instants of school time."""
    killer = Killer(order["point"], order["nth"])
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, killer.arm)
    send.ROOM_WITHIN, send.FRESH, send.PUT_WITHIN = ROOM_WITHIN, FRESH, PUT_WITHIN
    dispatch.ANSWER_WITHIN = ANSWER_WITHIN
    begins, ends = map(datetime.fromisoformat, (order["begins"], order["ends"]))
    with only_bot(order["database_url"]), lend(order["database_url"]) as database:
        async with running(
            database,
            api_url=order["api_url"],
            bot_token=order["bot_token"],
            app_token=order["app_token"],
            clock=Clock(LONDON, starts=begins),
            probe=killer,
            grace=order["grace"],
            pace=0.0,
        ) as bot:
            is_ready()
            await killer.armed.wait()
            await bot.ticker.move(ends)
            await asyncio.Event().wait()


def be_born(order: dict[str, Any]) -> None:
    """In the child: become the twin that is asked for, and live, or bring the database up to date."""
    TWINS[order["twin"]]()
    try:
        if "statement" in order:
            say("ready", order["life"])
            upgrade(order["database_url"], order["statement"], die)
        else:
            asyncio.run(live(order, lambda: say("ready", order["life"])))
    finally:
        os._exit(1)


class Rehearsal:
    """Lives in this very process, whom nobody kills: what they load, compile and collect is there for each fork."""

    def __init__(self) -> None:
        self._living: list[asyncio.Task[None]] = []

    async def start(self, order: dict[str, Any]) -> Life:
        """Live, and return once it is ready."""
        ready = asyncio.Event()
        life, waiting = asyncio.create_task(live(order, ready.set)), asyncio.create_task(ready.wait())
        self._living.append(life)
        done, _ = await asyncio.wait((life, waiting), return_when=asyncio.FIRST_COMPLETED)
        if life in done:
            life.result()
        return Life(0, os.getpid())

    async def end(self, _life: Life, after: float) -> None:
        """Stop after so many seconds."""
        await asyncio.sleep(after)
        life = self._living.pop()
        life.cancel()
        await asyncio.wait([life])


def rehearse(database_url: str) -> None:
    """Live through a day of the campaign on a database that nobody counts."""
    asyncio.run(rehearsed(database_url, Rehearsal()))
    settle_memory()


def main() -> None:
    """One life after another, several at once if so ordered; with the last order everything ends."""
    lives: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: bury(lives))
    for line in sys.stdin:
        order = json.loads(line)
        if "rehearse_on" in order:
            rehearse(order["rehearse_on"])
            continue
        if "statement" in order:
            import_module("alembic.command")
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # none dies before it is written down
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            be_born(order)
        lives[pid] = order["life"]
        say("born", order["life"], pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.killpg(0, signal.SIGKILL)  # what still lives would outlast the test


def bury(lives: dict[int, int]) -> None:
    """Tell of every child that has died."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        say("dead", lives.pop(pid))


if __name__ == "__main__":
    main()
