"""A PostgreSQL database that serves one test after another, as long as nothing but rows tells it from a new one."""

import time

import psycopg
from psycopg import sql

LENT = "halfterm-lent"  # the name of connections that stay open from one test to the next
MOST_TESTS = 50  # deleted rows stay in the files, which would grow for ever
TRIES = 50
TABLES = """SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"""
# What is defined in a database, by the last transaction that changed any of it, and the revision of the migrations.
CATALOGUES = ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_db_role_setting")
SHAPE = " UNION ALL ".join(
    (
        "SELECT version_num FROM alembic_version",
        *(f"SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM {name}" for name in CATALOGUES),  # noqa: S608 - of our own
    )
)
OTHERS = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND (application_name <> %s OR state <> 'idle')"""


class KeptDatabase:
    """A migrated database and a connection to it by which it is emptied after each test."""

    def __init__(self, name: str, connection: psycopg.Connection) -> None:
        self.name = name
        self._connection = connection
        self._served = 0
        self._shape = connection.execute(SHAPE).fetchall()
        each = [sql.SQL("DELETE FROM {}").format(sql.Identifier(str(row[0]))) for row in connection.execute(TABLES)]
        # As a replica, so that no foreign key asks for an order.
        begin, end = sql.SQL("SET session_replication_role = replica"), sql.SQL("RESET session_replication_role")
        self._empty = sql.SQL("; ").join([begin, *each, end])

    def empty(self) -> bool:
        """Delete every row. Returns whether it can serve another test: it is as it was made, and nobody is at work."""
        self._served += 1
        if self._served == MOST_TESTS or not self._is_left():
            return False
        if self._connection.execute(SHAPE).fetchall() != self._shape:
            return False
        self._connection.execute(self._empty)
        return True

    def _is_left(self) -> bool:
        """Return whether the others are gone, or are soon: the server needs a moment for a connection that closes."""
        for _ in range(TRIES):
            if self._connection.execute(OTHERS, [LENT]).fetchone() == (0,):
                return True
            time.sleep(0.01)
        return False

    def close(self) -> None:
        """Leave the database."""
        self._connection.close()
