"""What an earlier version kept is named as it was, and its corrections show what they led to."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime import database
from bot.runtime.database import make_engine, migrate
from models.tables.correction import Correction

NOW = datetime(2026, 10, 14, 9, tzinfo=UTC)
STOCK: dict[type, Any] = {str: "x", int: 1, bool: False, date: date(2026, 9, 7), datetime: NOW, list: [], dict: {}}


@pytest.fixture
def first_release(empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a database with the tables of the first release."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*", "00[1-9]*"))
    with monkeypatch.context() as only_the_first:
        only_the_first.setattr(database, "MIGRATIONS", folder)
        migrate(empty_database_url)
    return empty_database_url


class Rows:
    """Adds rows to whatever tables there are, with something in each column that must not be empty."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._tables = sa.MetaData()
        self._tables.reflect(connection)

    def add(self, name: str, row_id: str, **given: Any) -> None:
        """Add a row."""
        table = self._tables.tables[name]
        needed = {one.name: self._value(one) for one in table.columns if not one.nullable}
        self._connection.execute(sa.insert(table).values(needed | {"id": row_id} | given))

    def _value(self, column: sa.Column[Any]) -> Any:
        return {} if isinstance(column.type, sa.JSON) else STOCK[column.type.python_type]


def families(rows: Rows) -> None:
    """Add two placements whose family was given up, of which one had declined on the way there."""
    rows.add("staff", "helen")
    for name, outcomes in (("declined", ("no_answer", "refused")), ("silent", ("no_answer", "message_left"))):
        rows.add("pupil", name, reference=name[:8])
        rows.add("placement", name, pupil_id=name)
        closed = {"placement_id": name, "ending": "could_not_be_reached", "done_on": date(2026, 10, 13)}
        rows.add("duty", f"{name} step", kind="contact:family", owner_id="helen", **closed)
        for day, outcome in enumerate(outcomes, start=12):
            attempt = {"placement_id": name, "side": "family", "outcome": outcome, "on": date(2026, 10, day)}
            rows.add("attempt", f"{name} {day}", **attempt)
        rows.add("review", f"{name} review", placement_id=name, subject="", on=date(2026, 10, 13), unreached=True)
    rows.add("review", "of last term", placement_id="declined", subject="", on=date(2026, 9, 20), unreached=True)


def test_a_refusal_that_was_counted_as_no_answer_is_named_as_declined(first_release: str) -> None:
    engine = make_engine(first_release)
    with engine.begin() as connection:
        families(Rows(connection))
    engine.dispose()
    assert migrate(first_release) is True
    engine = make_engine(first_release)
    with engine.begin() as connection:
        duties = {row.id: row.ending for row in connection.execute(sa.text("SELECT id, ending FROM duty"))}
        reviews = connection.execute(sa.text("SELECT id, unreached, declined FROM review")).all()
    engine.dispose()
    assert duties == {"declined step": "declined", "silent step": "could_not_be_reached"}
    assert {(row.id, bool(row.unreached), bool(row.declined)) for row in reviews} == {
        ("declined review", False, True),
        ("of last term", True, False),
        ("silent review", True, False),
    }


def corrections(rows: Rows) -> None:
    """Add a review that was corrected twice and a result that was undone."""
    rows.add("pupil", "kai", reference="KAI1")
    rows.add("placement", "stay", pupil_id="kai")
    rows.add("review", "review", placement_id="stay", subject="Maths", on=date(2026, 10, 13), next_step="Third")
    for number, said in enumerate(("First", "Second"), start=1):
        at = datetime(2026, 10, 13 + number, 9, tzinfo=UTC)
        before = {"next_step": said, "on": "2026-10-12"}
        rows.add(
            "correction", said, placement_id="stay", thing="review", thing_id="review", at=at, before=before, why=None
        )
    gone = {"thing": "result", "thing_id": "gone", "undone": True, "before": {"value": "4"}}
    rows.add("correction", "Undone", placement_id="stay", **gone)


def test_an_earlier_correction_led_to_what_the_next_one_found_or_to_what_stands(first_release: str) -> None:
    engine = make_engine(first_release)
    with engine.begin() as connection:
        corrections(Rows(connection))
    engine.dispose()
    assert migrate(first_release) is True
    engine = make_engine(first_release)
    with Session(engine) as session:
        after = {one.id: one.after for one in session.scalars(sa.select(Correction))}
    engine.dispose()
    assert after["First"] == {"next_step": "Second", "on": "2026-10-12"}
    assert after["Second"] is not None
    assert (after["Second"]["next_step"], after["Second"]["on"]) == ("Third", "2026-10-13")
    assert after["Undone"] is None
