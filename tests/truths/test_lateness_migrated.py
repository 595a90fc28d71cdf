"""A reason for lateness that an earlier version wrote into the reason why it was not needed stands by itself again."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime import database
from bot.runtime.database import make_engine, migrate
from models.tables.duty import Duty
from tests.truths.test_migrated import Rows

BACK, LATE = "Back at Northbrook", "No place at the hospital school"


@pytest.fixture
def version_before(empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a database with the tables that were there before lateness was kept."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "002[2-9]_*"))
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", folder)
        migrate(empty_database_url)
    return empty_database_url


def test_the_two_reasons_are_told_apart_and_nothing_else_is_touched(version_before: str) -> None:
    engine = make_engine(version_before)
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.add("staff", "helen")
        rows.add("duty", "both", owner_id="helen", ending="not_needed", why=f"{BACK}. It was late before that: {LATE}")
        rows.add("duty", "one", owner_id="helen", ending="not_needed", why=BACK)
        rows.add("duty", "done", owner_id="helen", ending="done", why=LATE)
    engine.dispose()
    assert migrate(version_before) is True
    engine = make_engine(version_before)
    with Session(engine) as session:
        found = {
            row.id: (row.why, row.late_why) for row in session.execute(sa.select(Duty.id, Duty.why, Duty.late_why))
        }
    engine.dispose()
    assert found == {"both": (BACK, LATE), "one": (BACK, None), "done": (LATE, None)}
