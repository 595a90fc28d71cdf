"""`python -m bot` as a process of its own, as whoever starts it sees it."""

import asyncio
import os
import shlex
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.house import ROOT

PATIENCE = 300  # seconds: a busy machine is slow, and fails nothing


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def started(command: str, var: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot`, with nothing else in its environment."""
    environment = {"PATH": os.environ["PATH"], "HALFTERM_VAR": str(var), "PYTHONPATH": str(ROOT)} | settings
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *shlex.split(command)),
        cwd=var.parent,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def outcome(command: str, var: Path, **settings: str) -> tuple[int | None, str, str]:
    """Exit code, what it printed, what it complained of."""
    async with started(command, var, **settings) as process:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        return process.returncode, out.decode(), err.decode()


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()


async def stop(process: asyncio.subprocess.Process, by: signal.Signals = signal.SIGTERM) -> int | None:
    process.send_signal(by)
    await asyncio.wait_for(process.wait(), PATIENCE)
    return process.returncode
