"""Keys of submissions, so that each is saved once and a repeat gets the first answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from models.errors import Refused
from models.tables.base import Instant
from models.tables.requests.draft import Draft
from models.tables.requests.submission import Submission

# Each built once, as they are part of every submission. The first is the same in both databases, though SQLAlchemy
# builds it for one of them at a time.
_CLAIM = text(
    "INSERT INTO submission (id, said, at) VALUES (:id, :said, :at) ON CONFLICT DO NOTHING RETURNING id"
).bindparams(bindparam("at", type_=Instant()))
_KEEP_ANSWER = update(Submission).where(Submission.id == bindparam("key")).values(answer=bindparam("given"))
_CLOSE_DRAFT = update(Draft).where(Draft.id == bindparam("key")).values(saved_at=bindparam("now"))


def claim(session: Session, key: str, said: str, now: datetime) -> bool:
    """Insert the key of a submission, first of all in the transaction. Returns False if it is there already."""
    inserted = session.connection().execute(_CLAIM, {"id": key, "said": said, "at": now})
    return inserted.scalar() is not None


def conclude(session: Session, key: str, answer: Any, now: datetime) -> None:
    """Keep the answer to a submission, and note that the draft of its form, if there is one, was saved."""
    if answer is not None:
        session.connection().execute(_KEEP_ANSWER, {"key": key, "given": answer})
    session.execute(_CLOSE_DRAFT, {"key": key, "now": now})


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
