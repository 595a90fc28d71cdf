"""Keys of submissions from Slack: a repeat gets the same answer and changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from models.tables.base import Base


class Submission(Base):
    """One submission, by its key, with the answer that a repeat gets too.

    `said` is a digest of what was submitted: other content under the same key is recognised as not saved.
    """

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    said: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    answer: Mapped[Any] = mapped_column(JSON, nullable=True)
