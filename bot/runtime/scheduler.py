"""The ticker: APScheduler ticks each minute, the rows decide. A late tick catches up once, inside a job's window."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from bot.runtime.desk import Desk, NotSaved
from bot.slack.api_errors import reason
from models.change import Change, Read
from models.school.settings import School
from models.tables.job_run import JobRun, JobRunState

log = logging.getLogger(__name__)

# After a longer silence than this, nobody needs to hear of each slot that was missed.
LOOK_BACK = timedelta(days=8)


@dataclass(frozen=True)
class Job:
    """Something that falls due once a day at most: `at` gives its local time that day, None for not today.

    After the local time `until` it is skipped, and `missed` says so to whoever should know. What takes the network
    is for `then`, once `run` is committed: it may be lost to a crash, so it is for what the next day does as well.
    """

    name: str
    at: Callable[[School, date], time | None]
    until: Callable[[School], time]
    run: Callable[[Change], None]
    missed: Callable[[Change, date], None] | None = None
    then: Callable[[Desk, AsyncWebClient], Awaitable[None]] | None = None


class Ticker:
    """Runs each job at most once a slot, whatever process, crash or clock change comes between."""

    def __init__(self, desk: Desk, jobs: Sequence[Job], client: AsyncWebClient | None = None) -> None:
        self._desk = desk
        self._client = client
        self._jobs = jobs
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def start(self) -> None:
        """Tick now, and each minute from now on."""
        self._scheduler.add_job(self.tick, CronTrigger(second=0, timezone="UTC"), max_instances=1, coalesce=True)
        self._scheduler.start()
        await self.tick()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Do what has fallen due, each job in a transaction of its own; most minutes nothing has, and nothing is."""
        for job in await self._desk.read(jobs_due, self._jobs):
            try:
                if await self._desk.change(run_due, job) and job.then is not None and self._client is not None:
                    await job.then(self._desk, self._client)
            except NotSaved:
                log.warning("the database is busy: %s waits for the next tick", job.name)
            except SlackApiError as refused:
                log.warning("Slack refused what %s asks of it: %s", job.name, reason(refused))
            except Exception as failed:
                log.exception("the job %s failed", job.name, exc_info=failed)

    async def move(self, to: datetime, settle: Callable[[], Awaitable[None]] | None = None) -> None:
        """Take the local workspace's clock to an instant, visiting every slot on the way through the same tick.

        `settle` waits after each: what is to be said in the morning is said before it is evening.
        """
        clock = self._desk.clock
        school = await self._desk.read(lambda read: read.school)
        for instant in sorted({*self._slots_between(school, clock.now(), to), to}):
            if instant > clock.now():
                clock.move_to(instant)
            await self.tick()
            if settle is not None:
                await settle()

    def _slots_between(self, school: School, after: datetime, until: datetime) -> Iterable[datetime]:
        zone = self._desk.clock.zone
        day = after.astimezone(zone).date()
        while day <= until.astimezone(zone).date():
            for job in self._jobs:
                at = job.at(school, day)
                if at is not None and after < (instant := instant_of(at, day, zone)) < until:
                    yield instant
            day += timedelta(days=1)


def jobs_due(read: Read, jobs: Sequence[Job]) -> list[Job]:
    """Those of which a slot has come."""
    last = _last_slots(read)
    return [job for job in jobs if _open_slots(read, job, last.get(job.name))]


def run_due(change: Change, job: Job) -> bool:
    """Run the job's slot of today if it has come, and mark what was missed since; whether it ran."""
    ran = False
    for day in _open_slots(change, job, _last_slots(change).get(job.name)):
        in_time = change.now <= instant_of(job.until(change.school), day, change.zone)
        change.add(
            JobRun(job=job.name, on=day, state=JobRunState.RUN if in_time else JobRunState.SKIPPED, at=change.now)
        )
        if in_time:
            job.run(change)
            ran = True
        elif job.missed is not None and _ran_before(change, day):
            job.missed(change, day)
    return ran


def _ran_before(read: Read, day: date) -> bool:
    """Whether there was a bot before that day: one whose first day begins after the hour has missed nothing."""
    return read.session.scalar(select(JobRun.id).where(JobRun.on < day).limit(1)) is not None


def _last_slots(read: Read) -> dict[str, date]:
    rows = select(JobRun.job, func.max(JobRun.on)).group_by(JobRun.job)
    return {row[0]: row[1] for row in read.session.execute(rows)}


def _open_slots(read: Read, job: Job, last: date | None) -> list[date]:
    # A job that never ran begins today: a new installation has missed nothing.
    day = read.today if last is None else max(last + timedelta(days=1), read.today - LOOK_BACK)
    found = []
    while day <= read.today:
        at = job.at(read.school, day)
        if at is not None and instant_of(at, day, read.zone) <= read.now:
            found.append(day)
        day += timedelta(days=1)
    return found


def instant_of(clock_time: time, day: date, zone: ZoneInfo) -> datetime:
    """A local time of a day as an instant; of a time that the clocks skip or repeat, the first that is real."""
    return datetime.combine(day, clock_time, tzinfo=zone)
