"""Whole copies of the database: SQLite's own online backup, or `pg_dump`; each private, and opened before it counts."""

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text

from bot.runtime.backups import copy_sqlite
from bot.runtime.database import make_engine, newest
from bot.runtime.instance import CannotStart, sqlite_file
from bot.runtime.schema import refuse_newer

SQLITE_BEGINS, DUMP_BEGINS = b"SQLite format 3\x00", b"PGDMP"
ENDINGS = {True: ".db", False: ".dump"}
# Of what belongs to other users, PostgreSQL hides the kind and shows the user. Its autovacuum has no user.
OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'"""
REVISION = "SELECT version_num FROM alembic_version"


def ending_of(url: str) -> str:
    """Return how the name of a copy of this database ends."""
    return ENDINGS[sqlite_file(url) is not None]


def make_copy(url: str, to: Path) -> None:
    """Copy the database, while the bot may be running, into a new private file. Raises CannotStart if that fails."""
    to.touch(mode=0o600, exist_ok=False)
    file = sqlite_file(url)
    try:
        if file is None:
            _postgresql("pg_dump", url, "--format=custom", f"--file={to}")
        elif not file.exists():
            raise CannotStart(f"There is no database at {file}.")
        else:
            copy_sqlite(file, to)
        refuse_broken(to)
    except sqlite3.Error as wrong:
        to.unlink()
        raise CannotStart(f"The database cannot be copied: {wrong}.") from wrong
    except CannotStart:
        to.unlink()
        raise


def refuse_broken(copy: Path) -> None:
    """Open a copy, and refuse one that is damaged, not ours or of a newer version. Raises CannotStart."""
    with copy.open("rb") as opened:
        begins = opened.read(len(SQLITE_BEGINS))
    if begins == SQLITE_BEGINS:
        _refuse_broken_sqlite(copy)
    elif begins.startswith(DUMP_BEGINS):
        if " alembic_version " not in _run(["pg_restore", "--list", str(copy)]):
            raise CannotStart(f"{copy} is a copy of a database, but not of Halfterm's.")
    else:
        raise CannotStart(f"{copy} is not a backup of Halfterm, or it is damaged.")


def put_copy(url: str, copy: Path) -> None:
    """Put a copy in the place of a database that is empty or not there. Raises CannotStart if that fails."""
    file = sqlite_file(url)
    with copy.open("rb") as opened:
        is_dump = opened.read(len(DUMP_BEGINS)) == DUMP_BEGINS
    if is_dump != (file is None):
        raise CannotStart(
            f"{copy} is of {'PostgreSQL' if is_dump else 'SQLite'}: set DATABASE_URL to a database of it."
        )
    if file is not None:
        file.touch(mode=0o600)
        copy_sqlite(copy, file)
    else:
        _postgresql("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", str(copy))


def is_in_use(url: str) -> bool:
    """Return whether a PostgreSQL database holds Halfterm's tables already, or a SQLite file exists."""
    file = sqlite_file(url)
    return file.exists() if file is not None else bool(_asked(url, "SELECT to_regclass('alembic_version') IS NOT NULL"))


def others_connected(url: str) -> int:
    """Return how many others are connected to a PostgreSQL database, not counting its own workers."""
    return int(str(_asked(url, OTHERS)))


def drop_tables(url: str) -> None:
    """Drop every table of a PostgreSQL database: pg_restore would leave those that the copy does not have."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            tables = connection.scalars(
                text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            )
            for table in tables.all():
                connection.execute(text(f"DROP TABLE {table} CASCADE"))
    finally:
        engine.dispose()


def _refuse_broken_sqlite(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()[0]
            revision = opened.execute(REVISION).fetchone()[0]
    except sqlite3.DatabaseError as wrong:
        raise CannotStart(f"{copy} is not a backup of Halfterm, or it is damaged.") from wrong
    if said != "ok":
        raise CannotStart(f"{copy} is damaged: SQLite finds errors in it.")
    refuse_newer(revision, newest())


def _asked(url: str, question: str) -> object:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(question))
    finally:
        engine.dispose()


def _postgresql(program: str, url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database. Everybody on this machine can read arguments: no password in them."""
    known = make_url(url)
    # To `set`, None means unchanged; and what has a password is rendered with stars in its place.
    plain = known.set(drivername="postgresql")._replace(password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(known.password)} if known.password else {}
    _run([program, f"--dbname={plain}", *arguments], secret)


def _run(command: Sequence[str], secret: dict[str, str] | None = None) -> str:
    """Run a program and return what it printed. What it complains of is not repeated: it may quote a row."""
    try:
        ran = subprocess.run(command, env=os.environ | (secret or {}), capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    except FileNotFoundError:
        raise CannotStart(f"{command[0]} is not installed: apt-get install postgresql-client") from None
    except subprocess.CalledProcessError as failed:
        if "version mismatch" in failed.stderr or "unsupported version" in failed.stderr:
            raise CannotStart(
                f"{command[0]} is older than the PostgreSQL server: install the one of its version."
            ) from None
        raise CannotStart(
            f"{command[0]} failed ({failed.returncode}). Check DATABASE_URL and the room on the disk."
        ) from None
    return ran.stdout
