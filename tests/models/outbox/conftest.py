"""A school's outbox, in one transaction that is rolled back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.runtime.database import Database
from models.actor import SYSTEM
from models.change import Change
from tests.school import LONDON, open_school

NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)


@pytest.fixture
def change(database_url: str) -> Iterator[Change]:
    """Yield a change at a school with its staff, its channel and its term dates, on a Monday morning."""
    database = Database(database_url)
    with database.writing(20.0) as session:
        change = Change(session, SYSTEM, NOW, LONDON)
        open_school(change)
        session.flush()
        yield change
        session.rollback()
    database.close()
