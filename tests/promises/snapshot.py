"""The rows of a database as they were, so that what a gesture changed is found and put back without a new scene."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy import make_url

from models.tables.base import Base

# Each table with its columns, in the order of the models.
TABLES = {name: ", ".join(f'"{each.name}"' for each in table.c) for name, table in Base.metadata.tables.items()}
# Triggers of the database's own note each table that is written to, whatever wrote: a look at all rows would cost most.
ON_SQLITE = "CREATE TRIGGER touched_{0}_{1} AFTER {1} ON {0} BEGIN INSERT INTO touched VALUES ('{0}'); END"
ON_POSTGRESQL = "CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION touched()"
NOTES = """CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO public.touched VALUES (TG_TABLE_NAME); RETURN NULL; END'"""


class Snapshot:
    """A copy of every table. Its connection checks no foreign keys, since tables are put back one by one."""

    def __init__(self, connection: Any, is_sqlite: bool) -> None:
        self._connection = connection
        self._run("CREATE TABLE touched (name TEXT)")
        if not is_sqlite:
            self._run(NOTES)
        for table in TABLES:
            self._run(f"CREATE TEMPORARY TABLE was_{table} AS SELECT * FROM {table}")  # noqa: S608 - names of ours
            for what in ("INSERT", "UPDATE", "DELETE") if is_sqlite else ("",):
                self._run((ON_SQLITE if is_sqlite else ON_POSTGRESQL).format(table, what))
        connection.commit()

    def take(self) -> None:
        """Keep all rows as they are now."""
        for table in self._touched():
            self._copy(table, f"was_{table}")
        self._forget()

    def put_back(self) -> None:
        """Have all rows as they were kept."""
        for table in self._touched():
            self._copy(f"was_{table}", table)
        self._forget()

    def changed(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the tables that hold other rows than those kept, with the rows that are new or different."""
        found = {}
        for table in self._touched():
            was, now = (self._rows(name, TABLES[table]) for name in (f"was_{table}", table))
            if sorted(map(str, was)) != sorted(map(str, now)):
                found[table] = [row for row in now if row not in was]
        self._connection.commit()
        return found

    def _touched(self) -> list[str]:
        return [name for (name,) in self._run("SELECT DISTINCT name FROM touched ORDER BY name").fetchall()]

    def _rows(self, name: str, columns: str) -> list[tuple[Any, ...]]:
        return list(self._run(f"SELECT {columns} FROM {name}").fetchall())  # noqa: S608 - names of ours

    def _forget(self) -> None:
        self._run("DELETE FROM touched")
        self._connection.commit()

    def _copy(self, table: str, to: str) -> None:
        self._run(f"DELETE FROM {to}")  # noqa: S608 - names of ours
        self._run(f"INSERT INTO {to} SELECT * FROM {table}")  # noqa: S608 - names of ours

    def _run(self, statement: str) -> Any:
        return self._connection.execute(statement)


@contextmanager
def a_snapshot(url: str) -> Iterator[Snapshot]:
    """Yield a snapshot of this database as it is now."""
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    with closing(sqlite3.connect(str(address.database)) if is_sqlite else _connect(url)) as connection:
        if is_sqlite:
            connection.execute("PRAGMA synchronous=OFF")
        yield Snapshot(connection, is_sqlite)


def _connect(url: str) -> Any:
    """Connect to PostgreSQL as a replica would: no trigger fires, neither those of foreign keys nor ours."""
    return psycopg.connect(url.replace("+psycopg", ""), options="-c session_replication_role=replica")
