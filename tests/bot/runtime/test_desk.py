"""The desk: one writer with a deadline and a key, and readers that cannot write."""

import asyncio
import math
import socket
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.runtime.desk import UNHURRIED, Desk, NotSaved
from bot.slack.words import Words
from models.actor import Actor
from models.change import Change, Read
from models.errors import Refused
from models.permission import Role
from models.tables.requests.submission import Submission
from models.tables.staff import Staff, active_staff
from tests.school import LONDON


@contextmanager
def locked_to_readers(url: str) -> Iterator[None]:
    """Hold the staff list from another process's connection as a repair of the database would."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("COMMIT")
    else:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=False) as other:
            other.execute("LOCK TABLE staff IN ACCESS EXCLUSIVE MODE")
            yield


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield a desk on a fresh database."""
    desk = Desk(Database(database_url), Clock(LONDON), Words(tmp_path, LONDON))
    yield desk
    await desk.close()


def add_staff(change: Change, name: str) -> str:
    """One more member of staff; the id."""
    staff = Staff(slack_id=f"U{name.upper()}", name=name, role=Role.TEACHER, added_at=change.now)
    return change.add(staff).id


def names(read: Read) -> list[str]:
    """Everybody's."""
    return [staff.name for staff in active_staff(read.session)]


async def test_what_was_changed_is_there_for_the_next_reader(desk: Desk) -> None:
    await desk.change(add_staff, "ann")
    assert await desk.read(names) == ["ann"]


async def test_whatever_is_asked_knows_who_asks_and_when(desk: Desk) -> None:
    def asked(read: Read, what: str) -> tuple[Any, ...]:
        return what, read.actor, read.zone, read.now.astimezone(UTC).date()

    ann = Actor("ann")
    for ask in (desk.read, desk.look_up, desk.change):
        assert await ask(asked, "Kai", by=ann) == ("Kai", ann, LONDON, desk.clock.now().astimezone(UTC).date())


async def test_a_desk_is_busy_until_the_last_change_and_the_last_read_have_ended(desk: Desk) -> None:
    ended = [threading.Event() for _ in range(3)]
    change, *reads = ended
    under_way = [
        desk.change(lambda _: change.wait(20)),
        *(desk.read(lambda _, end: end.wait(20), end) for end in reads),
    ]
    tasks = [asyncio.create_task(one) for one in under_way]
    await asyncio.sleep(0)
    for end, task in zip(ended, tasks, strict=True):
        assert desk.is_busy
        end.set()
        await task
    assert not desk.is_busy


async def test_a_read_that_finds_the_database_busy_is_made_again_until_its_deadline(desk: Desk) -> None:
    tries: list[Read] = []

    def find_it_busy(read: Read, times: float) -> str:
        tries.append(read)
        if len(tries) <= times:
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))
        return threading.current_thread().name

    assert (await desk.read(find_it_busy, 2)).startswith("reader")
    assert len(tries) == 3
    for ask in (desk.read, desk.look_up):
        began = monotonic()
        with pytest.raises(OperationalError):
            await ask(find_it_busy, math.inf, deadline=began + 0.1)
        assert 0.1 < monotonic() - began < UNHURRIED / 2


async def test_a_change_that_raises_keeps_nothing(desk: Desk) -> None:
    def fail(change: Change) -> None:
        add_staff(change, "ann")
        raise LookupError

    with pytest.raises(LookupError):
        await desk.change(fail)
    assert await desk.read(names) == []


async def test_a_repeated_key_gets_the_first_answer_and_changes_nothing(desk: Desk) -> None:
    first = await desk.change(add_staff, "ann", key="k1")
    second = await desk.change(add_staff, "ann", key="k1")
    assert first == second
    assert await desk.read(names) == ["ann"]


async def test_what_is_corrected_before_it_is_sent_again_is_not_said_to_be_saved(desk: Desk) -> None:
    await desk.change(add_staff, "ann", key="k1")
    with pytest.raises(Refused, match="was already saved"):
        await desk.change(add_staff, "anna", key="k1")
    assert await desk.read(names) == ["ann"]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (frozenset("abcdefgh"), frozenset("hgfedcba")),
        ({"grade": "5", "subject": "Maths"}, {"subject": "Maths", "grade": "5"}),
        (
            {date(2026, 9, 7): "open", date(2026, 9, 8): "closed"},
            {date(2026, 9, 8): "closed", date(2026, 9, 7): "open"},
        ),
    ],
)
async def test_a_repeat_is_known_in_whatever_order_it_is_told(
    desk: Desk, first: Collection[Any], again: Collection[Any]
) -> None:
    def count(_change: Change, of: Collection[Any]) -> int:
        return len(of)

    assert [await desk.change(count, given, key="k1") for given in (first, again)] == [len(first)] * 2


async def test_fifty_submissions_at_once_with_one_key_are_stored_once(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.change(add_staff, "ann", key="k1") for _ in range(50)))
    assert len(set(answers)) == 1
    assert await desk.read(names) == ["ann"]


