"""A school year of deliveries: copies of the bot that come late, and a Slack that is away for minutes or days."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import Select, or_, select

from bot.app import Bot, running
from bot.runtime.clock import monotonic, real_now
from bot.runtime.database import Database
from bot.workspace import Client, Fault
from models.allocations.meeting import DIGEST, MISSED
from models.change import Read
from models.tables.message import HOME, Message, MessageState
from tests.crash.days import PARENT, count_skipped, count_twice, count_unposted
from tests.school import BY_DAY, LONDON, PATIENT, Service

# When the copies come in the morning: mostly in time, else within a digest's window or after it.
ARRIVALS = (*[time(8, 20)] * 5, time(10, 17), time(12, 1))
MORNING_ENDS = time(12)
# Chance that a day is bad, and for how many days more it stays so.
BAD, MORE_DAYS = 0.4, (0, 0, 0, 1, 3)
A_LOOK = timedelta(seconds=61)  # after which a message is looked for again
FAULTS = (Fault.ERROR_500, Fault.RESET, Fault.LOST_REPLY, Fault.RATE_LIMIT)
UNHURRIED = 600.0  # seconds
TRIED = 400  # times, before it is said that something never settles
ON_THE_WAY = (MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN)


@dataclass
class RealTime:
    """Real time as delivery and recovery know it, which can leap while nothing is on its way."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return real_now() + self.ahead

    def monotonic(self) -> float:
        return monotonic() + self.ahead.total_seconds()


@pytest.fixture
def real_time(monkeypatch: pytest.MonkeyPatch) -> RealTime:
    """Give delivery a real time that the test can move on. To be asked for before the service.

    Nothing is given up as late: it would land after the clock has gone on, as on no machine but a very busy one.
    """
    leaping = RealTime()
    monkeypatch.setattr("bot.delivery.recover.real_now", leaping.now)
    monkeypatch.setattr("bot.delivery.send.real_now", leaping.now)
    monkeypatch.setattr("bot.delivery.send.monotonic", leaping.monotonic)
    monkeypatch.setattr("bot.delivery.send.LOOK_EVERY", 0.1)
    for limit in (
        "delivery.send.ROOM_WITHIN",
        "delivery.send.FRESH",
        "delivery.send.PUT_WITHIN",
        "app.REQUEST_TIMEOUT",
    ):
        monkeypatch.setattr(f"bot.{limit}", UNHURRIED)
    return leaping


