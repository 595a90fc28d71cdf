"""The copies of a SQLite database that are made before a migration: private, and only the last few."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.runtime.instance import refuse_open, sqlite_file

KEPT = 5
A_DAY = 24 * 3600  # seconds


def back_up(url: str, revision: str | None) -> None:
    """Copy a SQLite database of this revision into the folder beside it; a new one, with no revision, needs none.

    One copy a revision and day is enough: a start that fails and is tried again would make one more each time, and the
    first is what there was before. Raises CannotStart if the folder is open to others.
    """
    file = sqlite_file(url)
    if file is None or revision is None:
        return
    folder = file.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    refuse_open(folder)
    copies = _copies(folder)
    recent = time.time() - A_DAY
    if not any(copy.name.startswith(f"before-{revision}-") and copy.stat().st_mtime > recent for copy in copies):
        _copy_whole(file, folder / f"before-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S}.db")
    for old in _copies(folder)[:-KEPT]:
        old.unlink()


def copy_sqlite(file: Path, copy: Path) -> None:
    """Copy a SQLite database into a file, while others may be writing to it."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _copy_whole(file: Path, copy: Path) -> None:
    unfinished = copy.with_suffix(".part")
    unfinished.touch(mode=0o600)
    copy_sqlite(file, unfinished)
    unfinished.rename(copy)


def _copies(folder: Path) -> list[Path]:
    """Return the copies, the oldest first."""
    return sorted(folder.glob("before-*.db"), key=lambda copy: copy.stat().st_mtime)
