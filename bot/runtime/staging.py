"""Rows staged before the change that saves them has its turn, so that it keeps everybody's saves waiting but briefly.

On SQLite they wait in temporary tables, which take no lock, and move by one statement each. On PostgreSQL they are
written where they belong before the transaction takes the writer's lock: nobody sees them until it commits. Either way
nothing of them outlives the connection.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from sqlalchemy import Column, Connection, Engine, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Outdated

# Rows by table, in an order in which they can be written; those of one table all have the same columns.
Rows = Mapping[Table, Sequence[Mapping[str, Any]]]
# To turn many rows into what the driver takes is slow, and PostgreSQL ends a transaction that is idle meanwhile.
AT_ONCE = 5_000
# The execution option by which a transaction of SQLite begins without the writer's lock.
UNLOCKED = "halfterm_unlocked"


class Staged:
    """Rows on a connection of their own, which goes with them. Raises Outdated if they do not fit what is there."""

    def __init__(self, engine: Engine, rows: Rows) -> None:
        self._rows = {table: given for table, given in rows.items() if given}
        self._waiting: dict[Table, Table] = {}
        self._connection = engine.connect()
        try:
            self._stage(engine)
        except BaseException:
            self.close()
            raise

    def session(self) -> Session:
        """Return a session that commits and rolls back the rows with all else. Raises Outdated if they are gone."""
        if not (self._waiting or self._connection.in_transaction()):  # PostgreSQL has rolled them back
            raise Outdated
        return Session(self._connection, expire_on_commit=False, join_transaction_mode="control_fully")

    def place(self, session: Session) -> None:
        """Write the rows where they belong, once it is the session's turn. Raises Outdated if they do not fit."""
        try:
            for table, waiting in self._waiting.items():
                names = [column.name for column in waiting.columns]
                session.execute(insert(table).from_select(names, select(waiting), include_defaults=False))
        except IntegrityError:
            raise Outdated from None

    def refuse_again(self, *_given: object) -> NoReturn:
        """Refuse a change without the rows, which went with their connection. Raises Outdated."""
        raise Outdated

    def close(self) -> None:
        """Give up whatever was not committed."""
        self._connection.close()

    def _stage(self, engine: Engine) -> None:
        if engine.dialect.name != "sqlite":
            self._write(self._connection, {table: table for table in self._rows})
            return
        self._connection.execution_options(**{UNLOCKED: True})
        self._connection.detach()  # the pool must not lend it again, with the tables in it
        self._waiting = {table: _waiting_room(table, rows[0]) for table, rows in self._rows.items()}
        for waiting in self._waiting.values():
            waiting.create(self._connection)
        self._write(self._connection, self._waiting)
        self._connection.commit()
        self._connection.execution_options(**{UNLOCKED: False})

    def _write(self, connection: Connection, into: Mapping[Table, Table]) -> None:
        try:
            for table, rows in self._rows.items():
                for start in range(0, len(rows), AT_ONCE):
                    connection.execute(insert(into[table]), rows[start : start + AT_ONCE])
        except IntegrityError:
            raise Outdated from None


def _waiting_room(table: Table, row: Mapping[str, Any]) -> Table:
    """Return a temporary table of the columns that the rows give, without a constraint or an index."""
    columns = (Column(name, table.columns[name].type) for name in row)
    return Table(f"waiting_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])
