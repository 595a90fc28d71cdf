"""A placement: one stay, from referral to leaving, with what was agreed, its keyworker, teachers and attendance."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Exists, ForeignKey, String, Text, UniqueConstraint, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from models.tables.base import Base, Percent, by_value, find_row
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
    """The one primary reason why a placement was commissioned, as the census asks for it.

    An excluded pupil with a medical need counts as excluded. An exclusion or suspension also needs `excluded_on`, which
    gives the sixth day. `OTHER` is what placements hold that began before there were all of these.
    """

    EXCLUDED = "excluded"
    SUSPENDED = "suspended"
    MEDICAL = "medical"
    OFF_SITE = "off_site"
    AT_RISK = "at_risk"
    NO_PLACE = "no_place"
    MANAGED_MOVE = "managed_move"
    EHC_PLAN = "ehc_plan"
    OUTREACH = "outreach"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "excluded": "Permanent exclusion",
            "suspended": "Suspension of more than five days",
            "medical": "Medical needs",
            "off_site": "Off-site direction",
            "at_risk": "At risk / intervention",
            "no_place": "No school place",
            "managed_move": "Managed move",
            "ehc_plan": "Named in an EHC plan",
            "outreach": "Outreach or part-time support",
            "other": "Something else",
        }[self.value]


class CommissionerKind(StrEnum):
    """Who can ask for a placement and pay for it."""

    SCHOOL = "school"
    AUTHORITY = "local_authority"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"school": "A school", "local_authority": "The local authority"}[self.value]


class Timetable(StrEnum):
    """Whether a pupil is to be taught full-time."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"full_time": "Full-time", "part_time": "Part-time"}[self.value]


class Consent(StrEnum):
    """What was answered when consent to share information was asked for."""

    GIVEN = "given"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"given": "Given", "refused": "Refused"}[self.value]


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
    If the placement had begun before it was imported, `entered_on` is the entry date of the roll, which says of no day
    that somebody saw the pupil, and `counted_from` the day from which reviews are counted. `attendance` is the rate
    before the pupil came, in per cent. `planned_end` is what was agreed; `left_on` is a plan until that day has come.
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
    entered_on: Mapped[date | None]
    counted_from: Mapped[date | None]
    left_on: Mapped[date | None] = mapped_column()
    planned_end: Mapped[date | None]
    keyworker_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    allocated_on: Mapped[date | None]
    attendance: Mapped[float | None] = mapped_column(Percent)
    sen: Mapped[SenStatus | None] = mapped_column(by_value(SenStatus))
    medical_need: Mapped[str | None] = mapped_column(Text)
    looked_after: Mapped[bool | None]
    helps: Mapped[str | None] = mapped_column(Text)
    hopes_pupil: Mapped[str | None] = mapped_column(Text)
    hopes_parents: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    pupil: Mapped[Pupil] = relationship(lazy="joined", innerjoin=True)

    @property
    def begun_on(self) -> date | None:
        """The day since which the pupil is here: the first on which they were seen or, unseen, that of the roll."""
        return self.in_school_on or self.entered_on

    def is_current(self, on: date) -> bool:
        """Return whether the placement is open on this day; its last day counts."""
        return self.left_on is None or self.left_on >= on


def current(on: date, stay: type[Placement] = Placement) -> ColumnElement[bool]:
    """Return the condition that a placement is open on this day; its last day counts."""
    return or_(stay.left_on.is_(None), stay.left_on >= on)


class Agreement(Base):
    """What was agreed about a placement with its commissioner and the family; a placement has one row, or none yet.

    The planned end is on the placement; `longest_weeks`, counted from the first day, is an end where none is planned.
    `risk_plan` says where the plan is kept, and never what it says.
    """

    __tablename__ = "agreement"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), unique=True)
    commissioner_kind: Mapped[CommissionerKind | None] = mapped_column(by_value(CommissionerKind))
    commissioner: Mapped[str | None] = mapped_column(String(200))
    commissioner_person: Mapped[str | None] = mapped_column(String(200))
    commissioner_contact: Mapped[str | None] = mapped_column(String(200))
    objectives: Mapped[str | None] = mapped_column(Text)
    longest_weeks: Mapped[int | None]
    hours: Mapped[float | None]
    timetable: Mapped[Timetable | None] = mapped_column(by_value(Timetable))
    part_time_from: Mapped[date | None]
    part_time_why: Mapped[str | None] = mapped_column(Text)
    part_time_until: Mapped[date | None]
    part_time_look_on: Mapped[date | None]
    transport: Mapped[str | None] = mapped_column(Text)
    consent: Mapped[Consent | None] = mapped_column(by_value(Consent))
    consent_by: Mapped[str | None] = mapped_column(String(200))
    consent_on: Mapped[date | None]
    risk_plan: Mapped[str | None] = mapped_column(String(200))
    exam_entries: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]


def agreement_of(session: Session, placement_id: str) -> Agreement | None:
    """Return what was agreed about a placement, or None."""
    return find_row(session, Agreement, placement_id=placement_id)


def agreed_end(placement: Placement, agreement: Agreement | None) -> date | None:
    """Return the planned end or, without one, the last day of the longest length from the first day; else None."""
    if placement.planned_end is not None or placement.first_day is None:
        return placement.planned_end
    weeks = agreement.longest_weeks if agreement else None
    return placement.first_day + timedelta(weeks=weeks, days=-1) if weeks else None


class Teaching(Base):
    """One subject that a member of staff teaches in a placement, `since` a day if it was kept."""

    __tablename__ = "teaching"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    since: Mapped[date | None]

    __table_args__ = (UniqueConstraint("placement_id", "staff_id", "subject"),)


class AttendanceWeek(Base):
    """The sessions offered and attended in one week, known by its Monday; `by_id` is who entered or imported them last.

    None offered is a week off. No code of a register is kept, and none is inferred.
    """

    __tablename__ = "attendance_week"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    week: Mapped[date]
    offered: Mapped[int]
    attended: Mapped[int]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("placement_id", "week"),)


_TEACHING = select(Teaching.subject, Teaching.staff_id).where(Teaching.placement_id == bindparam("placement_id"))
_TEACHERS = _TEACHING.join(Staff, Staff.id == Teaching.staff_id).order_by(Teaching.subject, Staff.name)


def teachers_by_subject(session: Session, placement_id: str) -> dict[str, list[str]]:
    """Return the staff ids of the teachers of each subject, subjects and teachers in alphabetical order."""
    found: dict[str, list[str]] = {}
    for subject, staff_id in session.execute(_TEACHERS, {"placement_id": placement_id}):
        found.setdefault(subject, []).append(staff_id)
    return found


def is_taught_by(staff_id: str | None, placement_id: InstrumentedAttribute[str | None]) -> Exists:
    """Return the condition that a member of staff teaches in a placement."""
    return exists().where(Teaching.placement_id == placement_id, Teaching.staff_id == staff_id)
