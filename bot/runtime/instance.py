"""The folder that holds the state: private to whoever runs the bot, and one bot at a time on a SQLite file."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

PRIVATE = 0o700


class CannotStart(Exception):
    """Nothing is wrong with the settings, and yet it cannot begin; the text is one line that says what to do."""


def open_folder(folder: Path) -> None:
    """Make the folder, or refuse one that others on this machine can look into; what is made later is private too."""
    os.umask(0o077)
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as wrong:
        raise CannotStart(f"The folder {folder} cannot be used: {wrong.strerror}.") from wrong
    if mode & 0o077:
        raise CannotStart(f"The folder {folder} can be opened by others on this machine: chmod 700 {folder}")


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    url = make_url(database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@contextmanager
def only_bot(database_url: str) -> Iterator[None]:
    """Hold the SQLite file against a second bot for as long as the context lasts; PostgreSQL serves several."""
    file = sqlite_file(database_url)
    if file is None:
        yield
        return
    with _lock_beside(file).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"Another Halfterm is running on {file}. Stop it first, or use PostgreSQL.") from None
        yield


def _lock_beside(file: Path) -> Path:
    if not file.parent.is_dir():
        raise CannotStart(f"The folder {file.parent} of DATABASE_URL does not exist. Make it first: mkdir -m 700 ...")
    return file.with_name(file.name + ".lock")


def forget(file: Path) -> None:
    """Remove a SQLite database and what SQLite keeps beside it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
