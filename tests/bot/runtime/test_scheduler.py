"""The ticker: each slot at most once, caught up inside its window, told when missed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job, Ticker
from bot.slack.words import Words
from models.change import Change
from models.school.settings import School
from tests.school import LONDON

FRIDAY = datetime(2026, 9, 4, 17, tzinfo=LONDON)


class Diary:
    """A weekly job that notes when it ran and what it missed."""

    def __init__(self, at: time = time(8, 0), weekday: int | None = 0) -> None:
        self.ran: list[datetime] = []
        self.missed: list[date] = []
        self._at, self._weekday = at, weekday
        self.job = Job("weekly", self.at, lambda school: school.morning_ends, self.run, self.miss)

    def at(self, _school: School, day: date) -> time | None:
        return self._at if self._weekday in (None, day.weekday()) else None

    def run(self, change: Change) -> None:
        self.ran.append(change.now.astimezone(LONDON))

    def miss(self, _change: Change, day: date) -> None:
        self.missed.append(day)


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield a desk on a Friday afternoon."""
    desk = Desk(Database(database_url), Clock(LONDON, starts=FRIDAY.astimezone(UTC)), Words(tmp_path, LONDON))
    yield desk
    await desk.close()


async def test_a_job_runs_at_its_time_when_the_clock_is_moved_past_it(desk: Desk) -> None:
    diary = Diary()
    await Ticker(desk, [diary.job]).move(datetime(2026, 9, 8, 9, tzinfo=LONDON))
    assert [ran.replace(microsecond=0) for ran in diary.ran] == [datetime(2026, 9, 7, 8, tzinfo=LONDON)]


async def test_moving_over_three_weeks_visits_each_of_their_slots(desk: Desk) -> None:
    diary = Diary()
    await Ticker(desk, [diary.job]).move(FRIDAY + timedelta(weeks=3))
    assert [ran.date() for ran in diary.ran] == [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)]


async def test_ticking_again_does_not_run_a_slot_again(desk: Desk) -> None:
    diary = Diary()
    ticker = Ticker(desk, [diary.job])
    await ticker.move(datetime(2026, 9, 7, 9, tzinfo=LONDON))
    for _ in range(5):
        await ticker.tick()
    assert len(diary.ran) == 1


async def test_four_replicas_that_tick_at_once_run_a_slot_once(desk: Desk) -> None:
    diary = Diary()
    desk.clock.move_to(datetime(2026, 9, 7, 8, 5, tzinfo=LONDON))
    others = [Desk(Database(desk.database.url), desk.clock, desk.words) for _ in range(3)]
    try:
        await asyncio.gather(*(Ticker(each, [diary.job]).tick() for each in (desk, *others)))
    finally:
        for each in others:
            await each.close()
    assert len(diary.ran) == 1


async def test_a_bot_that_starts_late_in_the_morning_catches_up_once(desk: Desk) -> None:
    diary = Diary()
    ticker = Ticker(desk, [diary.job])
    desk.clock.move_to(datetime(2026, 9, 7, 11, 30, tzinfo=LONDON))
    await ticker.tick()
    await ticker.tick()
    assert len(diary.ran) == 1


async def test_after_the_window_a_slot_is_skipped_and_told(desk: Desk) -> None:
    diary, nightly = Diary(), Job("nightly", lambda school, day: time(3), lambda school: time(23), lambda change: None)
    ticker = Ticker(desk, [diary.job, nightly])
    await ticker.tick()
    desk.clock.move_to(datetime(2026, 9, 7, 12, 1, tzinfo=LONDON))
    await ticker.tick()
    assert diary.ran == []
    assert diary.missed == [date(2026, 9, 7)]


async def test_a_bot_whose_first_day_begins_after_the_hour_has_missed_nothing(desk: Desk) -> None:
    diary = Diary()
    ticker = Ticker(desk, [diary.job])
    desk.clock.move_to(datetime(2026, 9, 7, 12, 1, tzinfo=LONDON))
    await ticker.tick()
    assert diary.missed == []
    desk.clock.move_to(datetime(2026, 9, 14, 12, 1, tzinfo=LONDON))
    await ticker.tick()
    assert (diary.ran, diary.missed) == ([], [date(2026, 9, 14)])


async def test_a_bot_that_was_down_for_a_week_tells_of_what_it_missed_and_runs_today(desk: Desk) -> None:
    diary = Diary()
    ticker = Ticker(desk, [diary.job])
    await ticker.move(datetime(2026, 9, 7, 9, tzinfo=LONDON))
    desk.clock.move_to(datetime(2026, 9, 15, 9, tzinfo=LONDON))
    await ticker.tick()
    assert diary.missed == [date(2026, 9, 14)]
    desk.clock.move_to(datetime(2026, 9, 21, 9, tzinfo=LONDON))
    await ticker.tick()
    assert [ran.date() for ran in diary.ran] == [date(2026, 9, 7), date(2026, 9, 21)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=LONDON), datetime(2026, 10, 26, 12, tzinfo=LONDON)),
        (datetime(2027, 3, 27, 12, tzinfo=LONDON), datetime(2027, 3, 29, 12, tzinfo=LONDON)),
    ],
)
async def test_a_job_of_half_past_one_runs_once_a_day_over_both_clock_changes(
    desk: Desk, before: datetime, after: datetime
) -> None:
    diary = Diary(time(1, 30), weekday=None)
    ticker = Ticker(desk, [diary.job])
    desk.clock.move_to(before)
    instant = before.astimezone(UTC)
    while instant < after:
        instant += timedelta(minutes=10)
        desk.clock.move_to(instant)
        await ticker.tick()
    days = [ran.date() for ran in diary.ran]
    assert len(days) == len(set(days)) == 2


async def test_a_job_that_fails_keeps_neither_its_slot_nor_the_others_from_running(desk: Desk) -> None:
    def fail(change: Change) -> None:
        raise LookupError(change.today)

    diary = Diary()
    broken = Job("broken", diary.at, lambda school: school.morning_ends, fail)
    ticker = Ticker(desk, [broken, diary.job])
    await ticker.move(datetime(2026, 9, 7, 9, tzinfo=LONDON))
    assert len(diary.ran) == 1


def test_school_time_never_goes_back() -> None:
    clock = Clock(LONDON)
    with pytest.raises(ValueError, match="never goes back"):
        clock.move_to(clock.now() - timedelta(seconds=1))


async def test_a_start_with_a_wrong_date_silences_nothing_once_the_clock_is_right(
    database_url: str, tmp_path: Path
) -> None:
    diary = Diary()
    for starts in (FRIDAY, datetime(2026, 12, 18, 9, tzinfo=LONDON), FRIDAY + timedelta(minutes=5)):
        desk = Desk(Database(database_url), Clock(LONDON, starts=starts.astimezone(UTC)), Words(tmp_path, LONDON))
        await Ticker(desk, [diary.job]).tick()
        await desk.close()
    desk = Desk(Database(database_url), Clock(LONDON, starts=FRIDAY.astimezone(UTC)), Words(tmp_path, LONDON))
    diary.ran.clear()
    await Ticker(desk, [diary.job]).move(datetime(2026, 12, 21, 9, tzinfo=LONDON))
    await desk.close()
    assert [ran.date() for ran in diary.ran] == [date(2026, 9, 7) + timedelta(weeks=week) for week in range(16)]
