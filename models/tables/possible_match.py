"""Two records that may be of one child."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class PossibleDuplicate(Base):
    """Two records that may be one child, until somebody settles it; `upn` is one that only one of them can hold."""

    __tablename__ = "doubt"

    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    earlier_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    upn: Mapped[str | None] = mapped_column(String(13))
    added_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
