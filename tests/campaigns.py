"""What every campaign has: databases of its own, and a line of figures at its end."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.databases import Databases, migrate


@contextmanager
def some_databases() -> Iterator[Databases]:
    """Yield databases in a temporary folder, with a PostgreSQL there once it is asked for."""
    with tempfile.TemporaryDirectory(prefix="halfterm-") as name:
        folder = Path(name)
        (folder / "owner").write_text(str(os.getpid()))
        postgres.place_in_memory(folder, "files")
        postgres.remove_afterwards(folder / "files", owner=os.getpid())
        databases = Databases(folder, migrate)
        try:
            yield databases
        finally:
            databases.close()
            postgres.stop(folder)


def cores() -> int:
    return os.cpu_count() or 1


def row(first: str, *others: object) -> str:
    return f"{first:<12}" + "".join(f"{other!s:>14}" for other in others)


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
