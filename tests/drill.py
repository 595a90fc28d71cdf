"""`make drill`: backups made while the school writes, each restored elsewhere and compared with what was saved.

`python -m tests.drill 100 sqlite`; a few run in `make test` (tests/bot/test_backup.py).
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from bot.backup import back_up
from bot.config import Settings
from bot.restore import restore
from bot.runtime.clock import real_now
from bot.runtime.database import Database
from bot.runtime.instance import CannotStart
from models.tables.pupil import Pupil
from tests import postgres
from tests.campaigns import print_line, row, some_databases
from tests.databases import ENGINES

COLUMNS = ("backups", "refused", "lost", "torn", "saved meanwhile")
PAIR = ("A", "B")  # saved together, so that a copy has both or neither
PAUSE = 0.002  # seconds between two saves


@dataclass
class Books:
    """What became of the backups: `lost` is what was saved before one began and is not in it, `torn` half a save."""

    backups: int = 0
    refused: int = 0
    lost: int = 0
    torn: int = 0
    saved: list[int] = field(default_factory=list)

    @property
    def figures(self) -> tuple[int, ...]:
        return self.backups, self.refused, self.lost, self.torn, len(self.saved)


def drill(url: str, elsewhere: str, folder: Path, times: int) -> Books:
    """Back up a database under load and restore each copy to `elsewhere`; `folder` is for what lies in files."""
    books = Books()
    ours, theirs = (settings_of(each, folder) for each in (url, elsewhere))
    with load(url, books):
        for number in range(times):
            known = set(books.saved)
            try:
                copy = back_up(ours, folder / f"copy-{number}", datetime.now(UTC))
                kept = restore(theirs, copy, real_now(), overwrite=True)
            except CannotStart:
                books.refused += 1
                continue
            books.backups += 1
            halves = saved_in(elsewhere)
            books.lost += len(known - halves[0])
            books.torn += len(halves[0] ^ halves[1])
            for file in filter(None, (copy, kept)):
                file.unlink()
    return books


def settings_of(url: str, folder: Path) -> Settings:
    return Settings(_env_file=None, database_url=SecretStr(url), halfterm_var=folder, halfterm_backups=folder)


@contextmanager
def load(url: str, books: Books) -> Iterator[None]:
    """Save pair after pair until the end of the block, and raise there what kept anybody from saving."""
    over = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        school = threads.submit(save_pairs, url, books, over)
        try:
            yield
        finally:
            over.set()
        school.result()


def save_pairs(url: str, books: Books, over: threading.Event) -> None:
    database = Database(url)
    number = 0
    while not over.wait(PAUSE):
        number += 1
        with database.writing(30.0) as session:
            for half in PAIR:
                facts = {"surname": str(number), "born_on": date(2012, 5, 14), "added_at": datetime.now(UTC)}
                session.add(Pupil(forenames=half, reference=f"{half}{number}", **facts))
                session.flush()
            session.commit()
        books.saved.append(number)
    database.close()


def saved_in(url: str) -> tuple[set[int], set[int]]:
    """Return the numbers of which each half is there."""
    database = Database(url)
    try:
        with database.reading() as session:
            rows = session.execute(select(Pupil.forenames, Pupil.surname)).all()
    finally:
        database.close()
    first, second = ({int(number) for half, number in rows if half == which} for which in PAIR)
    return first, second


def main() -> int:
    """Run the drills, and return the exit code: 0 if every backup was whole."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description="Restore backups made under load")
    parser.add_argument("backups", type=int, help="on each database")
    parser.add_argument("databases", nargs="*", metavar="database", help=f"of {', '.join(ENGINES)}; all, if none")
    asked = parser.parse_args()
    if unknown := set(asked.databases) - set(ENGINES):
        parser.error(f"there is no database called {', '.join(sorted(unknown))}")
    os.environ["PATH"] = postgres.search_path()
    print_line(row("database", *COLUMNS, "minutes"))
    kept = [told(engine, asked.backups) for engine in asked.databases or ENGINES]
    return 0 if all(kept) else 1


def told(engine: str, times: int) -> bool:
    """Print the line of one database; whether every backup was whole."""
    began = time.monotonic()
    with some_databases() as databases, ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=databases.folder)))
        urls = [stack.enter_context(databases.copy(engine, databases.files)) for _ in range(2)]
        books = drill(*urls, folder, times)
    print_line(row(engine, *books.figures, f"{(time.monotonic() - began) / 60:.1f}"))
    return books.backups == times and not books.lost and not books.torn


if __name__ == "__main__":
    sys.exit(main())
