"""The errors by which the database reports that it, or the connection to it, has failed."""

from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Unwell = OperationalError | InternalError | PoolTimeout
UNWELL = (OperationalError, InternalError, PoolTimeout)

IDLE_IN_TRANSACTION = "25P03"  # PostgreSQL's code (its manual, appendix A)


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
