"""The errors by which the database reports that it, or the connection to it, has failed."""

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Unwell = OperationalError | InternalError | PoolTimeout
UNWELL = (OperationalError, InternalError, PoolTimeout)

IDLE_IN_TRANSACTION = "25P03"  # PostgreSQL's code (its manual, appendix A)

# By what PostgreSQL and psycopg say when nobody is let in: what is wrong, and with which part of the address.
REFUSALS = (
    (("failed to resolve", "could not translate host"), "The host {host} is not known"),
    (
        ("authentication failed", "no password supplied", 'role "'),
        "PostgreSQL does not take this user name and password",
    ),
    (("pg_hba.conf",), "PostgreSQL does not let this user in from here: see its pg_hba.conf"),
    (('database "{name}" does not exist',), "PostgreSQL has no database of the name {name}"),
    (("fatal:", "ssl"), "PostgreSQL answers at {host}, port {port}, but lets nobody in: its log says why"),
    (("connection",), "PostgreSQL does not answer at {host}, port {port}: is it running?"),
)


def database_trouble(failed: DBAPIError, database_url: str) -> str:
    """Return one line for whoever runs the bot, in our own words: the database's may quote a row, or what is secret."""
    url, said = make_url(database_url), str(failed.orig).lower()
    if url.get_backend_name() == "sqlite":
        return f"The database cannot be used ({type(failed.orig).__name__}). Check DATABASE_URL."
    host = url.host or next(iter(url.normalized_query.get("host", ())), "localhost")
    known = {"host": host, "port": url.port or 5432, "name": url.database}
    refusals = (line for signs, line in REFUSALS if any(sign.format(**known).lower() in said for sign in signs))
    why = next(refusals, type(failed.orig).__name__)
    return f"The database cannot be used. {why.format(**known)}. Check DATABASE_URL.".replace("?.", "?")


# Search only the database's own errors for these words: others quote values, and a child may be called Fuller.
def may_pass(failed: Unwell) -> bool:
    """Return whether it may work if it is tried again."""
    if isinstance(failed, PoolTimeout) or failed.connection_invalidated:
        return True
    return _says(failed, "locked", "deadlock", "busy", "lock timeout", "connection", "terminat")


def may_be_committed(failed: Unwell) -> bool:
    """Return whether a commit that failed may have been made all the same: the connection was lost meanwhile.

    It was not where PostgreSQL had ended the transaction before, for being idle.
    """
    if isinstance(failed, PoolTimeout) or not failed.connection_invalidated:
        return False
    return getattr(failed.orig, "sqlstate", None) != IDLE_IN_TRANSACTION


def cannot_be_written(failed: Unwell) -> bool:
    """Return whether the database takes nothing more, as where the disk is full."""
    return not isinstance(failed, PoolTimeout) and _says(
        failed, "readonly", "read-only", "full", "no space", "i/o error"
    )


def _says(failed: OperationalError | InternalError, *signs: str) -> bool:
    words = str(failed.orig).lower()
    return any(sign in words for sign in signs)
