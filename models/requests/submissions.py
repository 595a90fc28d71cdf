"""Keys of submissions, so that each is saved once and a repeat gets the first answer."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.errors import Refused
from models.tables.requests.submission import Submission

# Each built once, as the first statement of every submission.
_CLAIMS = {
    "sqlite": sqlite.insert(Submission).on_conflict_do_nothing().returning(Submission.id),
    "postgresql": postgresql.insert(Submission).on_conflict_do_nothing().returning(Submission.id),
}


def claim(session: Session, key: str, said: str, now: datetime) -> bool:
    """Insert the key of a submission, first of all in the transaction. Returns False if it is there already."""
    inserted = session.connection().execute(
        _CLAIMS[session.get_bind().dialect.name], {"id": key, "said": said, "at": now}
    )
    return inserted.scalar() is not None


def first_answer(session: Session, key: str, said: str) -> Any:
    """Return the answer to the submission that was saved. Raises Refused if other content was saved under the key.

    Slack may hear of a commit too late; people then see the form still open, correct it, and send it again.
    """
    kept = session.get_one(Submission, key)
    if kept.said != said:
        raise Refused(
            "This was already saved when Slack reported a problem, but what you have changed since then was not. "
            "Close this, check what was saved, and correct it there."
        )
    return kept.answer
