"""One bot under load, in a process of its own: prints its figures as JSON."""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.logs import set_up_logs
from tests.bench.bots import BOTS

LATE = 3.0


def command(number: int) -> AsyncBoltRequest:
    """/refer, as Slack would send it."""
    body = {
        "command": "/refer",
        "text": "",
        "team_id": "T1",
        "user_id": "UANN",
        "user_name": "ann",
        "channel_id": "C1",
        "trigger_id": f"{number}.x",
        "response_url": "http://127.0.0.1/x",
        "api_app_id": "A1",
    }
    headers = {"content-type": ["application/x-www-form-urlencoded"]}
    return AsyncBoltRequest(body=urlencode(body), headers=headers)


async def load(app: AsyncApp, commands: int, at_once: int) -> dict[str, float]:
    """So many commands, so many at once: CPU of this process a command, and how long each took."""
    took: list[float] = []
    turns = asyncio.Semaphore(at_once)

    async def send(number: int) -> None:
        async with turns:
            began = time.perf_counter()
            response = await app.async_dispatch(command(number))
            assert response.status == 200, response.body
            took.append(time.perf_counter() - began)

    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(send(number) for number in range(commands)))
    return {
        "cpu_ms": (time.process_time() - cpu) / commands * 1000,
        "per_second": commands / (time.perf_counter() - began),
        "p95_ms": quantiles(took, n=20)[-1] * 1000,
        "late": sum(1 for seconds in took if seconds > LATE),
    }


async def main(name: str, api: str, commands: int, at_once: int) -> None:
    """Warm up, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        async with BOTS[name](api, Path(folder)) as app:
            await load(app, 100, 10)
            print(json.dumps(await load(app, commands, at_once)))  # noqa: T201 - this is how it reports


if __name__ == "__main__":
    set_up_logs()
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