async def test_a_rule_that_reads_and_then_inserts_holds_among_many_writers(desk: Desk) -> None:
    def add_if_alone(change: Change) -> bool:
        if change.session.scalar(select(func.count(Staff.id))):
            return False
        time.sleep(0.002)
        add_staff(change, "ann")
        return True

    others = Desk(Database(desk.database.url), desk.clock, desk.words)
    try:
        both = [which.change(add_if_alone) for which in (desk, others) * 15]
        assert sum(await asyncio.gather(*both)) == 1
    finally:
        await others.close()


async def test_a_key_whose_change_failed_can_be_used_again(desk: Desk) -> None:
    def fail(change: Change) -> None:
        change.session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        await desk.change(fail, key="k1")
    await desk.change(add_staff, "ann", key="k1")
    assert await desk.read(names) == ["ann"]


async def test_a_reader_cannot_write(desk: Desk) -> None:
    def sneak(read: Read) -> None:
        read.session.execute(text("DELETE FROM staff"))

    await desk.change(add_staff, "ann")
    with pytest.raises(DBAPIError):
        await desk.read(sneak)
    assert await desk.read(names) == ["ann"]


async def test_a_look_up_sees_what_was_committed_last_and_cannot_write(desk: Desk) -> None:
    assert await desk.look_up(names) == []
    await desk.change(add_staff, "ann")
    assert await desk.look_up(names) == ["ann"]
    with pytest.raises(DBAPIError):
        await desk.look_up(lambda read: read.session.execute(text("DELETE FROM staff")))
    assert await desk.look_up(names) == ["ann"]


def lose_connections(desk: Desk) -> None:
    """End every session of a desk on PostgreSQL, as a server that is started again does."""
    with psycopg.connect(desk.database.url.replace("+psycopg", ""), autocommit=True) as other:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        assert other.execute(f"{ended} AND pid != pg_backend_pid()").fetchall()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_look_up_whose_connection_was_lost_is_made_again(desk: Desk) -> None:
    await asyncio.gather(*(desk.look_up(names) for _ in range(8)))
    lose_connections(desk)
    assert await asyncio.gather(*(desk.look_up(names) for _ in range(8))) == [[]] * 8


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_change_asks_the_server_for_its_turn_and_nothing_else_and_a_read_for_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(cursor: psycopg.Cursor[Any], query: Any, *given: Any, **how: Any) -> psycopg.Cursor[Any]:
        asked.append(str(query))
        return execute(cursor, query, *given, **how)

    await asyncio.gather(desk.change(lambda change: None), desk.read(names))  # to connect
    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    await desk.change(names)
    assert [query.split()[0] for query in asked] == ["SELECT", "SELECT"]
    assert "pg_advisory_xact_lock" in asked[0]
    await desk.read(names)
    assert len(asked) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whatever_lost_its_connection_is_done_on_a_new_one(desk: Desk) -> None:
    await asyncio.gather(desk.change(add_staff, "ann"), desk.read(names))
    lose_connections(desk)
    await desk.change(add_staff, "bea")
    lose_connections(desk)
    assert sorted(await desk.read(names)) == ["ann", "bea"]


async def test_a_look_up_in_a_database_that_is_locked_for_a_moment_waits_beside_everything_else(desk: Desk) -> None:
    with locked_to_readers(desk.database.url):
        ann = Actor("ann")
        looking = asyncio.create_task(
            desk.look_up(lambda read: (names(read), read.actor), by=ann, deadline=monotonic() + 20)
        )
        began = monotonic()
        await asyncio.sleep(0.1)
        assert monotonic() - began < 1
        assert not looking.done()
    assert await looking == ([], ann)


async def test_a_desk_that_is_closed_looks_nothing_up(desk: Desk) -> None:
    await desk.close()
    with pytest.raises(RuntimeError):
        await desk.look_up(names)


async def test_a_change_that_fails_keeps_no_desk_from_closing(desk: Desk) -> None:
    def fail(_change: Change) -> None:
        time.sleep(0.1)
        raise LookupError

    failing = asyncio.create_task(desk.change(fail))
    await asyncio.sleep(0.02)
    await desk.close()
    with pytest.raises(LookupError):
        await failing


async def test_nobody_is_told_saved_after_the_deadline(desk: Desk) -> None:
    def dawdle(change: Change) -> None:
        add_staff(change, "ann")
        time.sleep(0.3)

    with pytest.raises(NotSaved):
        await desk.change(dawdle, deadline=monotonic() + 0.1)
    assert await desk.read(names) == []


async def test_a_waiter_that_is_cancelled_does_not_stop_the_change(desk: Desk) -> None:
    def take_a_while(change: Change) -> None:
        time.sleep(0.1)
        add_staff(change, "ann")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await desk.change(take_a_while)
    await desk.change(lambda change: None)
    assert await desk.read(names) == ["ann"]


