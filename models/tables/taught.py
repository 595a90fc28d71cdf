"""Who taught what before: the teachers of an earlier half-term stay its teachers, whoever teaches now."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Taught(Base):
    """One subject that a member of staff taught in a placement, until a day; `since` is None if it was not kept."""

    __tablename__ = "taught"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    subject: Mapped[str] = mapped_column(String(60))
    since: Mapped[date | None]
    until: Mapped[date]
