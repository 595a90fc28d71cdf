"""The fixture `database_url`: a test that touches the database runs on SQLite and PostgreSQL, on a copy of its own."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from tests import postgres
from tests.required import absent

ENGINES = ("sqlite", "postgresql")
FOLDER = "HALFTERM_TEST_DATABASES"  # how pytest's worker processes find what they share


class Databases:
    """Makes databases for tests; the processes of one pytest run share the server and the migrated templates.

    Nothing is started or migrated before the first test that asks for it.
    """

    def __init__(self, folder: Path, migrate: Callable[[str], None], template: str = "migrated") -> None:
        self.folder = folder
        self._migrate = migrate
        self._template = template
        self._connection: psycopg.Connection | None = None
        self._discarded: str | None = None

    @contextmanager
    def copy(self, engine: str, place: Path, *, migrated: bool = True) -> Iterator[str]:
        """Yield the URL of a new database, up to date or empty; `place` is a folder for what lies in files."""
        if engine == "sqlite":
            with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as own:
                yield self._sqlite(Path(own) / "halfterm.db", migrated)
            return
        name = f"test_{token_hex(8)}"
        self._create(name, template=self._migrated_postgresql() if migrated else "template0")
        try:
            yield postgres.url(self.folder, name)
        finally:
            self._discard(name)

    @property
    def files(self) -> Path:
        """A folder in memory, where there is room for it."""
        return self.folder / "files"

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _sqlite(self, path: Path, migrated: bool) -> str:
        if migrated:
            shutil.copyfile(self._migrated_sqlite(), path)
        return f"sqlite:///{path}"

    def _migrated_sqlite(self) -> Path:
        template = self.folder / f"{self._template}.db"
        with self._alone(template) as first:
            if first:
                fresh = Path(tempfile.mkdtemp(dir=self.folder)) / template.name
                self._migrate(f"sqlite:///{fresh}")
                with closing(sqlite3.connect(fresh)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that this one file is the whole
                fresh.rename(template)
        return template

    def _migrated_postgresql(self) -> str:
        done = self.folder / f"{self._template}.postgresql"
        with self._alone(done) as first:
            if first:
                fresh = f"test_{token_hex(8)}"  # so that a migration which fails can be tried again by the next test
                self._create(fresh, template="template0")
                self._migrate(postgres.url(self.folder, fresh))
                self._server().execute(f"ALTER DATABASE {fresh} RENAME TO {self._template}")
                done.touch()
        return self._template

    def _create(self, name: str, template: str) -> None:
        # Copying files is twice as fast as the default, which writes every page to the log.
        self._server().execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def _discard(self, name: str) -> None:
        # One test late: PostgreSQL waits 100 ms where a connection of the database has only just been closed.
        if self._discarded is not None:
            self._server().execute(f"DROP DATABASE {self._discarded} WITH (FORCE)")
        self._discarded = name

    def _server(self) -> psycopg.Connection:
        if self._connection is None:
            self._start()
            conninfo = f"host={self.folder / 'data'} user=postgres dbname=postgres"
            self._connection = psycopg.connect(conninfo, autocommit=True)
        return self._connection

    def _start(self) -> None:
        failed = self.folder / "failed"
        with self._alone(self.folder / "started") as first:
            if first and not failed.exists():
                try:
                    postgres.start(self.folder, owner=int((self.folder / "owner").read_text()))
                    (self.folder / "started").touch()
                except postgres.NoPostgresError as error:
                    failed.write_text(str(error))
        if failed.exists():
            absent("postgresql", f"it could not be started ({failed.read_text()})")

    @contextmanager
    def _alone(self, result: Path) -> Iterator[bool]:
        """Hold the lock for making `result`; True if it is still to be made."""
        with result.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield not result.exists()


def migrate(url: str) -> None:
    from bot.runtime.database import migrate as to_newest  # Alembic takes most of a second to import

    to_newest(url)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="halfterm-"))
        os.environ[FOLDER] = str(folder)
        postgres.place_in_memory(folder, "files")
        postgres.remove_afterwards(folder / "files", owner=os.getpid())
        (folder / "owner").write_text(str(os.getpid()))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(FOLDER))
        postgres.stop(folder)
        shutil.rmtree((folder / "files").resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    made = Databases(Path(os.environ[FOLDER]), migrate)
    yield made
    made.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Yield the URL of a database of this test's own, migrated to the newest revision."""
    with databases.copy(request.param, databases.files) as url:
        yield url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Yield the URL of a database without any table, for tests of the migrations."""
    with databases.copy(request.param, databases.files, migrated=False) as url:
        yield url
