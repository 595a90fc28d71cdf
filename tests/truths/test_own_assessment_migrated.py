"""Pupils who leave soon when the version comes that asks them how it was are still asked, and nobody else is."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime import database
from bot.runtime.database import make_engine, migrate
from models.tables.duty import Duty, DutyKind
from tests.truths.test_migrated import NOW, Rows


@pytest.fixture
def version_before(empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a database with the tables that were there before pupils were asked."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "002[3-9]_*"))
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", folder)
        migrate(empty_database_url)
    return empty_database_url


def test_whoever_leaves_soon_is_to_be_asked_by_the_last_day(version_before: str) -> None:
    today = datetime.now(UTC).date()
    soon, gone = today + timedelta(days=9), today - timedelta(days=9)
    engine = make_engine(version_before)
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.add("staff", "helen")
        packs: dict[str, tuple[date, date | None]] = {"soon": (soon, None), "sent": (soon, today), "gone": (gone, None)}
        for name, (due_on, done_on) in packs.items():
            rows.add("pupil", name, reference=name)
            rows.add("placement", name, pupil_id=name)
            pack = {"kind": "leave:pack", "placement_id": name, "owner_id": "helen", "about": ""}
            rows.add("duty", f"{name} pack", due_on=due_on, done_on=done_on, **pack)
    engine.dispose()
    assert migrate(version_before) is True
    engine = make_engine(version_before)
    with Session(engine) as session:
        (owed,) = session.scalars(sa.select(Duty).where(Duty.kind == DutyKind.OWN_ASSESSMENT)).all()
        assert (owed.placement_id, owed.owner_id, owed.due_on, owed.done_on) == ("soon", "helen", soon, None)
        assert owed.added_at == NOW
    engine.dispose()
