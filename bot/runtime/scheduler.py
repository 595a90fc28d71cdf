"""The ticker runs daily jobs: APScheduler ticks each minute, and rows in the database decide what is due."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, func, select

from bot.runtime.clock import monotonic
from bot.runtime.desk import Desk, MaybeSaved, NotSaved
from bot.slack.api_errors import reason
from models.change import Change, Read
from models.school.settings import School
from models.tables.job_run import JobRun, JobRunState

log = logging.getLogger(__name__)

# Slots missed longer ago than this are not reported.
LOOK_BACK = timedelta(days=8)
SKEW = timedelta(minutes=2)  # by which the clocks of two copies may differ


class JobFailed(Exception):
    """A job failed for a reason that is known; the text is a line for the log, which holds no names."""


@dataclass(frozen=True)
class Job:
    """A job that is due at most once a day, at the local time that `at` gives; None for no time that day.

    After the local time `until` the job is skipped, and `missed` reports it. `then` follows once `run` is committed
    and may use the network. A crash can lose it, so it is for work that the next day can do as well.
    """

    name: str
    at: Callable[[School, date], time | None]
    until: Callable[[School], time]
    run: Callable[[Change], object]
    missed: Callable[[Change, date], None] | None = None
    then: Callable[[Desk, AsyncWebClient], Awaitable[None]] | None = None


class Ticker:
    """A ticker that runs each job at most once a slot, across processes, crashes and clock changes."""

    def __init__(self, desk: Desk, jobs: Sequence[Job], client: AsyncWebClient | None = None) -> None:
        self._desk = desk
        self._client = client
        self._jobs = jobs
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._leaps = False
        self.ticked_at: float | None = None  # a moment of `monotonic()`
        self.outcomes: Counter[tuple[str, str]] = Counter()

    async def start(self) -> None:
        """Tick now, and every minute from now on."""
        self._scheduler.add_job(self.tick, CronTrigger(second=0, timezone="UTC"), max_instances=1, coalesce=True)
        self._scheduler.start()
        await self.tick()

    def stop(self) -> None:
        """Stop ticking."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Run the jobs that are due, each in a transaction of its own; a job that fails does not stop the others."""
        for job in await self._desk.read(jobs_due, self._jobs):
            begun, outcome = monotonic(), "failed"
            try:
                outcome = await self._run(job)
                # A leap of the local workspace's clock runs hundreds.
                level = logging.DEBUG if self._leaps else logging.INFO
                log.log(level, "job %s: %s in %.1f s", job.name, outcome, monotonic() - begun)
            except (NotSaved, MaybeSaved):
                outcome = "waits"
                log.warning("the database is busy or lost: %s waits for the next tick", job.name)
            except JobFailed as failed:
                log.error("job %s: failed: %s", job.name, failed)
            except SlackApiError as refused:
                log.warning("Slack refused what %s asks of it: %s", job.name, reason(refused))
            except Exception as failed:
                log.exception("the job %s failed", job.name, exc_info=failed)
            self.outcomes[job.name, outcome] += 1
        self.ticked_at = monotonic()

    async def _run(self, job: Job) -> str:
        """Run a job that is due, and return in a word what came of it."""
        if not await self._desk.change(run_due, job):
            return "skipped"
        if job.then is not None and self._client is not None:
            await job.then(self._desk, self._client)
        return "done"

    async def move(self, to: datetime, settle: Callable[[], Awaitable[None]] | None = None) -> None:
        """Move the local workspace's clock to an instant, with a tick at every slot on the way.

        `settle` runs after each tick, so that the morning's messages are sent before the evening's jobs run.
        """
        clock = self._desk.clock
        school = await self._desk.read(lambda read: read.school)
        self._leaps = True
        try:
            for instant in sorted({*self._slots_between(school, clock.now(), to), to}):
                if instant > clock.now():
                    clock.move_to(instant)
                await self.tick()
                if settle is not None:
                    await settle()
        finally:
            self._leaps = False

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
    """Return the jobs that have a slot which is due and was neither run nor skipped."""
    last = _last_slots(read)
    return [job for job in jobs if _open_slots(read, job, last.get(job.name))]


def run_due(change: Change, job: Job) -> bool:
    """Run a job's slot if it is in time, and record earlier slots as skipped. Returns whether the job ran."""
    ran = False
    for day in _open_slots(change, job, _last_slots(change).get(job.name)):
        in_time = change.now <= instant_of(job.until(change.school), day, change.zone)
        # A slot that was run at a time to come was run by a wrong clock.
        change.session.execute(delete(JobRun).where(JobRun.job == job.name, JobRun.on == day))
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
    """Return whether the bot worked before that day: one that was installed that day has missed nothing."""
    return read.session.scalar(select(JobRun.id).where(JobRun.on < day).limit(1)) is not None


def _last_slots(read: Read) -> dict[str, date]:
    # What a wrong clock has run in the future counts for nothing, or that day would silence all days until then.
    rows = select(JobRun.job, func.max(JobRun.on)).where(JobRun.at <= read.now + SKEW).group_by(JobRun.job)
    return {row[0]: row[1] for row in read.session.execute(rows)}


def _open_slots(read: Read, job: Job, last: date | None) -> list[date]:
    # A job that has never run begins today: a new installation has missed nothing.
    day = read.today if last is None else max(last + timedelta(days=1), read.today - LOOK_BACK)
    found = []
    while day <= read.today:
        at = job.at(read.school, day)
        if at is not None and instant_of(at, day, read.zone) <= read.now:
            found.append(day)
        day += timedelta(days=1)
    return found


def instant_of(clock_time: time, day: date, zone: ZoneInfo) -> datetime:
    """Return a local time as an instant: the first of two if the clocks repeat it, an hour later if they skip it."""
    return datetime.combine(day, clock_time, tzinfo=zone)
