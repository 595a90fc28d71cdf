"""What is provided for a pupil under a support plan, and how many sessions of it were given."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, by_value


class Effect(StrEnum):
    """What came of a provision, from -2 to +2 against the outcome that was wanted."""

    FAR_BELOW = "-2"
    BELOW = "-1"
    AS_WANTED = "0"
    ABOVE = "1"
    FAR_ABOVE = "2"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "-2": "−2: much less than hoped for",
            "-1": "−1: less than hoped for",
            "0": "0: what was hoped for",
            "1": "+1: more than hoped for",
            "2": "+2: much more than hoped for",
        }[self.value]


class Provision(Base):
    """One provision: `minutes` is the length of a session, `times` how many are planned a week.

    `barriers` are those that it addresses. `ended_on` is the day on which its outcome was judged.
    """

    __tablename__ = "plan_provision"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    by_whom: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    times: Mapped[int]
    group_size: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    wanted: Mapped[str] = mapped_column(Text)
    barriers: Mapped[list[str]] = mapped_column(default=list)
    effect: Mapped[Effect | None] = mapped_column(by_value(Effect))
    note: Mapped[str | None] = mapped_column(Text)
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class SessionCount(Base):
    """How many sessions of a provision were given in all, up to and including a day; the newest one holds."""

    __tablename__ = "plan_session_count"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    provision_id: Mapped[str] = mapped_column(ForeignKey("plan_provision.id"), index=True)
    given: Mapped[int]
    until: Mapped[date]
    why: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
