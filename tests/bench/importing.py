"""The import beside SQLAlchemy Core's executemany of the very rows that it wrote, interleaved; medians and ratios."""

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Table, insert, select

from bot.files.csv_file import csv_file
from bot.files.sheets import read_sheets
from bot.runtime.database import Database
from bot.runtime.memory import collect_seldom
from models.actor import SYSTEM
from models.change import Change, Read
from models.importing.parse import Reading, parse
from models.importing.plan import plan_import
from models.importing.save import save_import, work_out
from models.tables.base import Base
from tests.bench.__main__ import school_databases
from tests.databases import ENGINES
from tests.school import LONDON, MONDAY, open_school

PUPILS, REPETITIONS, PATIENCE = 12_000, 3, 600.0  # some 100,000 rows
Rows = Mapping[Table, Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class Taken:
    """Seconds that one import took: to read, compare and stage, and to save, while other saves wait."""

    prepared: float
    saved: float

    @property
    def whole(self) -> float:
        return self.prepared + self.saved


def a_file(pupils: int) -> bytes:
    """Return a file of so many pupils, each with a contact, here since some day of this year."""
    heading = ("Surname", "Forename", "DOB", "Registration", "Entry date", "Contact 1 name", "Contact 1 phone")
    born, entered = date(2012, 1, 1), date(2026, 9, 1)
    rows = [
        (
            *(f"Ashworth{n}", "Kai", f"{born + timedelta(days=n % 1000):%d/%m/%Y}", "C"),
            *(f"{entered - timedelta(days=n % 300):%d/%m/%Y}", f"Jo Reed{n}", "07700 900123"),
        )
        for n in range(pupils)
    ]
    return csv_file([heading, *rows])


def imported(database: Database, content: bytes) -> Taken:
    """Import a file as the command line does: read, compare, save whole."""
    began = time.perf_counter()
    parsed = parse(read_sheets("pupils.csv", content), Reading(MONDAY.date()))
    with database.reading() as session:
        read = Read(session, SYSTEM, MONDAY, LONDON)
        plan = plan_import(read, parsed)
        added = work_out(read, plan)
    with closing(database.stage(added.rows if added else {})) as staged:
        prepared = time.perf_counter()
        with database.writing(PATIENCE, staged) as session:
            save_import(Change(session, SYSTEM, MONDAY, LONDON), plan, added)
            session.commit()
        return Taken(prepared - began, time.perf_counter() - prepared)


def opened(url: str) -> Database:
    """Open a school in a database."""
    database = Database(url)
    with database.writing(PATIENCE) as session:
        open_school(Change(session, SYSTEM, MONDAY, LONDON))
        session.commit()
    return database


def all_rows(database: Database) -> Rows:
    """Return every row of every table, in an order in which they can be written."""
    with database.reading() as session:
        return {
            table: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def written(url: str, rows: Rows) -> float:
    """Write the same rows by executemany, and return the seconds that it took."""
    database = Database(url)
    began = time.perf_counter()
    with database.writing(PATIENCE) as session:
        for table, values in rows.items():
            if values:
                session.connection().execute(insert(table), values)
        session.commit()
    taken = time.perf_counter() - began
    database.close()
    return taken


def main(folder: Path) -> None:
    """Measure both engines, collecting garbage as seldom as every command of ours does."""
    collect_seldom()
    content = a_file(PUPILS)
    with school_databases(folder) as databases:
        for engine in ENGINES:
            ours, core, count = [], [], 0
            for _ in range(REPETITIONS):
                with databases.copy(engine, folder) as first, databases.copy(engine, folder) as second:
                    database = opened(first)
                    ours.append(imported(database, content))
                    rows = all_rows(database)
                    database.close()
                    core.append(written(second, rows))
                    count = sum(map(len, rows.values()))
            say(engine, count, ours, core)


def say(engine: str, rows: int, ours: Sequence[Taken], core: Sequence[float]) -> None:
    """Write the medians."""
    speed, floor = rows / median(one.whole for one in ours), rows / median(core)
    ratio = median(one.whole / other for one, other in zip(ours, core, strict=True))
    sys.stdout.write(
        f"Import of {PUPILS:,} pupils, {rows:,} rows, {engine}: {speed:,.0f} rows a second, Core {floor:,.0f} "
        f"({ratio:.2f} x Core); other saves wait {median(one.saved for one in ours):.1f} s\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(place))
