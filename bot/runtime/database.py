"""The database: its engines and their hooks, transactions that write, transactions that only read, and migrations."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session

from bot.runtime.backups import back_up
from bot.runtime.instance import sqlite_file
from bot.runtime.schema import refuse_different, refuse_empty_file, refuse_newer
from bot.runtime.staging import UNLOCKED, Rows, Staged
from bot.runtime.wal import turn_to_wal

MIGRATIONS = Path(__file__).parent.parent.parent / "models" / "migrations"
# The number of the advisory lock: the process that holds it is the only writer.
WRITER_LOCK = 4_812_377
# Both on one way to the server. Whatever else is asked must begin once the lock is held, to see what was committed.
TAKE_TURN = text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:key)")
POOL_TIMEOUT = 2.0
# A person waits, so a silent server is given up early: psycopg would try for two minutes, TCP for fifteen.
SERVER_GONE = {"connect_timeout": 2, "tcp_user_timeout": 2000}
# Milliseconds. A process that is frozen in a transaction holds the writer's lock: its session is ended, so that another
# copy works within five seconds. No statement of ours takes nearly as long.
TIMEOUTS = {"idle_in_transaction_session_timeout": 3500, "statement_timeout": 15_000, "lock_timeout": 5000}


class Database:
    """One SQLite or PostgreSQL database. `writing` gives a session in a transaction; `reading` does so on SQLite."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._writer = make_engine(url)
        self._reader = make_reader(url)
        self._looker = make_looker(url) if _is_sqlite(url) else self._reader
        self._looking = threading.local()
        self._sessions: list[Session] = []
        self.is_sqlite = self._writer.dialect.name == "sqlite"

    def stage(self, rows: Rows) -> Staged:
        """Stage rows for `writing`; the caller closes them. Raises Outdated if they do not fit what is there."""
        return Staged(self._writer, rows)

    @contextmanager
    def writing(self, wait: float, staged: Staged | None = None) -> Iterator[Session]:
        """Yield the only writer's session, with the staged rows in; the caller commits.

        Raises OperationalError after waiting `wait` seconds, and Outdated if the rows do not fit what is there.
        """
        with staged.session() if staged else Session(self._writer, expire_on_commit=False) as session:
            milliseconds = max(1, int(wait * 1000))
            if self.is_sqlite:
                session.connection(execution_options={"halfterm_wait": milliseconds})
            else:
                session.execute(TAKE_TURN, {"wait": f"{milliseconds}ms", "key": WRITER_LOCK})
            if staged:
                staged.place(session)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that cannot write."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def looking_up(self) -> Iterator[Session]:
        """Yield a session that cannot write, on a connection that this thread keeps open between look-ups.

        It is in no transaction: each statement sees what is committed by then.
        """
        session: Session | None = getattr(self._looking, "session", None)
        if session is None:
            session = self._looking.session = Session(self._looker, expire_on_commit=False, autoflush=False)
            self._sessions.append(session)
        try:
            yield session
        except BaseException:
            session.close()  # a lost connection is not used again
            raise
        session.expunge_all()

    def close(self) -> None:
        """Close every connection."""
        while self._sessions:
            self._sessions.pop().close()
        self._looking = threading.local()
        for engine in self.engines:
            engine.dispose()

    @property
    def engines(self) -> tuple[Engine, ...]:
        """One engine to write, one to read and one to look up."""
        return self._writer, self._reader, self._looker


def make_engine(url: str) -> Engine:
    """Return an engine that writes, whose errors hide the values that were being saved."""
    return _sqlite(url, "BEGIN IMMEDIATE") if _is_sqlite(url) else _postgresql(url)


def make_looker(url: str) -> Engine:
    """Return an engine of SQLite whose connections neither write nor begin a transaction, nor wait for anything."""
    return _sqlite(url, "", "query_only=ON")


