"""Targets: the level or grade that a pupil works towards in a subject, on the scale of the results."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Target(Base):
    """One target, in force until `replaced_at`. `doubts` are the challenges to it, `reason` is why it was kept.

    `from_result_id` is the result from which the target was set, which is the baseline of its track.
    """

    __tablename__ = "target"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    scale: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(String(30))
    from_result_id: Mapped[str | None] = mapped_column(ForeignKey("result.id"))
    by_when: Mapped[date]
    programme: Mapped[str | None] = mapped_column(String(200))
    barriers: Mapped[list[str]] = mapped_column(default=list)
    doubts: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    set_on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        # One target is in force for each subject of a placement.
        Index(
            "uq_target_standing",
            "placement_id",
            "subject",
            unique=True,
            sqlite_where=replaced_at.is_(None),
            postgresql_where=replaced_at.is_(None),
        ),
        # Finds what somebody set recently, for the challenges and for the news.
        Index("ix_target_set_on", "set_on", "by_id"),
    )


class TargetDoubt(Base):
    """A target as it was typed and questioned before it was saved; `target_id` is the one that was set after that."""

    __tablename__ = "target_doubt"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    scale: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(String(30))
    doubts: Mapped[list[str]] = mapped_column(default=list)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    target_id: Mapped[str | None] = mapped_column(ForeignKey("target.id"), index=True)
    added_at: Mapped[datetime]
