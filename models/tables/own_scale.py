"""A scale that the service has added to the standard ones."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class OwnScale(Base):
    """One scale of the service's own. Its values never change, since results refer to them."""

    __tablename__ = "own_scale"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    grades: Mapped[list[str]]
    higher_is_better: Mapped[bool] = mapped_column(default=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
