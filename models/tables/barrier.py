"""Barriers to learning on a placement, and how certain staff are of each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class BarrierKind(StrEnum):
    """The six barriers that the policy names."""

    ATTENDANCE = "attendance"
    LEARNING = "learning"
    BEHAVIOURAL = "behavioural"
    EMOTIONAL = "emotional"
    MEDICAL = "medical"
    DISENGAGED = "disengaged"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "attendance": "Attendance",
            "learning": "Learning difficulties",
            "behavioural": "Behaviour",
            "emotional": "Emotional or social",
            "medical": "Medical",
            "disengaged": "Disengagement after previous schooling",
        }[self.value]


class BarrierStatus(StrEnum):
    """How certain staff are of a barrier."""

    REFERRER_SAYS = "referrer_says"
    SUSPECTED = "suspected"
    IDENTIFIED = "identified"
    NOT_A_CONCERN = "not_a_concern"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "referrer_says": "Reported by the referrer",
            "suspected": "Suspected",
            "identified": "Identified",
            "not_a_concern": "Not a concern",
        }[self.value]


class Barrier(Base):
    """One barrier of one placement. `concern_at` is when it became a concern, or None while it is not one."""

    __tablename__ = "barrier"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    kind: Mapped[BarrierKind] = mapped_column(by_value(BarrierKind))
    status: Mapped[BarrierStatus] = mapped_column(by_value(BarrierStatus))
    note: Mapped[str | None] = mapped_column(Text)
    restricted_note: Mapped[str | None] = mapped_column(Text)
    decided: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime]
    concern_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("placement_id", "kind"),)


@event.listens_for(Barrier, "before_insert")
@event.listens_for(Barrier, "before_update")
def _note_since_when(mapper: Any, connection: Any, barrier: Barrier) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """Date a concern from when it became one, however often its note is rewritten."""
    if barrier.status is BarrierStatus.NOT_A_CONCERN:
        barrier.concern_at = None
    elif barrier.concern_at is None:
        barrier.concern_at = barrier.changed_at
