"""A referral: the request that opens a placement, as the referrer made it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Referral(Base):
    """Who asked for the placement, when and why."""

    __tablename__ = "referral"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), unique=True)
    received_on: Mapped[date]
    referrer: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
