"""The local workspace: a Slack on this machine with an invented school, for people who have no tokens yet."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import Bot, running
from bot.config import Settings
from bot.demo import school
from bot.demo.guide import guide
from bot.manifest import manifest
from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database, migrate
from bot.runtime.instance import CannotStart, forget, only_bot
from bot.runtime.scheduler import instant_of
from bot.workspace import Move, Workspace
from models.allocations.meeting import digest_at
from models.change import Read
from models.home.reminder import reminder_at
from models.outbox.queue import anything_waits
from models.school.calendar import moved
from models.school.settings import School

MORNING = time(8, 0)
DAYS_AHEAD = 366
# Seconds: how long a moving clock waits for messages to be sent, and how long between two looks.
PATIENCE, LOOK = 6.0, 0.1

Destination = Callable[[Read], datetime]


@asynccontextmanager
async def local_workspace(settings: Settings) -> AsyncIterator[Workspace]:
    """Run the local workspace, with a new school each time, in a database of its own that never holds real pupils.

    Raises CannotStart if the port is taken.
    """
    clock = Clock(settings.zone, starts=school.opens_at(settings.zone))
    travel = Travel()
    slack = a_workspace(settings, clock, travel)
    try:
        await slack.start(settings.port)
    except OSError:
        raise CannotStart(f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make run") from None
    try:
        file = settings.halfterm_var / f"workspace-{settings.port}.db"
        url = f"sqlite:///{file}"
        with only_bot(url):
            forget(file)
            invent(url, settings.zone)
            async with joined(slack, url, clock) as travel.bot:
                yield slack
    finally:
        await slack.stop()


@dataclass
class Travel:
    """The moves of a bot's clock, which do nothing until there is a bot."""

    bot: Bot | None = None
    moves: list[Move] = field(init=False)

    def __post_init__(self) -> None:
        places: dict[str, Destination] = {
            "Tomorrow 08:00": tomorrow,
            "Next reminders": next_reminders,
            "Next allocations meeting": next_meeting,
            "Next half-term": next_half_term,
        }
        self.moves = [Move(label, self._to(destination)) for label, destination in places.items()]

    def _to(self, destination: Destination) -> Callable[[], Awaitable[None]]:
        async def move() -> None:
            if self.bot is not None:
                await self.bot.ticker.move(await self.bot.desk.read(destination), self._said)

        return move

    async def _said(self) -> None:
        """Wait until all that is to be said now is sent, at most PATIENCE: a channel takes one message a second."""
        bot, until = self.bot, monotonic() + PATIENCE
        while bot is not None and monotonic() < until and await bot.desk.read(anything_waits, ()):
            bot.delivery.wake()
            await asyncio.sleep(LOOK)


def tomorrow(read: Read) -> datetime:
    """Return eight o'clock on the next day, whether it is a school day or not."""
    return instant_of(MORNING, read.today + timedelta(days=1), read.zone)


def next_reminders(read: Read) -> datetime:
    """Return the next moment at which reminders go out."""
    return _next_time(read, reminder_at)


def next_meeting(read: Read) -> datetime:
    """Return the next moment at which the digest is posted."""
    return _next_time(read, digest_at)


def next_half_term(read: Read) -> datetime:
    """Return the first morning of the next half-term, or a morning four weeks ahead if no term dates are known."""
    period = read.calendar.next_half_term(read.today)
    day = period.starts_on if period else read.today + timedelta(weeks=4)
    return instant_of(MORNING, day, read.zone)


def _next_time(read: Read, at: Callable[[School, date], time | None]) -> datetime:
    """Return the next moment that `at` gives for a day; tomorrow morning if it gives none within a year."""
    days = (moved(read.today, ahead) for ahead in range(DAYS_AHEAD))
    moments = (instant_of(when, day, read.zone) for day in days if (when := at(read.school, day)) is not None)
    return next((moment for moment in moments if moment > read.now), tomorrow(read))


def a_workspace(settings: Settings, clock: Clock, travel: Travel) -> Workspace:
    """Build the invented school's Slack, with the app installed as the manifest says."""
    return Workspace(
        manifest=manifest(),
        people=school.people(),
        rooms=school.rooms(),
        now=clock.now,
        moves=travel.moves,
        guide=guide(),
        timezone=settings.halfterm_timezone,
        in_channels=[school.CHANNEL],
    )


def invent(database_url: str, zone: ZoneInfo) -> None:
    """Fill an empty database with the invented school."""
    migrate(database_url)
    database = Database(database_url)
    try:
        school.fill(database, zone)
    finally:
        database.close()


@asynccontextmanager
async def joined(slack: Workspace, database_url: str, clock: Clock) -> AsyncIterator[Bot]:
    """Run the bot, joined to the local Slack as it would be to the real one."""
    async with running(
        Database(database_url),
        api_url=slack.api_url,
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        clock=clock,
    ) as bot:
        yield bot