@dataclass
class Copies:
    """A service, further copies of its bot on the same database, and the bad days that are drawn for them."""

    service: Service
    others: list[Bot]
    real_time: RealTime
    draw: Random
    bad_until: date | None = None
    bad_days: int = 0

    @property
    def bots(self) -> list[Bot]:
        return [self.service.bot, *self.others]

    async def morning(self, day: date) -> None:
        """Let the copies come, on a good day or a bad one, and do what is due."""
        if self.bad_until is not None and day > self.bad_until:
            await self.recover()
        if self.bad_until is None and self.draw.random() < BAD:
            self.bad_until = day + timedelta(days=self.draw.choice(MORE_DAYS))
            self.service.slack.faults.always(self._how())
        self.bad_days += self.bad_until is not None
        await self.go_to(day, self.draw.choice(ARRIVALS))
        if self.bad_until is None:
            return
        for _ in range(self.draw.randrange(8)):  # minutes go by
            await self._let_a_look_pass()
        if self.bad_until == day and self.draw.random() < 0.5:
            await self.recover()

    async def go_to(self, day: date, at: time) -> None:
        """Go to this time through all that is due on the way, for which every copy ticks at once."""
        clock, until = self.service.clock, datetime.combine(day, at, tzinfo=LONDON)
        school = await self.service.read(lambda read: read.school)
        slots = self.service.bot.ticker._slots_between(school, clock.now(), until)
        for instant in sorted({*slots, until}):
            await self.service.workspace.quiet(3 * PATIENT)  # or what was claimed in time would be posted late
            if instant > clock.now():
                clock.move_to(instant)
            await asyncio.gather(*(bot.ticker.tick() for bot in self.bots))
        await self.service.workspace.quiet(3 * PATIENT)

    async def recover(self) -> None:
        """Have Slack answer again, and wait until everything is settled, however long that takes."""
        self.service.slack.faults.clear()
        self.bad_until = None
        for _ in range(TRIED):
            if not await self.service.read(waiting):
                return
            await self._let_a_look_pass()
        raise AssertionError(await self.service.read(waiting))

    async def check(self, day: date) -> None:
        """Check that nothing stands twice, nothing was lost, and each digest stands on its day or the Heads know."""
        slack = self.service.slack
        assert count_twice(slack) == 0
        standing = {(room, ts) for room, posts in slack.store.posts.items() for ts in posts}
        posted = await self.service.read(lambda read: {tuple(row) for row in read.session.execute(_posted())})
        assert posted <= standing
        assert await self.service.read(lambda read: count_unposted(read.session, may_lapse)) == 0
        assert await self.service.read(lambda read: count_skipped(read.session, read.school, day)) == 0
        assert await self.service.read(late_digests) == []

    def _how(self) -> Callable[[str], Fault | None]:
        """Draw how Slack is away: wholly, now and then, or as it does not know the token."""
        how = self.draw.random()
        if how < 0.3:
            return lambda _method: Fault.ERROR("token_revoked")
        if how < 0.6:
            fault = self.draw.choice((Fault.ERROR_500, Fault.RESET))
            return lambda _method: fault
        return lambda _method: self.draw.choice((*FAULTS, None))

    async def _let_a_look_pass(self) -> None:
        await self.service.workspace.quiet(3 * PATIENT)
        if not any(bot.delivery.is_busy for bot in self.bots):  # or what is in flight would be taken for lost
            self.real_time.ahead += A_LOOK
        for bot in self.bots:
            bot.delivery.wake()
        await asyncio.sleep(0.02)


def waiting(read: Read) -> list[tuple[str, str, str | None]]:
    """Return what is due and neither stands in Slack nor is given up."""
    is_due = or_(Message.not_before.is_(None), Message.not_before <= read.now)
    waits = select(PARENT.id).where(PARENT.id == Message.thread_of_id, PARENT.ts.is_(None)).exists()
    rows = select(Message.kind, Message.state, Message.problem).where(Message.state.in_(ON_THE_WAY), is_due, ~waits)
    return [tuple(row) for row in read.session.execute(rows)]


def late_digests(read: Read) -> list[str]:
    """Return the digests that stand in Slack on another day than theirs, or later than in the morning."""
    rows = select(Message.about, Message.ts).where(Message.kind == DIGEST, Message.ts.is_not(None))
    stand = [(about, datetime.fromtimestamp(float(ts), LONDON)) for about, ts in read.session.execute(rows)]
    return [f"{about}: {at}" for about, at in stand if at.date().isoformat() != about or at.time() > MORNING_ENDS]


def may_lapse(message: Message) -> bool:
    """Return whether a message may be given up: nothing is left to say in it, or its reader has left."""
    return message.kind not in (DIGEST, MISSED)


def _posted() -> Select[tuple[str, str]]:
    return select(Message.room, Message.ts).where(Message.ts.is_not(None), Message.kind != HOME)


@asynccontextmanager
async def copies(service: Service, number: int, real_time: RealTime, draw: Random) -> AsyncIterator[Copies]:
    """Yield a service with so many copies of the bot in all, joined to its Slack and on its database."""
    async with AsyncExitStack() as stack:
        others = [
            await stack.enter_async_context(
                running(
                    Database(service.bot.desk.database.url),
                    api_url=service.slack.api_url,
                    bot_token=service.slack.bot_token,
                    app_token=service.slack.app_token,
                    clock=service.clock,
                    ticking=False,
                    pace=0.0,
                    capabilities=BY_DAY,
                )
            )
            for _ in range(number - 1)
        ]
        every = [service.bot, *others]
        for bot in every:  # as if they had been started long ago: a new one looks in Slack before whatever it posts
            bot.delivery._lost._settled_at = 0.0
        service.workspace = Client(
            service.slack, also_busy=lambda: any(bot.delivery.is_busy or bot.desk.is_busy for bot in every)
        )
        yield Copies(service, others, real_time, draw)
