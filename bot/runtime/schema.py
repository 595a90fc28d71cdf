"""Whether the database is the one that the models describe: no other, no newer one, and no empty file in its place."""

import threading
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from sqlalchemy import Connection, UniqueConstraint, inspect

from bot.runtime.instance import CannotStart
from models import tables
from models.tables.base import Base

BEING_MADE = 10.0  # seconds, since the other start may be on a busy machine


def refuse_empty_file(file: Path) -> None:
    """Refuse an empty file in the place of a database, or what is left of one: a new school has no file yet.

    Raises CannotStart.
    """
    until = time.monotonic() + BEING_MADE
    while file.exists() and file.stat().st_size == 0 and time.monotonic() < until:
        threading.Event().wait(0.05)  # another start may be making it
    if file.exists() and file.stat().st_size == 0:
        raise CannotStart(f"{file} is empty. If a database was there, put a backup back; if not, remove the file.")
    if not file.exists() and file.with_name(f"{file.name}-wal").exists():
        raise CannotStart(f"{file} is missing, but not its {file.name}-wal. Put the database or a backup back.")


def refuse_newer(at: str | None, newest: str) -> None:
    """Refuse a database that a newer version of Halfterm has migrated. Raises CannotStart."""
    if at is not None and at > newest:
        raise CannotStart(
            f"The database is of a newer version of Halfterm ({at}; this one knows {newest}). "
            "Start that version, or put back the backup from before the upgrade."
        )


def refuse_different(connection: Connection) -> None:
    """Refuse a database whose tables are not those of the models: it would fail at the first save.

    Raises CannotStart, which names the first difference.
    """
    for module in iter_modules(tables.__path__, f"{tables.__name__}."):
        import_module(module.name)
    difference = next(differences(connection), None)
    if difference is not None:
        raise CannotStart(
            f"The database does not fit this version of Halfterm: {difference}. "
            "Put back a backup that does, or ask whoever changed it."
        )


def differences(connection: Connection) -> Iterator[str]:
    """Yield in words how the tables of the database differ from those of the models."""
    found = inspect(connection)
    columns, unique = found.get_multi_columns(), found.get_multi_unique_constraints()
    indexes = found.get_multi_indexes()
    for name, table in Base.metadata.tables.items():
        here = (None, name)
        if here not in columns:
            yield f"the table {name} is missing"
            continue
        there = {column["name"]: column["nullable"] for column in columns[here]}
        wanted = {column.name: bool(column.nullable) for column in table.columns}
        yield from _unlike(f"the table {name}", "column", there, wanted)
        yield from (
            f"the column {name}.{one} {'may be' if there[one] else 'may not be'} empty"
            for one in wanted.keys() & there.keys()
            if wanted[one] != there[one]
        )
        once = {tuple(sorted(each["column_names"])) for each in unique.get(here, [])}
        once |= {_columns(each["column_names"]) for each in indexes.get(here, []) if each["unique"]}
        declared = {
            tuple(sorted(each.columns.keys())) for each in table.constraints if isinstance(each, UniqueConstraint)
        }
        yield from (f"{name} may hold the same {', '.join(each)} twice" for each in sorted(declared - once))
        present = {str(each["name"]) for each in indexes.get(here, [])}
        yield from (f"the index {each.name} is missing" for each in table.indexes if each.name not in present)


def _unlike(where: str, what: str, there: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    yield from (f"{where} lacks the {what} {one}" for one in sorted(set(wanted) - set(there)))
    yield from (f"{where} has a {what} {one} that nobody knows" for one in sorted(set(there) - set(wanted)))


def _columns(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted(str(name) for name in names))
