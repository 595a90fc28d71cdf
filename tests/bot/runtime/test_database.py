"""Migrations: the tables are what the models say, a failed one changes nothing, and a backup comes first."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

import models
from bot.runtime import database
from bot.runtime.database import MIGRATIONS, Database, make_engine, migrate, newest
from models.tables.base import Base

NEXT = '''"""A change of the future."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("future", sa.Column("id", sa.String(32), primary_key=True))
    {last}
'''


@pytest.fixture
def future(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Our migrations in a folder of their own, for one more to be added."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    return folder / "versions" / "9999_future.py"


def tables(url: str) -> set[str]:
    """Those that stand in the database."""
    engine = make_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_an_empty_database_is_migrated_once(empty_database_url: str) -> None:
    assert migrate(empty_database_url) is True
    assert migrate(empty_database_url) is False


def test_the_last_migration_is_known_by_the_name_of_its_file() -> None:
    assert newest() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_the_migrations_make_exactly_what_the_models_say(database_url: str) -> None:
    for module in walk_packages(models.__path__, "models."):
        if not module.name.startswith("models.migrations"):
            import_module(module.name)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_two_that_migrate_at_once_wait_for_each_other(empty_database_url: str) -> None:
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(migrate, [empty_database_url] * 2)) == [False, True]


def test_a_migration_that_fails_half_way_changes_nothing(database_url: str, future: Path) -> None:
    future.write_text(NEXT.format(newest=newest(), last='raise RuntimeError("half way")'))
    with pytest.raises(RuntimeError, match="half way"):
        migrate(database_url)
    assert "future" not in tables(database_url)
    assert "pupil" in tables(database_url)


def test_a_backup_that_opens_is_made_before_a_migration(database_url: str, future: Path) -> None:
    newest_of_ours = newest()
    future.write_text(NEXT.format(newest=newest(), last="pass"))
    assert migrate(database_url) is True
    assert "future" in tables(database_url)
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        (backup,) = (folder / "backups").glob(f"before-{newest_of_ours}-*.db")
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_of_ours,)


def test_a_reference_to_nothing_is_refused(database_url: str) -> None:
    kept = Database(database_url)
    nothing = text("INSERT INTO message_pupil (id, message_id, pupil_id) VALUES ('x', 'nothing', 'nobody')")
    with kept.writing(1.0) as session, pytest.raises(IntegrityError):
        session.execute(nothing)
    kept.close()
