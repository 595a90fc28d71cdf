"""The process that forks bots, as the campaign orders lives from it and hears of them."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from subprocess import PIPE, Popen
from typing import Any, Protocol

LONGEST = 120.0  # seconds that a life may take to begin or to end, on a machine that others are using, too


@dataclass(frozen=True)
class Life:
    """One bot: the number by which it is spoken of, and its process."""

    number: int
    pid: int


class Ordered(Protocol):
    """Starts and ends lives."""

    async def start(self, order: dict[str, Any]) -> Life: ...

    async def end(self, life: Life, after: float) -> None: ...


class Forker:
    """The process that forks bots for one campaign after another, so that it is loaded and rehearsed but once."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "tests.crash.lives")
        self._process = Popen(command, stdin=PIPE, stdout=PIPE, start_new_session=True)  # noqa: S603 - our own module, which ends its whole group when it ends
        self._lives = 0
        self._rehearsed: set[str] = set()

    def rehearse(self, engine: str, database_url: str) -> None:
        """Have what every life does be done once before the first of this engine, on a database of its own."""
        if engine not in self._rehearsed:
            self._rehearsed.add(engine)
            self._write({"rehearse_on": database_url})

    def order(self, order: dict[str, Any]) -> int:
        """Order a life, and return its number."""
        self._lives += 1
        self._write(order | {"life": self._lives})
        return self._lives

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.StreamReader]:
        """Yield what it says from now on."""
        assert self._process.stdout is not None
        reader, said = asyncio.StreamReader(), os.fdopen(os.dup(self._process.stdout.fileno()), "rb")
        protocol = asyncio.StreamReaderProtocol(reader)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, said)
        try:
            yield reader
        finally:
            pipe.close()

    def close(self) -> None:
        """No more lives."""
        self._process.communicate(timeout=LONGEST)

    def _write(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()


class Lives:
    """The lives of one campaign, and what the process that forks them says of them."""

    def __init__(self, forker: Forker, said: asyncio.StreamReader) -> None:
        self._forker = forker
        self._pids: dict[int, int] = {}
        self._said: dict[tuple[str, int], asyncio.Event] = {}
        self._listening = asyncio.create_task(self._listen(said))

    async def start(self, order: dict[str, Any]) -> Life:
        """Start a new life, and return it once it is ready or dead."""
        number = self._forker.order(order)
        await asyncio.wait_for(self._event("born", number).wait(), LONGEST)
        heard = [asyncio.create_task(self._event(word, number).wait()) for word in ("ready", "dead")]
        done, waiting = await asyncio.wait(heard, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        assert done, "the bot neither lives nor dies"
        return Life(number, self._pids[number])

    async def end(self, life: Life, after: float) -> None:
        """Wait for it to die of itself; kill it when that takes too long."""
        try:
            await asyncio.wait_for(self._event("dead", life.number).wait(), after)
        except TimeoutError:
            with suppress(ProcessLookupError):  # it died in this very moment
                os.kill(life.pid, signal.SIGKILL)
            await asyncio.wait_for(self._event("dead", life.number).wait(), LONGEST)

    def close(self) -> None:
        """Listen no more."""
        self._listening.cancel()

    def _event(self, word: str, number: int) -> asyncio.Event:
        return self._said.setdefault((word, number), asyncio.Event())

    async def _listen(self, said: asyncio.StreamReader) -> None:
        async for line in said:
            word, number, *pid = line.decode().split()
            if pid:
                self._pids[int(number)] = int(pid[0])
            self._event(word, int(number)).set()


@asynccontextmanager
async def lives(forker: Forker) -> AsyncIterator[Lives]:
    """Yield the lives of a campaign, all of which are over when it is."""
    async with forker.listening() as said:
        alive = Lives(forker, said)
        try:
            yield alive
        finally:
            alive.close()
