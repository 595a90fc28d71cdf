"""What every bot that a test starts would work out anew, worked out once: a fifth of what tests cost."""

import inspect
from types import CodeType
from typing import Any

import sqlalchemy
from slack_bolt.util import utils
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from bot.runtime import database

_arguments: dict[CodeType, inspect.FullArgSpec] = {}
_compiled: dict[str, Any] = {}


class _Inspect:
    """The module, as Bolt uses it: it asks for the arguments of some 190 listeners and as many matchers a bot."""

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

    def getfullargspec(self, function: Any) -> inspect.FullArgSpec:
        code = getattr(function, "__code__", None)
        if code is None:
            return inspect.getfullargspec(function)
        if code not in _arguments:
            _arguments[code] = inspect.getfullargspec(function)
        return _arguments[code]


def _create_engine(*args: Any, **options: Any) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(*args, **options)
    engine._compiled_cache = _compiled.setdefault(engine.dialect.name, engine._compiled_cache)
    return engine


def remember() -> None:
    """From now on: arguments that were read once, and statements that were compiled once for a kind of database.

    SQLAlchemy keeps statements by engine and dialect; here all dialects of a kind are of one server, so they are one.
    """
    utils.inspect = _Inspect()
    database.create_engine = _create_engine
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)
        dialect.__hash__ = lambda self: hash(type(self))
