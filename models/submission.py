"""Keys of what Slack has told us: a repeat gets the same answer and changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, String, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from models.base import Base


class Submission(Base):
    """One submission, by its key; the answer is kept so that a re-send hears it too."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[Any] = mapped_column(JSON, nullable=True)


def claim(session: Session, key: str, now: datetime) -> bool:
    """Put the key's row in, first of all in the transaction; False where it stands already."""
    row = _insert_of(session.get_bind().dialect)(Submission).values(id=key, at=now)
    return session.execute(row.on_conflict_do_nothing().returning(Submission.id)).scalar() is not None


def _insert_of(dialect: Dialect) -> Any:
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}.get(dialect.name, insert)
