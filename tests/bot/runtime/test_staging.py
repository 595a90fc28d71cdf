"""Rows staged for a change are saved with it whole, and hold up nobody's saves before its turn comes."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.runtime.desk import Desk, NotSaved
from bot.runtime.staging import Rows, Staged
from bot.slack.words import Words
from models.change import Change, Read
from models.errors import Outdated
from models.tables.audit import Audit
from models.tables.staff import Staff
from tests.bot.runtime.test_desk import add_staff, lose_connections, names
from tests.school import LONDON

STAFF: Any = Staff.__table__
HELD = 3.5  # seconds for which somebody may wait for a save


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield a desk on a fresh database."""
    desk = Desk(Database(database_url), Clock(LONDON), Words(tmp_path, LONDON))
    yield desk
    await desk.close()


def some_staff(desk: Desk, *people: str) -> dict[Table, list[dict[str, Any]]]:
    rows = [
        {"id": name, "slack_id": f"U{name.upper()}", "name": name, "role": "teacher", "senco": False, "dsl": False}
        | {"subjects": ["Maths"], "added_at": desk.clock.now()}
        for name in people
    ]
    return {STAFF: rows}


def note(change: Change) -> int:
    """Write one more line beside the staged rows, and return how many colleagues there are."""
    change.session.add(Audit(at=change.now, verb="import:check", thing="staff", thing_id="ann"))
    return len(names(change))


def lines(read: Read) -> int:
    return read.session.query(Audit).count()


async def test_staged_rows_are_there_for_the_change_and_for_everybody_after_it(desk: Desk) -> None:
    assert await desk.change(note, rows=some_staff(desk, "ann", "ben")) == 2
    assert await desk.read(names) == ["ann", "ben"]
    assert await desk.change(note, rows=some_staff(desk, "cem")) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_rows_are_staged_on_a_new_connection_where_the_last_was_lost(desk: Desk) -> None:
    await desk.change(add_staff, "ann")
    lose_connections(desk)
    assert await desk.change(note, rows=some_staff(desk, "ben")) == 2


async def test_a_change_that_fails_keeps_no_staged_row(desk: Desk) -> None:
    def fail(change: Change) -> None:
        note(change)
        raise LookupError

    with pytest.raises(LookupError):
        await desk.change(fail, rows=some_staff(desk, "ann"))
    with pytest.raises(NotSaved):
        await desk.change(note, rows=some_staff(desk, "ann"), deadline=monotonic() - 1)
    assert (await desk.read(names), await desk.read(lines)) == ([], 0)


async def test_others_save_while_rows_are_staged_and_see_none_of_them(desk: Desk) -> None:
    staged = await asyncio.to_thread(desk.database.stage, some_staff(desk, *(f"p{n}" for n in range(500))))
    try:
        began = monotonic()
        await desk.change(add_staff, "ann", deadline=began + HELD)
        assert await desk.read(names) == ["ann"]
        with desk.database.writing(HELD, staged) as session:
            session.commit()
    finally:
        staged.close()
    assert len(await desk.read(names)) == 501


async def test_staged_rows_wait_for_their_turn(desk: Desk) -> None:
    other = Database(desk.database.url)
    with other.writing(HELD):
        saving = asyncio.create_task(desk.change(note, rows=some_staff(desk, "ann")))
        await asyncio.sleep(0.6)
        assert not saving.done()
    other.close()
    assert await saving == 1


async def test_rows_that_somebody_else_has_saved_meanwhile_are_outdated(desk: Desk) -> None:
    await desk.change(add_staff, "ann")
    with pytest.raises(Outdated):
        await desk.change(note, rows=some_staff(desk, "ben", "ann"))
    assert (await desk.read(names), await desk.read(lines)) == (["ann"], 0)


async def test_a_change_that_is_being_staged_is_finished_before_the_desk_closes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, has_begun = desk.database.stage, threading.Event()

    def slowly(rows: Rows) -> Staged:
        has_begun.set()
        time.sleep(0.3)
        return stage(rows)

    monkeypatch.setattr(desk.database, "stage", slowly)
    saving = asyncio.create_task(desk.change(note, rows=some_staff(desk, "ann")))
    await asyncio.to_thread(has_begun.wait)
    await desk.close()
    assert await saving == 1


async def test_a_repeated_key_stages_in_vain_and_gets_the_first_answer(desk: Desk) -> None:
    assert await desk.change(note, key="k1", rows=some_staff(desk, "ann")) == 1
    assert await desk.change(note, key="k1", rows=some_staff(desk, "ben")) == 1
    assert await desk.read(names) == ["ann"]


async def test_a_lost_connection_is_a_change_that_was_not_saved(desk: Desk) -> None:
    staged = await asyncio.to_thread(desk.database.stage, some_staff(desk, "ann"))
    staged.close()
    assert await desk.read(names) == []
    assert await desk.change(note, rows=some_staff(desk, "ann")) == 1
