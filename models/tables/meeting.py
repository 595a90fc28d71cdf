"""The planning meeting of a placement, the weekly allocations meeting, and the actions agreed at either."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class PlanningMeeting(Base):
    """The first meeting with family and professionals, first booked and then held."""

    __tablename__ = "planning_meeting"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    invited_staff: Mapped[list[str]] = mapped_column(default=list)
    invited_others: Mapped[str | None] = mapped_column(Text)
    held_on: Mapped[date | None]
    came: Mapped[str | None] = mapped_column(Text)
    cancelled_at: Mapped[datetime | None]
    booked_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def was_booked(self) -> bool:
        """Whether it was booked here: of one that was only recorded, neither time nor place are known."""
        return bool(self.place)


class AllocationsMeeting(Base):
    """One weekly staff meeting: its day, when its digest was posted, and when its recap was posted."""

    __tablename__ = "allocations_meeting"

    on: Mapped[date] = mapped_column(unique=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Action(Base):
    """An agreed action: who does what by when. `carried` counts how often it was carried over to a later meeting."""

    __tablename__ = "action"

    placement_id: Mapped[str | None] = mapped_column(ForeignKey("placement.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    carried: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]