def make_reader(url: str) -> Engine:
    """Return an engine whose connections cannot write."""
    if _is_sqlite(url):
        return _sqlite(url, "BEGIN", "query_only=ON")
    # Not psycopg's read_only, which is sent with BEGIN: AUTOCOMMIT sends no BEGIN, and halves the time of a read.
    # Each statement sees what is committed by then.
    return _postgresql(url, "default_transaction_read_only=on", isolation_level="AUTOCOMMIT")


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _postgresql(url: str, *settings: str, **options: Any) -> Engine:
    """Return an engine that asks no connection first whether it is there: the desk does again what loses one."""
    given = make_url(url).query.get("options", "")
    timeouts = (f"{name}={milliseconds}" for name, milliseconds in TIMEOUTS.items())
    all_settings = " ".join([str(given), *(f"-c {setting}" for setting in (*timeouts, *settings))]).strip()
    return create_engine(
        url,
        hide_parameters=True,
        pool_timeout=POOL_TIMEOUT,
        connect_args=SERVER_GONE | {"options": all_settings},
        **options,
    )


def _sqlite(url: str, begin: str, *pragmas: str) -> Engine:
    """Return an engine that begins a transaction with this statement; one that begins none connects without waiting."""
    connect_args: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}
    wait = 2000 if begin else 0  # milliseconds, for other writers
    engine = create_engine(url, hide_parameters=True, pool_timeout=POOL_TIMEOUT, connect_args=connect_args)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # FULL, since NORMAL can lose commits at a power cut, which no SIGKILL test shows. A commit costs 0.4 ms.
        if begin:
            turn_to_wal(connection)
        # Temporary tables in memory, so that no file outside our folder holds what is in them.
        always = (f"busy_timeout={wait}", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")
        for pragma in (*always, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    def open_transaction(connection: Connection) -> None:
        # The driver's own BEGIN is deferred: it fails at once when the transaction has to become a writer.
        options = connection.get_execution_options()
        wait = options.get("halfterm_wait")
        if wait is not None:
            _driver(connection).execute(f"PRAGMA busy_timeout={int(wait)}")
        # Through SQLAlchemy, so that a lock error is wrapped as on PostgreSQL.
        connection.exec_driver_sql("BEGIN" if options.get(UNLOCKED) else begin)

    event.listen(engine, "connect", prepare)
    if begin:
        event.listen(engine, "begin", open_transaction)
    return engine


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - tells the type checker what SQLAlchemy hides
    return driver


def prepare(url: str) -> bool:
    """Migrate the database, and see that it is what the models say. Returns whether a migration ran.

    Raises CannotStart for one that is not, or that is newer than this version.
    """
    did = migrate(url)
    engine = make_reader(url)
    try:
        with engine.connect() as connection:
            refuse_different(connection)
    finally:
        engine.dispose()
    return did


def migrate(url: str) -> bool:
    """Migrate the database, one process at a time; SQLite is backed up first. Returns whether a migration ran."""
    if is_up_to_date(url):
        return False
    from alembic.command import upgrade  # 0.7 s to import, and seldom needed
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(halfterm_wait=60_000) as connection:
            _let_tables_be_rebuilt(connection)
            with connection.begin():
                _wait_for_turn(connection)
                at = MigrationContext.configure(connection).get_current_revision()
                if at == ScriptDirectory.from_config(config).get_current_head():
                    return False
                back_up(url, at)
                config.attributes["connection"] = connection
                upgrade(config, "head")
                _check_references(connection)
    finally:
        engine.dispose()
    return True


def is_up_to_date(url: str) -> bool:
    """Return whether no migration is due. Changes nothing, and does without Alembic, which costs 0.2 s and 12 MB."""
    file = sqlite_file(url)
    if file is not None:
        refuse_empty_file(file)
    if _is_sqlite(url) and not (file and file.exists()):
        return False
    engine = make_reader(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            at = connection.scalar(text("SELECT version_num FROM alembic_version"))
            refuse_newer(at, newest())
            return bool(at == newest())
    finally:
        engine.dispose()


def newest() -> str:
    """Return the revision of the last migration, from the number that begins the name of its file."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/*.py"))


def _let_tables_be_rebuilt(connection: Connection) -> None:
    # Before BEGIN, because inside a transaction the pragma does nothing: rebuilding a table would delete child rows.
    if connection.dialect.name == "sqlite":
        _driver(connection).execute("PRAGMA foreign_keys=OFF")


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        for name in TIMEOUTS:  # a migration takes what it takes
            connection.execute(text(f"SET LOCAL {name} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration would leave {len(broken)} broken references; nothing was changed")
