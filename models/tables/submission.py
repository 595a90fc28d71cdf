"""Keys of what Slack has told us: a repeat gets the same answer and changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from models.errors import Refused
from models.tables.base import Base


class Submission(Base):
    """One submission, by its key; the answer is kept so that a re-send hears it too.

    `said` is a digest of what was submitted: whoever sends something else under the key has not had it saved.
    """

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    said: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    answer: Mapped[Any] = mapped_column(JSON, nullable=True)


def claim(session: Session, key: str, said: str, now: datetime) -> bool:
    """Put the key's row in, first of all in the transaction; False where it stands already."""
    row = _insert_of(session.get_bind().dialect)(Submission).values(id=key, said=said, at=now)
    return session.execute(row.on_conflict_do_nothing().returning(Submission.id)).scalar() is not None


def first_answer(session: Session, key: str, said: str) -> Any:
    """What was answered when this was saved; Refused where it is something else that was.

    Slack may hear of a commit too late, and the person, who sees their form still open, correct it and send it again.
    """
    kept = session.get_one(Submission, key)
    if kept.said != said:
        raise Refused(
            "This was saved before, when Slack reported trouble; what you have changed since was not. "
            "Close this, look at what stands, and correct it there."
        )
    return kept.answer


def _insert_of(dialect: Dialect) -> Any:
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect.name]
