"""One database object for all tests of a process: what SQLAlchemy has compiled for one serves the next."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, event, make_url

from bot.runtime.database import Database
from tests.kept_database import LENT


class Lent(Database):
    """A database that serves one test after another, each at an address of its own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.is_lent = False
        self.stays = False
        for engine in self.engines:
            event.listen(engine, "do_connect", self._connect)

    def _connect(self, dialect: Dialect, _record: object, _args: object, given: dict[str, Any]) -> object:
        args, where = dialect.create_connect_args(make_url(self.url))
        named = {} if self.is_sqlite else {"application_name": LENT}
        return dialect.connect(*args, **{**given, **where, **named})

    def move_to(self, url: str) -> None:
        """Serve the database at this address from now on."""
        if url != self.url:
            super().close()
            self.url = url

    def close(self) -> None:
        """End the look-ups. On PostgreSQL the connections may stay: the next test can use the same database."""
        if self.is_sqlite or not self.stays:
            super().close()
        else:
            while self._sessions:
                self._sessions.pop().close()
            self._looking = threading.local()


_lent: dict[str, Lent] = {}


@contextmanager
def lend(url: str) -> Iterator[Database]:
    """Yield a database at this address; another one, new, where the one of its kind is in use."""
    kind = make_url(url).get_backend_name()
    database = _lent.get(kind)
    if database is None or database.is_lent:
        database = Lent(url)
        database.stays = _lent.setdefault(kind, database) is database
    database.move_to(url)
    database.is_lent = True
    try:
        yield database
    finally:
        database.close()
        database.is_lent = False
