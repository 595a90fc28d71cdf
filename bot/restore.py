"""`python -m bot restore PATH`: a backup in the place of the database; what is there now is kept, or refused."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.runtime.copies import (
    drop_tables,
    ending_of,
    is_in_use,
    make_copy,
    others_connected,
    put_copy,
    refuse_broken,
    refuse_other_kind,
)
from bot.runtime.database import Database, prepare
from bot.runtime.instance import CannotStart, only_bot, refuse_open, sqlite_file
from bot.runtime.sealed import is_sealed, unseal
from models.actor import SYSTEM
from models.change import Change
from models.outbox.restored import note_restore

IN_USE = (
    "There is a database already. To put the backup in its place, and keep a copy of what is there, add --overwrite."
)
WAIT = 60.0
# What copying, PostgreSQL's programs and migrations can end in.
FAILURES = (CannotStart, OSError, RuntimeError, sqlite3.Error, SQLAlchemyError, CommandError)


def restore(settings: Settings, backup: Path, now: datetime, *, overwrite: bool) -> Path | None:
    """Put a backup in the place of the database, bring it up to date, and return where what was there is kept, if any.

    Raises CannotStart before anything is changed if a bot is running, the backup is damaged, of a newer version or of
    the other kind of database, or there is a database and nobody asked to overwrite it. If anything fails after that,
    the database is left as it is then, and the line of CannotStart names the file in which what was there is kept.
    """
    url = settings.database_url.get_secret_value()
    if not backup.is_file():
        raise CannotStart(f"There is no file {backup}.")
    with _alone(url), _opened(settings, backup) as copy:
        refuse_other_kind(url, copy)
        refuse_broken(copy)
        kept = None
        if is_in_use(url):
            if not overwrite:
                raise CannotStart(IN_USE)
            kept = _set_aside(settings, url, now)
        with _naming(kept):
            if kept is not None:
                drop_tables(url)
            put_copy(url, copy)
            prepare(url)
            _note(settings, url, now)
    return kept


@contextmanager
def _naming(kept: Path | None) -> Iterator[None]:
    """Say in whatever goes wrong where the database of before is, since its place has been taken by then."""
    try:
        yield
    except FAILURES as failed:
        if kept is None:
            raise
        why = str(failed) if isinstance(failed, CannotStart) else f"The restore failed ({type(failed).__name__})."
        raise CannotStart(f"{why} What was there before is in {kept}.") from failed


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Keep every bot away from the database meanwhile. Raises CannotStart if one is there."""
    with only_bot(url):
        if sqlite_file(url) is None and (others := others_connected(url)):
            raise CannotStart(f"Others are connected to the database ({others}). Stop the bot first, on every machine.")
        yield


@contextmanager
def _opened(settings: Settings, backup: Path) -> Iterator[Path]:
    """Yield the backup as it is, or decrypted in a private folder that is removed afterwards."""
    if not is_sealed(backup):
        yield backup
        return
    with tempfile.TemporaryDirectory(dir=settings.halfterm_var) as folder:
        plain = Path(folder) / "halfterm.plain"
        unseal(backup, plain, settings.backup_key)
        yield plain


def _set_aside(settings: Settings, url: str, now: datetime) -> Path:
    """Keep what is in the database in a file of its own. A SQLite file is moved, however broken it is."""
    name = f"replaced-{now:%Y%m%dT%H%M%S.%fZ}{ending_of(url)}"
    if (file := sqlite_file(url)) is None:
        kept = settings.halfterm_var / name
        refuse_open(kept.parent)
        make_copy(url, kept)
        return kept
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as there:  # the newest changes into the one file
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = file.with_name(name)
    for beside in ("-wal", "-shm", ""):
        if (part := file.with_name(file.name + beside)).exists():
            part.rename(kept.with_name(kept.name + beside))
    return kept


def _note(settings: Settings, url: str, now: datetime) -> None:
    database = Database(url)
    try:
        with database.writing(WAIT) as session:
            note_restore(Change(session, SYSTEM, now, settings.zone))
            session.commit()
    finally:
        database.close()
