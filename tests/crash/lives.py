"""Lives of the real bot, each a forked process of its own, killed with SIGKILL where its order says.

Reads an order (JSON) a line from standard input, forks, and says `born <life> <pid>`, `ready <life>`, `dead <life>`:
the number of a life is the order's, since the system gives a pid to another process some thousand forks later.
Forking from a process that has everything imported makes a life cost a tenth of a second instead of two.
"""

import asyncio
import json
import os
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import TEMPLATES, running
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.memory import settle_memory
from bot.slack.words import words_in
from models.actor import SYSTEM
from models.change import Change
from models.referrals.refer import NewReferral, refer
from models.school.calendar import bank_holidays
from models.tables.placement import Registration
from tests.crash.twins import TWINS

LONDON = ZoneInfo("Europe/London")


@dataclass
class Killer:
    """A probe that kills its own process at the nth time it hears of a point, once it is armed by SIGUSR1."""

    point: str
    nth: int
    armed: bool = False
    heard: int = field(default=0)

    def __call__(self, point: str) -> None:
        if self.armed and point == self.point:
            self.heard += 1
            if self.heard >= self.nth:
                die()

    def arm(self, *_signal: object) -> None:
        """From now on."""
        self.armed = True
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


async def live(order: dict[str, Any]) -> None:
    """Run the bot until somebody kills it."""
    killer = Killer(order["point"], order["nth"])
    signal.signal(signal.SIGUSR1, killer.arm)
    async with running(
        rehearse(order["database_url"]),
        api_url=order["api_url"],
        bot_token=order["bot_token"],
        app_token=order["app_token"],
        clock=Clock(LONDON),
        probe=killer,
        grace=order["grace"],
        pace=0.0,
        ticking=False,
    ):
        say("ready", order["life"])
        await asyncio.Event().wait()


def be_born(order: dict[str, Any]) -> None:
    """In the child: become the twin that is asked for, and live."""
    TWINS[order["twin"]]()
    try:
        asyncio.run(live(order))
    finally:
        os._exit(1)


@cache
def rehearse(database_url: str) -> Database:
    """Load, compile and collect what each life would; return the database, which no life shares a connection of."""
    bank_holidays(2026)
    words = words_in(TEMPLATES, LONDON)
    for name in words.names():
        words.parts(name)
    database = Database(database_url)
    with database.writing(5) as session:  # and roll it back
        given = NewReferral("Nobody At All", date(2012, 5, 14), "None", Registration.SINGLE, "A rehearsal")
        refer(Change(session, SYSTEM, datetime.now(UTC), LONDON), given)
        session.rollback()
    database.close()
    settle_memory()
    return database


def main() -> None:
    """One life after another, several at once if so ordered; with the last order everything ends."""
    lives: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: bury(lives))
    for line in sys.stdin:
        order = json.loads(line)
        rehearse(order["database_url"])
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
