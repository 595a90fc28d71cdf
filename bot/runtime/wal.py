"""Turning an SQLite file to its write-ahead log, in which people read while one writes."""

import sqlite3
import time
from contextlib import suppress

TRIES = 40


def turn_to_wal(connection: sqlite3.Connection) -> None:
    """Turn the file to its log, which is needed once for each.

    Two connections that do so at once fail without waiting, whatever busy_timeout says: so it is tried again.
    """
    for _ in range(TRIES):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(0.05)
    connection.execute("PRAGMA journal_mode=WAL")
