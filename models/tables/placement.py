"""A placement: one stay, from referral to leaving, with its keyworker and subject teachers."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Exists, ForeignKey, String, Text, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from models.tables.base import Base, by_value
from models.tables.pupil import Pupil
from models.tables.staff import Staff


class Registration(StrEnum):
    """Where the pupil is on roll."""

    SINGLE = "single"
    MAIN = "main"
    SUBSIDIARY = "subsidiary"
    NONE = "none"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "single": "On roll here only",
            "main": "Dual registered: main here",
            "subsidiary": "Dual registered: subsidiary here",
            "none": "Not on any roll",
        }[self.value]


class PlacementType(StrEnum):
    """Why the pupil is here. An exclusion or suspension also needs `excluded_on`, which gives the sixth day."""

    EXCLUDED = "excluded"
    SUSPENDED = "suspended"
    MEDICAL = "medical"
    OUTREACH = "outreach"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "excluded": "Permanent exclusion",
            "suspended": "Suspension of more than five days",
            "medical": "Medical needs",
            "outreach": "Outreach or part-time support",
            "other": "Something else",
        }[self.value]


class SenStatus(StrEnum):
    """Special educational needs, by the letters of the school census."""

    NONE = "N"
    SUPPORT = "K"
    PLAN = "E"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"N": "None", "K": "SEN support (K)", "E": "EHC plan (E)"}[self.value]


class Placement(Base):
    """One placement of a pupil, open until the end of `left_on`.

    `first_day` is a plan until the pupil was seen here: `in_school_on` is the first day of that, `full_time_on` the
    first full-time one, and `absent_on` the last day on which the pupil should have started and did not come.
    `counted_from` is the day from which reviews are counted if the placement had begun before it was imported.
    `planned_end` is what was agreed; `left_on` is a plan too until that day has come.
    """

    __tablename__ = "placement"

    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupil.id"), index=True)
    home_school: Mapped[str] = mapped_column(String(200))
    registration: Mapped[Registration] = mapped_column(by_value(Registration))
    type: Mapped[PlacementType | None] = mapped_column(by_value(PlacementType))
    excluded_on: Mapped[date | None]
    first_day: Mapped[date | None]
    in_school_on: Mapped[date | None]
    full_time_on: Mapped[date | None]
    absent_on: Mapped[date | None]
    counted_from: Mapped[date | None]
    left_on: Mapped[date | None] = mapped_column()
    planned_end: Mapped[date | None]
    keyworker_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    allocated_on: Mapped[date | None]
    attendance: Mapped[int | None]
    sen: Mapped[SenStatus | None] = mapped_column(by_value(SenStatus))
    medical_need: Mapped[str | None] = mapped_column(Text)
    looked_after: Mapped[bool | None]
    helps: Mapped[str | None] = mapped_column(Text)
    hopes_pupil: Mapped[str | None] = mapped_column(Text)
    hopes_parents: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    pupil: Mapped[Pupil] = relationship(lazy="joined", innerjoin=True)

    def is_current(self, on: date) -> bool:
        """Return whether the placement is open on this day; its last day counts."""
        return self.left_on is None or self.left_on >= on


def current(on: date, stay: type[Placement] = Placement) -> ColumnElement[bool]:
    """Return the condition that a placement is open on this day; its last day counts."""
    return or_(stay.left_on.is_(None), stay.left_on >= on)


class Teaching(Base):
    """One subject that a member of staff teaches in a placement."""

    __tablename__ = "teaching"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("placement_id", "staff_id", "subject"),)


def teachers_by_subject(session: Session, placement_id: str) -> dict[str, list[str]]:
    """Return the staff ids of the teachers of each subject, subjects and teachers in alphabetical order."""
    rows = select(Teaching.subject, Teaching.staff_id).join(Staff, Staff.id == Teaching.staff_id)
    found: dict[str, list[str]] = {}
    for subject, staff_id in session.execute(
        rows.where(Teaching.placement_id == placement_id).order_by(Teaching.subject, Staff.name)
    ):
        found.setdefault(subject, []).append(staff_id)
    return found


def is_taught_by(staff_id: str | None, placement_id: InstrumentedAttribute[str | None] | str, *subject: str) -> Exists:
    """Return the condition that a member of staff teaches in a placement, in one subject if it is named."""
    taught = exists().where(Teaching.placement_id == placement_id, Teaching.staff_id == staff_id)
    return taught.where(*(Teaching.subject == name for name in subject))
