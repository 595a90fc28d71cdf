"""How often a read and a change ask the database the same thing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event

from bot.runtime.database import Database
from models.actor import Actor
from models.change import Change, Read
from models.permission import Role
from models.tables.placement import Placement
from models.tables.staff import Staff
from tests.school import LONDON

NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)
ANN = Actor("ann")


@contextmanager
def said_to_database() -> Iterator[list[str]]:
    statements: list[str] = []

    def tell(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", tell)


def test_a_read_asks_once_who_teaches_a_pupil_and_a_change_each_time(database_url: str) -> None:
    database, stay = Database(database_url), Placement(id="stay")
    try:
        with database.writing(2.0) as session:
            ann = Staff(id="ann", slack_id="UANN", name="Ann Lister", role=Role.TEACHER, subjects=[], added_at=NOW)
            session.add(ann)
            session.flush()
            for kind, times in ((Read, 1), (Change, 3)):
                asks = kind(session, ANN, NOW, LONDON)
                with said_to_database() as statements:
                    assert not any(asks.relation(stay).teacher for _ in range(3))
                assert len(statements) == times
    finally:
        database.close()