async def test_a_change_whose_waiter_is_cancelled_before_its_turn_is_made_all_the_same(desk: Desk) -> None:
    first = asyncio.create_task(desk.change(lambda change: time.sleep(0.2)))
    await asyncio.sleep(0.02)
    queued = asyncio.create_task(desk.change(add_staff, "ann"))
    await asyncio.sleep(0.02)
    assert queued.cancel()
    await first
    await desk.change(lambda change: None)
    assert await desk.read(names) == ["ann"]


async def test_a_locked_database_is_waited_for(desk: Desk) -> None:
    other = Database(desk.database.url)
    try:
        with other.writing(1.0) as session:
            session.execute(text("UPDATE staff SET name = name"))
            waiting = asyncio.create_task(desk.change(add_staff, "ann"))
            await asyncio.sleep(0.3)
            assert not waiting.done()
            session.rollback()
        await waiting
    finally:
        other.close()
    assert await desk.read(names) == ["ann"]


async def test_a_database_locked_past_the_deadline_is_said_to_be_not_saved(desk: Desk) -> None:
    other = Database(desk.database.url)
    try:
        with other.writing(1.0) as session:
            session.execute(text("UPDATE staff SET name = name"))
            with pytest.raises(NotSaved):
                await desk.change(add_staff, "ann", deadline=monotonic() + 0.2)
    finally:
        other.close()
    assert await desk.read(names) == []


async def test_a_change_that_can_wait_keeps_nobody_waiting_who_cannot(desk: Desk) -> None:
    other = Database(desk.database.url)
    try:
        with other.writing(1.0):
            patient = asyncio.create_task(desk.change(add_staff, "ann"))
            await asyncio.sleep(0.05)
            began = monotonic()
            with pytest.raises(NotSaved):
                await desk.change(add_staff, "ben", deadline=began + 0.4)
            assert monotonic() - began < 2
        await patient
    finally:
        other.close()
    assert await desk.read(names) == ["ann"]


async def test_an_answer_that_could_not_be_repeated_is_refused(desk: Desk) -> None:
    with pytest.raises(TypeError, match="JSON"):
        await desk.change(lambda change: datetime.now(UTC), key="k1")
    assert await desk.read(lambda read: read.session.scalar(select(func.count(Submission.id)))) == 0


async def test_a_naive_moment_is_never_stored(desk: Desk) -> None:
    def add_naive(change: Change) -> None:
        change.add(Staff(slack_id="U1", name="ann", role=Role.HEAD, added_at=datetime(2026, 9, 7, 9)))  # noqa: DTZ001 - the point

    with pytest.raises(StatementError, match="time zone"):
        await desk.change(add_naive)


async def test_moments_come_back_as_they_went_in_whatever_their_zone(desk: Desk) -> None:
    nine = datetime(2026, 9, 7, 9, tzinfo=LONDON)

    def add_at_nine(change: Change) -> None:
        change.add(Staff(slack_id="U1", name="ann", role=Role.HEAD, added_at=nine))

    await desk.change(add_at_nine)
    assert await desk.read(lambda read: read.session.scalar(select(Staff.added_at))) == nine


async def test_ids_are_not_used_again_after_a_deletion(desk: Desk) -> None:
    seen = set()
    for _ in range(5):
        seen.add(await desk.change(add_staff, "ann"))
        await desk.change(lambda change: change.session.execute(text("DELETE FROM staff")) and None)
    assert len(seen) == 5


async def test_the_probe_hears_of_both_sides_of_the_commit(database_url: str, tmp_path: Path) -> None:
    heard: list[str] = []
    desk = Desk(Database(database_url), Clock(LONDON), Words(tmp_path, LONDON), probe=heard.append)
    await desk.change(add_staff, "ann")
    await desk.close()
    assert heard == ["before commit", "after commit"]


async def test_a_mistake_of_ours_in_sql_is_not_taken_for_a_busy_database(desk: Desk) -> None:
    def misspell(change: Change) -> None:
        change.session.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError, match="nowhere"):
        await desk.change(misspell)


async def test_a_database_that_cannot_be_written_is_said_to_be_not_saved(desk: Desk) -> None:
    def write_to_what_is_read_only(change: Change) -> None:
        locked = "PRAGMA query_only=ON" if desk.database.is_sqlite else "SET TRANSACTION READ ONLY"
        change.session.execute(text(locked))
        add_staff(change, "ann")

    with pytest.raises(NotSaved):
        await desk.change(write_to_what_is_read_only)
    assert await desk.read(names) == []


async def test_what_a_rule_of_the_database_refuses_is_not_taken_for_a_full_disk(desk: Desk) -> None:
    await desk.change(add_staff, "fuller")
    with pytest.raises(IntegrityError):  # PostgreSQL quotes the value that is there already
        await desk.change(add_staff, "fuller")


async def test_a_database_server_that_says_nothing_is_given_up_while_the_person_waits(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{deaf.getsockname()[1]}/none"
        desk = Desk(Database(url), Clock(LONDON), Words(tmp_path, LONDON))
        async with asyncio.timeout(6.0):
            with pytest.raises(NotSaved):
                await desk.change(add_staff, "ann", deadline=monotonic() + 1.0)
        await desk.close()
