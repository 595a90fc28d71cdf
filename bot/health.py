"""`/healthz`, `/readyz` and `/metrics` for whoever watches over the bot: figures, and no names."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Bot
from bot.runtime.clock import monotonic
from bot.runtime.server import listening
from models.outbox.backlog import Backlog, backlog

# Seconds. The bot ticks each minute; a message waits for Slack's limits, and for a cut connection to come back.
TICKS_WITHIN = 180.0
DELIVERS_WITHIN = 900.0
ANSWERS_WITHIN = 2.0


@dataclass(frozen=True)
class Health:
    """How the bot is. `backlog` is None if the database does not answer, `ticked` the seconds since the last tick.

    Before the bot has joined Slack, its database is not asked.
    """

    backlog: Backlog | None
    is_connected: bool
    ticked: float | None
    has_joined: bool = True

    @property
    def problems(self) -> list[str]:
        """What is wrong, in a word each; a bot without problems is ready."""
        waits = self.backlog.oldest.total_seconds() if self.backlog else 0.0
        wrong = {
            "database": self.has_joined and self.backlog is None,
            "socket": not self.is_connected,
            "ticks": self.ticked is None or self.ticked > TICKS_WITHIN,
            "undelivered": waits > DELIVERS_WITHIN,
        }
        return [name for name, is_wrong in wrong.items() if is_wrong]


@asynccontextmanager
async def watched(bot: Callable[[], Bot | None], host: str, port: int) -> AsyncIterator[None]:
    """Answer whoever asks how the bot is, for as long as the context lasts; `bot` returns None until it has joined.

    Raises CannotStart if the port is taken.
    """

    async def alive(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_request: web.Request) -> web.Response:
        health = await look(bot())
        return web.json_response(said(health), status=503 if health.problems else 200)

    async def metrics(_request: web.Request) -> web.Response:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        joined = bot()
        registry.register(Figures(joined, await look(joined)))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)])
    async with listening(app, host, port, "HALFTERM_HEALTH_PORT", ANSWERS_WITHIN):
        yield


async def look(bot: Bot | None) -> Health:
    """Find out how the bot is."""
    if bot is None:
        return Health(None, is_connected=False, ticked=None, has_joined=False)
    ticked = None if bot.ticker.ticked_at is None else monotonic() - bot.ticker.ticked_at
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            waits = await bot.desk.read(backlog, deadline=monotonic() + ANSWERS_WITHIN)
    except (SQLAlchemyError, TimeoutError):
        waits = None
    return Health(waits, bot.is_connected(), ticked)


def said(health: Health) -> dict[str, object]:
    """Return how the bot is as /readyz says it."""
    answer: dict[str, object] = {"ready": not health.problems, "problems": health.problems}
    answer["seconds_since_tick"] = None if health.ticked is None else round(health.ticked)
    if (waits := health.backlog) is not None:
        answer["last_digest"] = waits.last_digest.isoformat() if waits.last_digest else None
        answer["oldest_undelivered_seconds"] = round(waits.oldest.total_seconds())
        answer |= {"waiting": waits.waiting, "stuck": waits.stuck}
    return answer


class Figures:
    """The figures of one look, as Prometheus collects them."""

    def __init__(self, bot: Bot | None, health: Health) -> None:
        self._bot = bot
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        health, waits = self._health, self._health.backlog
        gauges: dict[str, tuple[str, float | None]] = {
            "halfterm_ready": ("Whether nothing is wrong", float(not health.problems)),
            "halfterm_socket_connected": ("Whether Slack is connected", float(health.is_connected)),
            "halfterm_seconds_since_tick": ("Since the scheduler last looked for work", health.ticked),
        }
        if waits is not None:
            digest = waits.last_digest.timestamp() if waits.last_digest else None
            gauges |= {
                "halfterm_messages_waiting": ("Messages that wait for their first post", float(waits.waiting)),
                "halfterm_messages_stuck": ("Messages that were not delivered, or may not be", float(waits.stuck)),
                "halfterm_oldest_undelivered_seconds": ("Age of the oldest that waits", waits.oldest.total_seconds()),
                "halfterm_last_digest_timestamp_seconds": ("When the last digest was posted", digest),
            }
        yield from (GaugeMetricFamily(name, text, value) for name, (text, value) in gauges.items() if value is not None)
        runs = CounterMetricFamily("halfterm_job_runs", "Runs of each job", labels=("job", "outcome"))
        for (job, outcome), count in self._bot.ticker.outcomes.items() if self._bot else ():
            runs.add_metric((job, outcome), count)
        yield runs
