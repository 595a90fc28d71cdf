"""One database object for all tests of a process: what SQLAlchemy has compiled for one serves the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, event, make_url

from bot.runtime.database import Database


class Lent(Database):
    """A database that serves one test after another, each at an address of its own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.is_lent = False
        for engine in self.engines:
            event.listen(engine, "do_connect", self._connect)

    def _connect(self, dialect: Dialect, _record: object, _args: object, given: dict[str, Any]) -> object:
        args, where = dialect.create_connect_args(make_url(self.url))
        return dialect.connect(*args, **{**given, **where})


_lent: dict[str, Lent] = {}


@contextmanager
def lend(url: str) -> Iterator[Database]:
    """Yield a database at this address; another one, new, where the one of its kind is in use."""
    kind = make_url(url).get_backend_name()
    database = _lent.get(kind)
    if database is None or database.is_lent:
        database = Lent(url)
        _lent.setdefault(kind, database)
    database.url, database.is_lent = url, True
    try:
        yield database
    finally:
        database.close()
        database.is_lent = False
