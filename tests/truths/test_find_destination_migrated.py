"""A destination that nobody knows is to be found out, also where an earlier version asked for it to be confirmed."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime import database
from bot.runtime.database import make_engine, migrate
from models.tables.duty import Duty, DutyKind
from tests.truths.test_migrated import Rows

LAST_DAY, DONE = date(2026, 9, 18), date(2026, 9, 17)


@pytest.fixture
def version_before(empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a database with the tables of the version that confirmed every destination."""
    folder = tmp_path / "migrations"
    ignored = shutil.ignore_patterns("__pycache__", "002[4-9]_*", "003*")
    shutil.copytree(database.MIGRATIONS, folder, ignore=ignored)
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", folder)
        migrate(empty_database_url)
    return empty_database_url


def test_only_what_is_open_of_an_unknown_destination_is_to_be_found_out(version_before: str) -> None:
    engine = make_engine(version_before)
    cases = {"unknown": ("unknown", None), "none": (None, None), "known": ("college", None), "done": ("unknown", DONE)}
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.add("staff", "helen")
        for name, (kind, done_on) in cases.items():
            rows.add("pupil", name, reference=name)
            rows.add("placement", name, pupil_id=name)
            rows.add("leaving", name, placement_id=name, how="left", on=LAST_DAY, destination_kind=kind)
            owed = {"kind": "leave:destination", "placement_id": name, "owner_id": "helen", "about": ""}
            rows.add("duty", name, due_on=LAST_DAY, done_on=done_on, **owed)
    engine.dispose()
    assert migrate(version_before) is True
    engine = make_engine(version_before)
    with Session(engine) as session:
        found = {one.id: one.kind for one in session.scalars(sa.select(Duty))}
    engine.dispose()
    assert found == {
        "unknown": DutyKind.FIND_DESTINATION,
        "none": DutyKind.FIND_DESTINATION,
        "known": DutyKind.DESTINATION,
        "done": DutyKind.DESTINATION,
    }
