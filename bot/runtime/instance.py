"""The private folder that holds the bot's data, and the lock that allows one bot at a time on a SQLite file."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

PRIVATE = 0o700
JOINED = "joined-slack"
BEFORE = Path("var/halfterm.db")  # where the database is unless a setting says otherwise


class CannotStart(Exception):
    """The bot cannot start although its settings are valid; the text is one line that says what to do."""


def open_folder(folder: Path) -> None:
    """Make the folder, and keep later files private. Raises CannotStart if the folder is unusable or open to others."""
    os.umask(0o077)
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        refuse_open(folder)
    except OSError as wrong:
        raise CannotStart(f"The folder {folder} cannot be used: {wrong.strerror}.") from wrong


def refuse_open(folder: Path) -> None:
    """Refuse a folder into which others on this machine can look. Raises CannotStart."""
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        raise CannotStart(f"The folder {folder} can be opened by others on this machine: chmod 700 {folder}")


def refuse_left_behind(file: Path) -> None:
    """Refuse to begin a new school where only the folder was moved. Raises CannotStart."""
    if file.name == BEFORE.name and BEFORE.exists() and not file.exists():
        raise CannotStart(
            f"The database is still at {BEFORE}. Move it to {file}, or set DATABASE_URL=sqlite:///{BEFORE}"
        )


def remember_slack(folder: Path) -> None:
    """Note that a bot with tokens has used the folder."""
    (folder / JOINED).touch(mode=0o600)


def refuse_invented_school(folder: Path) -> None:
    """Refuse to open the invented school where a bot has joined Slack: the tokens are lost. Raises CannotStart."""
    if (folder / JOINED).exists():
        raise CannotStart(
            f"A bot with Slack tokens has run in {folder}, and now there are none: is .env still there? "
            "For the invented school set HALFTERM_VAR to another folder."
        )


def sqlite_file(database_url: str) -> Path | None:
    """Return the path of a SQLite database; None for PostgreSQL or a database in memory."""
    url = make_url(database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@contextmanager
def only_bot(database_url: str) -> Iterator[None]:
    """Lock a SQLite file for one bot at a time. Raises CannotStart for a second bot; PostgreSQL serves several.

    Wherever the file lies, its folder must be private: the log of SQLite and the copies lie there too.
    """
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
    refuse_open(file.parent)
    refuse_left_behind(file)
    return file.with_name(file.name + ".lock")


def forget(file: Path) -> None:
    """Remove a SQLite database and the two files that SQLite keeps next to it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
