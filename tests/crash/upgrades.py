"""A database of the first version whose upgrade is killed: afterwards all of it is as before, or all of it is new."""

from dataclasses import dataclass
from random import Random
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, insert, select, text

from bot.runtime.database import MIGRATIONS, make_engine, make_reader, newest, prepare
from tests.bot.runtime.test_migrations import row_of, to
from tests.crash.orders import LONGEST, Forker, Lives, lives
from tests.crash.statements import AT_RANDOM, NEVER, counting
from tests.databases import Databases

FORGOTTEN = frozenset({"alembic_version", "draft"})  # a migration deletes what drafts had copied of the record
SOMETIMES = 4  # upgrades, of which one is killed at random, and beside one another bot starts that nobody kills


@dataclass
class Upgrades:
    """What became of the upgrades: `torn` were neither as before nor all new, `stuck` kept another bot from its own."""

    kills: int = 0
    finished: int = 0
    torn: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class State:
    """A database's revision, and how many rows each of its tables has."""

    revision: str
    rows: dict[str, int]

    def is_kept_in(self, now: "State") -> bool:
        """Return whether the database still is as it was, or is up to date with all its rows."""
        return now == self or (now.revision == newest() and now.rows.items() >= self.rows.items())


def of_first_version(databases: Databases) -> Databases:
    """Return databases like these that are still as the first version made them, with a row in each table."""
    return Databases(databases.folder, first_version, "of_first_version")


def first_version(url: str) -> None:
    first = ScriptDirectory(str(MIGRATIONS)).get_base()
    engine, tables = make_engine(url), MetaData()
    with engine.begin() as connection:
        to(connection, str(first))
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table), row_of(table))
    engine.dispose()


def state_of(url: str) -> State:
    """Return how a database stands."""
    engine, tables = make_reader(url), MetaData()
    try:
        with engine.connect() as connection:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
            tables.reflect(connection)
            kept = [table for table in tables.sorted_tables if table.name not in FORGOTTEN]
            rows = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in kept}
    finally:
        engine.dispose()
    return State(str(revision), rows)


async def interrupt(
    forker: Forker, engine: str, databases: Databases, times: int, seed: int = 0, twin: str = "honest"
) -> Upgrades:
    """Kill so many upgrades, each of a database of the first version or of one that a kill has left, and compare."""
    books, old, random = Upgrades(), of_first_version(databases), Random(seed)  # noqa: S311 - repeatable, not secret
    try:
        with old.copy(engine, databases.files) as url, counting() as statements:
            prepare(url)
        async with lives(forker) as alive:
            while books.kills < times:
                with old.copy(engine, databases.files) as url:
                    await _interrupt_one(alive, {"database_url": url, "twin": twin}, books, random, len(statements))
    finally:
        old.close()
    return books


async def _interrupt_one(alive: Lives, order: dict[str, Any], books: Upgrades, random: Random, last: int) -> None:
    """Kill the upgrades of one database until it is no longer as it was; then let whatever is left be done."""
    url = order["database_url"]
    before = now = state_of(url)
    while now == before:
        statement = AT_RANDOM if books.kills % SOMETIMES == 0 else random.randint(1, last + 1)
        has_another = books.kills % SOMETIMES == 1
        bots = [await alive.start(order | {"statement": statement})]
        bots += [await alive.start(order | {"statement": NEVER})] if has_another else []
        for life in bots:
            await alive.end(life, after=LONGEST)
        books.kills += 1
        now = state_of(url)
        books.torn += not before.is_kept_in(now)
        books.stuck += has_another and now.revision != newest()
        if not before.is_kept_in(now):
            return
    prepare(url)
    books.finished += 1
    books.torn += not before.is_kept_in(state_of(url))
