"""Upgrades: a migration that has landed is frozen, each is tried with rows, and no other database is taken for ours."""

import hashlib
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from bot.runtime.database import MIGRATIONS, make_engine, migrate, newest, prepare
from bot.runtime.instance import CannotStart
from models.school.school_year import starting_year
from models.tables.base import Base
from models.text import search_words
from tests.bot.runtime.test_database import NEXT, future, tables

__all__ = ("future",)

LANDED = MIGRATIONS / "landed.txt"


def test_a_migration_that_has_landed_is_never_changed() -> None:
    """Write another one instead: whoever runs the old one is told "up to date", and fails at the first save."""
    landed = dict(reversed(line.split()) for line in LANDED.read_text().splitlines())
    files = {path.name: path for path in sorted((MIGRATIONS / "versions").glob("*.py"))}
    now = {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in landed if name in files}
    assert now == landed
    assert [name for name in files if name not in landed and name < max(landed)] == []


def test_what_a_migration_takes_from_the_models_still_means_the_same() -> None:
    """0005 landed with two rules of the models: another rule than these takes another name."""
    takes = {path.name for path in (MIGRATIONS / "versions").glob("*.py") if "\nfrom models" in path.read_text()}
    assert takes == {"0005_people.py"}
    assert search_words("Seán O\u2019Brien") == ["sean", "obrien", "o", "brien", "seanobrien"]
    assert search_words("Al-Sayed, Łukasz") == ["al", "sayed", "lukasz", "alsayedlukasz", "sayedlukasz"]
    assert [starting_year(date(2026, month, 1)) for month in (1, 8, 9, 12)] == [2025, 2025, 2026, 2026]


def to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    upgrade(config, revision)


def row_of(table: Table) -> dict[str, Any]:
    """Return a row with something in each column; all ids are the same, so that each reference leads somewhere."""
    return {column.name: value_of(table, column) for column in table.columns}


def value_of(table: Table, column: Column[Any]) -> Any:
    known = Base.metadata.tables[table.name].columns.get(column.name)
    if column.primary_key or column.foreign_keys:
        return "r"
    if (table.name, column.name) == ("correction", "thing"):
        return "result"
    if known is not None and getattr(known.type, "enums", None):
        return known.type.enums[0]  # type: ignore[attr-defined]  # asked just before
    kind = column.type.python_type
    told = {bool: False, int: 1, float: 1.0, str: "x", bytes: b"x", date: date(2026, 9, 7), time: time(8)}
    return {**told, datetime: datetime(2026, 9, 7, tzinfo=UTC)}.get(kind, {})


def fill(connection: Connection, filled: set[str]) -> set[str]:
    """Put a row into each table that is new, and return their names."""
    new = set(inspect(connection).get_table_names()) - filled
    there = MetaData()
    there.reflect(connection, only=new)  # and what they lead to
    for table in there.sorted_tables:
        if table.name in new:
            connection.execute(insert(table), row_of(table))
    return new


def test_each_step_from_the_first_schema_to_now_works_with_rows_in_the_tables(empty_database_url: str) -> None:
    steps = [str(each.revision) for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")  # before BEGIN, or it does nothing
        with connection.begin():
            kept: set[str] = {"alembic_version"}
            for step in steps:
                to(connection, step)
                kept |= fill(connection, kept)
    kept_elsewhere = {"draft"}  # copies of the record are deleted
    with Session(engine) as session:
        for mapper in Base.registry.mappers:
            name = mapper.local_table.name if isinstance(mapper.local_table, Table) else ""
            if name in kept - kept_elsewhere:
                assert session.scalar(select(func.count()).select_from(mapper)) == 1, name
                assert session.scalars(select(mapper)).one(), name
    engine.dispose()
    assert migrate(empty_database_url) is False


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE contact DROP COLUMN prefers", "the table contact lacks the column prefers"),
        ("ALTER TABLE contact ADD COLUMN fax VARCHAR(20)", "the table contact has a column fax that nobody knows"),
        ("DROP TABLE message_pupil", "the table message_pupil is missing"),
        ("DROP INDEX ix_message_waiting", "the index ix_message_waiting is missing"),
    ],
)
def test_a_database_that_says_up_to_date_and_is_not_is_refused_in_one_line(
    database_url: str, statement: str, said: str
) -> None:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    with pytest.raises(CannotStart, match=said) as refused:
        prepare(database_url)
    assert "\n" not in str(refused.value)


def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    engine.dispose()
    with pytest.raises(CannotStart, match="newer version"):
        prepare(database_url)
    assert "pupil" in tables(database_url)


def test_a_migration_that_leaves_other_tables_than_the_models_say_is_refused_at_the_start(
    database_url: str, future: Path
) -> None:
    add = 'op.add_column("contact", sa.Column("fax", sa.String(20), nullable=True))'
    future.write_text(NEXT.format(newest=newest(), last=add))
    with pytest.raises(CannotStart, match="fax"):
        prepare(database_url)


@pytest.mark.parametrize("left", ["", "-wal"])
def test_an_empty_file_where_a_database_was_is_no_new_school(tmp_path: Path, left: str) -> None:
    (tmp_path / f"halfterm.db{left}").touch()
    with pytest.raises(CannotStart, match=r"halfterm\.db"):
        prepare(f"sqlite:///{tmp_path}/halfterm.db")
