"""The process that forks bots, as the campaign orders lives from it and hears of them."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

LONGEST = 120.0  # seconds that a life may take to begin or to end, on a machine that others are using, too


@dataclass(frozen=True)
class Life:
    """One bot: the number by which it is spoken of, and its process."""

    number: int
    pid: int


class Lives:
    """The process that forks bots, and what it says of them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ordered = 0
        self._pids: dict[int, int] = {}
        self._said: dict[tuple[str, int], asyncio.Event] = {}
        self._listening = asyncio.create_task(self._listen())

    async def start(self, order: dict[str, Any]) -> Life:
        """Start a new life, and return it once it is ready or dead."""
        assert self._process.stdin is not None
        self._ordered += 1
        number = self._ordered
        self._process.stdin.write(json.dumps(order | {"life": number}).encode() + b"\n")
        await self._process.stdin.drain()
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

    async def close(self) -> None:
        """No more lives."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), LONGEST)
        self._listening.cancel()

    def _event(self, word: str, number: int) -> asyncio.Event:
        return self._said.setdefault((word, number), asyncio.Event())

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            word, number, *pid = line.decode().split()
            if pid:
                self._pids[int(number)] = int(pid[0])
            self._event(word, int(number)).set()


@asynccontextmanager
async def lives() -> AsyncIterator[Lives]:
    """Yield the lives of a process that has the whole bot imported."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash.lives"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # it ends its whole group when it ends
    )
    alive = Lives(process)
    try:
        yield alive
    finally:
        await alive.close()
