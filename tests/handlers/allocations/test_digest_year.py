"""A school year of digests by two processes on one database, of which one or both come late: one a week, or a word."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from bot.app import TEMPLATES
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job, Ticker
from bot.slack.words import Words
from handlers.allocations import digest
from models.allocations.meeting import ASK, DIGEST, MISSED
from models.change import Read
from models.school.settings import School
from models.tables.message import Message
from tests.school import LONDON, open_school

FIRST, LAST = date(2026, 8, 31), date(2027, 7, 19)
MORNING_ENDS = time(12)
# That the bot was there on the days before is known from what it did on them.
NIGHTLY = Job("nightly", lambda school, day: time(3), lambda school: time(23), lambda change: None)
ARRIVALS = (time(7, 30), time(8), time(8, 1), time(10, 17), time(11, 59), time(12, 1), time(16, 30))


def weeks() -> Iterator[date]:
    """Every Monday of the year."""
    return (FIRST + timedelta(weeks=week) for week in range((LAST - FIRST).days // 7 + 1))


def meeting_days(school: School) -> dict[date, date]:
    """By week, the day on which staff meet, worked out apart from the code: Monday, or the first day staff are in."""
    found = {}
    for monday in weeks():
        days = [monday + timedelta(days=offset) for offset in range(5)]
        staff_in = [day for day in days if school.calendar.is_pupil_day(day) or day in school.inset_days]
        if staff_in:
            found[monday] = staff_in[0]
    return found


async def tick(clock: Clock, when: datetime, tickers: list[Ticker]) -> None:
    """Move the clock on to this time, and tick in every process at once."""
    if when > clock.now():
        clock.move_to(when)
    await asyncio.gather(*(ticker.tick() for ticker in tickers))


async def test_every_week_has_one_digest_or_the_heads_are_told_that_it_has_none(database_url: str) -> None:
    clock = Clock(LONDON, starts=datetime(2026, 8, 30, 12, tzinfo=LONDON))
    desks = [Desk(Database(database_url), clock, Words(TEMPLATES, LONDON)) for _ in range(2)]
    tickers = [Ticker(desk, [*digest.CAPABILITY.jobs, NIGHTLY]) for desk in desks]
    try:
        await desks[0].change(open_school)
        meetings = meeting_days(await desks[0].read(lambda read: read.school))
        in_time, late, random = set(), set(), Random(20)  # noqa: S311 - a year that can be lived again
        for monday in weeks():
            arrives = random.choice(ARRIVALS)
            for offset in range(7):
                day = monday + timedelta(days=offset)
                at = arrives if day == meetings.get(monday) else time(9)
                for moment in (at, max(at, time(8)), time(17)):
                    await tick(clock, datetime.combine(day, moment, tzinfo=LONDON), tickers)
            if monday in meetings:
                (in_time if arrives <= MORNING_ENDS else late).add(meetings[monday].isoformat())
        said = await desks[0].read(all_said)
    finally:
        for desk in desks:
            await desk.close()
    assert len(in_time) > 15
    assert len(late) > 5
    assert sorted(said[DIGEST]) == sorted(in_time)
    assert sorted(said[MISSED]) == sorted([*late, *late])  # two Heads
    assert said[ASK] == []


def all_said(read: Read) -> dict[str, list[str]]:
    """Return the days that each kind of message is about."""
    rows = read.session.execute(select(Message.kind, Message.about)).all()
    return {kind: [row.about for row in rows if row.kind == kind] for kind in (DIGEST, MISSED, ASK)}
