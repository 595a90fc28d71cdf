"""Keys of what Slack has told us: a repeat gets the same answer and changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

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
