"""What is looked for each second, and at each change, is found by an index, however much was ever said."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, text

from bot.runtime.database import Database
from models.actor import SYSTEM
from models.change import Change
from models.outbox import queue
from models.outbox.lost import stale
from models.tables.base import new_id
from models.tables.message import Message, MessageState
from tests.school import LONDON

NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)


@contextmanager
def planned() -> Iterator[list[str]]:
    """How the database goes about each statement in here."""
    plans: list[str] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
    ) -> None:
        if re.match("SELECT|UPDATE", statement):
            how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            rows = cursor.execute(f"{how} {statement}", parameters).fetchall()
            plans.append("\n".join(str(row[-1]) for row in rows))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


def refresh_screens(change: Change) -> None:
    """After something was owed and recorded."""
    change.refresh("somebody")
    change.record("pupil:view", Message(id="any"), pupil_id="somebody else")
    change.refresh_screens()


@pytest.mark.parametrize(
    "read",
    [
        lambda change: queue.anything_waits(change, ["channel"]),
        lambda change: stale(change, NOW),
        refresh_screens,
    ],
    ids=["waiting", "stale", "live"],
)
def test_it_is_found_by_an_index(database_url: str, read: Callable[[Change], object]) -> None:
    database = Database(database_url)
    old = {"kind": "nudge", "state": MessageState.SENT, "wanted": 1, "posted": 1, "tries": 0, "about": ""}
    sent = [old | {"id": new_id(), "added_at": NOW - timedelta(hours=n), "live_until": NOW} for n in range(2000)]
    try:
        with database.writing(2.0) as session:
            session.execute(insert(Message), sent)
            if not database.is_sqlite:
                session.execute(text("ANALYZE message"))  # as PostgreSQL does by itself
            with planned() as plans:
                read(Change(session, SYSTEM, NOW, LONDON))
    finally:
        database.close()
    assert len(plans) == 1
    assert re.search("ix_message_waiting|ix_message_live", plans[0])
    assert not re.search(r"SCAN message\b(?! USING)|Seq Scan on message\b(?!_1| message_1)", plans[0])
