"""Whole copies of the database: SQLite's own online backup, or `pg_dump`; each private, and opened before it counts."""

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

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
# SQLite itself reads the end of a page that was cut off as nothing.
SIZE = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
# What else is secret in an address. PostgreSQL's programs take these from arguments or from a file, and nowhere else.
SECRETS = ("sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
TAKES_LEAVE = 5.0  # seconds: of a connection that has been closed the server knows for a moment longer
REVISION = "SELECT version_num FROM alembic_version"


class ProgramFailed(CannotStart):
    """A program of PostgreSQL failed for a reason of which it says nothing that may be repeated."""

    def __init__(self, program: str, code: int) -> None:
        super().__init__(f"{program} failed ({code}). Check DATABASE_URL and the room on the disk.")
        self.program = program


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
        revision_of(to)
    except sqlite3.Error as wrong:
        to.unlink()
        raise CannotStart(f"The database cannot be copied: {wrong}.") from wrong
    except CannotStart:
        to.unlink()
        raise


def refuse_broken(copy: Path) -> None:
    """Read a copy from end to end, and refuse one that is damaged, not ours or of a newer version. Raises CannotStart.

    An older program of PostgreSQL than the one that made a dump cannot read it, which is refused as well.
    """
    refuse_newer(revision_of(copy), newest())


def revision_of(copy: Path) -> str:
    """Read a copy from end to end, and return the revision of its tables. Raises CannotStart for one that is broken."""
    begins = _beginning(copy)
    if begins == SQLITE_BEGINS:
        return _revision_of_sqlite(copy)
    if begins.startswith(DUMP_BEGINS):
        return _revision_of_dump(copy)
    raise CannotStart(f"{copy} is not a backup of Halfterm, or it is damaged.")


def refuse_other_kind(url: str, copy: Path) -> None:
    """Refuse a copy of PostgreSQL for SQLite, and the other way round. Raises CannotStart."""
    is_sqlite, begins = sqlite_file(url) is not None, _beginning(copy)
    if begins.startswith(DUMP_BEGINS if is_sqlite else SQLITE_BEGINS):
        raise CannotStart(
            f"{copy} is of {'PostgreSQL' if is_sqlite else 'SQLite'}: set DATABASE_URL to a database of it."
        )


def put_copy(url: str, copy: Path) -> None:
    """Put a copy in the place of a database that is empty or not there. Raises CannotStart if that fails."""
    file = sqlite_file(url)
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
    """Return how many others are connected to a PostgreSQL database and stay, not counting its own workers."""
    until = time.monotonic() + TAKES_LEAVE
    while (others := int(str(_asked(url, OTHERS)))) and time.monotonic() < until:
        time.sleep(0.1)
    return others


def drop_tables(url: str) -> None:
    """Drop every table of a PostgreSQL database: pg_restore would leave those that the copy does not have.

    SQLite has none: its file has been moved.
    """
    if sqlite_file(url) is not None:
        return
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


def _beginning(copy: Path) -> bytes:
    with copy.open("rb") as opened:
        return opened.read(len(SQLITE_BEGINS))


def _revision_of_sqlite(copy: Path) -> str:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()[0]
            (size,) = opened.execute(SIZE).fetchone()
            (revision,) = opened.execute(REVISION).fetchone() or ("",)
    except sqlite3.DatabaseError as wrong:
        raise CannotStart(f"{copy} is not a backup of Halfterm, or it is damaged.") from wrong
    if said != "ok" or copy.stat().st_size < size:
        raise CannotStart(f"{copy} is damaged: SQLite finds errors in it.")
    return str(revision)


def _revision_of_dump(copy: Path) -> str:
    """Have a dump written out, which reads all of it, and return what it says of its revision."""
    try:
        _run(["pg_restore", f"--file={os.devnull}", str(copy)])
        table = _run(["pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(copy)])
    except ProgramFailed as failed:
        raise CannotStart(f"{copy} is damaged: {failed.program} cannot read it.") from None
    found = re.search(r"^COPY \S*alembic_version .*;\n(\w+)$", table, re.MULTILINE)
    if found is None:
        raise CannotStart(f"{copy} is a copy of a database, but not of Halfterm's.")
    return found[1]


def _asked(url: str, question: str) -> object:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(question))
    finally:
        engine.dispose()


def _postgresql(program: str, url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database. Everybody on this machine can read arguments: no secret in them."""
    known = make_url(url)
    asked = known.normalized_query  # `?password=` counts for PostgreSQL, too
    # To `set`, None means unchanged; and what has a password is rendered with stars in its place.
    plain = known.set(drivername="postgresql")._replace(password=None).difference_update_query(["password", *SECRETS])
    password = next(iter(asked.get("password", ())), known.password)
    secret = {"PGPASSWORD": str(password)} if password else {}
    named = asked["service"][-1] if "service" in asked else os.environ.get("PGSERVICE", "halfterm")
    with _service_of(named, {name: asked[name][-1] for name in SECRETS if name in asked}) as service:
        given = [program, f"--dbname={plain.render_as_string(hide_password=False)}", *arguments]
        _run(given, secret | service)


@contextmanager
def _service_of(named: str, secrets: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the variables that name a private file of these parameters, which goes afterwards; none without any.

    It stands in the place of the service file that says where the service with this name is, so it says that too.
    """
    if not secrets:
        yield {}
        return
    with NamedTemporaryFile("w", prefix="halfterm-") as file:
        file.writelines([f"[{named}]\n", *(f"{name}={value}\n" for name, value in secrets.items()), *_lines_of(named)])
        file.flush()
        yield {"PGSERVICEFILE": file.name, "PGSERVICE": named}


def _lines_of(service: str) -> Iterator[str]:
    """Yield what the service file of whoever runs this says of a service, or else that of the machine."""
    own = Path(os.environ.get("PGSERVICEFILE") or Path.home() / ".pg_service.conf")
    for path in (own, Path(os.environ.get("PGSYSCONFDIR", "/etc/postgresql-common")) / "pg_service.conf"):
        text = path.read_text() if path.is_file() else ""
        section = re.search(rf"^\[{re.escape(service)}\]\s*$(.*?)(?=^\[|\Z)", text, re.M | re.S)
        if section is not None:
            yield from (f"{line.strip()}\n" for line in section[1].splitlines() if line.strip())
            return


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
        raise ProgramFailed(command[0], failed.returncode) from None
    return ran.stdout
