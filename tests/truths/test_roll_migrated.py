"""What an earlier import wrote of a first day is the roll's word afterwards, and rates stay what they were."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime import database
from bot.runtime.database import make_engine, migrate
from models.tables.placement import Placement
from tests.truths.test_migrated import Rows

ENTERED, IMPORTED = date(2025, 12, 1), datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture
def eighth_version(empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a database with the tables of the first eight migrations."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "0009*", "00[1-9]?_*"))
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", folder)
        migrate(empty_database_url)
    return empty_database_url


def three(rows: Rows) -> None:
    """Add a pupil of an import, one of an import who was seen since, and one who was referred and then imported."""
    for name in ("roll", "seen", "referred"):
        rows.add("pupil", name, reference=name[:4])
        given = {"pupil_id": name, "first_day": ENTERED, "in_school_on": ENTERED, "attendance": 42}
        rows.add("placement", name, **given, full_time_on=None)
        added_at = IMPORTED if name != "referred" else datetime(2025, 11, 1, 9, tzinfo=UTC)
        rows.add("referral", name, placement_id=name, added_at=added_at)
        line = {"thing": "placement", "thing_id": name, "at": IMPORTED}
        rows.add("audit", name, verb="pupil:import", **line)
    rows.add("audit", "came", verb="placement:part_time", thing="placement", thing_id="seen", at=IMPORTED)


def test_only_what_an_import_took_from_the_roll_is_no_longer_called_seen(eighth_version: str) -> None:
    engine = make_engine(eighth_version)
    with engine.begin() as connection:
        three(Rows(connection))
    engine.dispose()
    assert migrate(eighth_version) is True
    engine = make_engine(eighth_version)
    with Session(engine) as session:
        columns = (Placement.id, Placement.in_school_on, Placement.entered_on)
        found = {row.id: (row.in_school_on, row.entered_on) for row in session.execute(sa.select(*columns))}
        rates = set(session.scalars(sa.select(Placement.attendance)))
    engine.dispose()
    assert found == {"roll": (None, ENTERED), "seen": (ENTERED, None), "referred": (ENTERED, None)}
    assert rates == {42.0}
