"""Duties: what is owed, by whom, for which placement and by when; digest, reminder and Home read only these."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, bindparam, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.tables.base import Base, by_value


class DutyKind(StrEnum):
    """The kinds of duty; `models.duties.kinds` says what is true of each."""

    FAMILY = "contact:family"
    PROFESSIONALS = "contact:professionals"
    BOOK = "meeting:book"
    HOLD = "meeting:hold"
    ALLOCATE = "allocate"
    EXCLUSION_DATE = "exclusion:date"
    PROVIDE = "provide"
    BASELINE = "baseline"
    TARGET = "target"
    REVIEW = "review"
    FAMILY_REVIEW = "review:family"
    PUPIL_VIEW = "review:pupil"
    COMMISSIONER_VIEW = "review:commissioner"
    TELL = "review:tell"
    QUESTION = "question"
    PROFILE = "profile"
    READ_PROFILE = "profile:read"
    ACTION = "action"
    NUMBER = "contact:number"
    ASSESSMENT = "assessment:decide"
    SUSPICION = "assessment:suspicion"
    UNDERTAKE = "assessment:undertake"
    CHASE = "assessment:chase"
    PLANNED_END = "placement:end"
    AGREEMENT = "placement:agreement"
    PART_TIME = "placement:part_time"
    MISSING_RECORDS = "missing:records"
    MISSING_SEN = "missing:sen"
    MISSING_CONSENT = "missing:consent"
    MISSING_PRIOR = "missing:prior"
    FIND_DESTINATION = "leave:find_destination"
    DESTINATION = "leave:destination"
    OWN_ASSESSMENT = "leave:own_assessment"
    PACK = "leave:pack"
    DELETION = "leave:deletion"
    CTF = "leave:ctf"
    CP_FILE = "leave:cp_file"
    CHECK_IN_2 = "leave:check_in_2"
    CHECK_IN_6 = "leave:check_in_6"
    PLAN = "plan:write"
    PLAN_SIGN = "plan:sign"
    PLAN_REVIEW = "plan:review"
    PROVISION = "plan:provision"
    EHC_DATE = "ehc:date"
    EHC_EARLY = "ehc:early"
    EHC_BOOK = "ehc:book"
    EHC_ADVICE = "ehc:advice"
    EHC_REVIEW = "ehc:review"
    EHC_REPORT = "ehc:report"
    EHC_DECISION = "ehc:decision"
    EHC_CHASE = "ehc:chase"
    CARE_DATE = "care:date"
    PEP_START = "pep:start"
    PEP = "pep:term"
    HEALTH_DATE = "health:date"
    HEALTH = "health:provide"
    SUSPENSIONS = "suspension:days"
    OFF_SITE_DATE = "off_site:date"
    OFF_SITE_REVIEW = "off_site:review"


class Ending(StrEnum):
    """How a duty ended."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    NONE_INVOLVED = "none_involved"
    UNREACHABLE = "could_not_be_reached"
    DECLINED = "declined"
    DROPPED = "dropped"
    LEFT = "left"
    WITHDRAWN = "referral_withdrawn"
    TURNED_DOWN = "referral_declined"


# Somebody decided on these, and said why; they can be taken back.
DECIDED = (Ending.NOT_NEEDED, Ending.NONE_INVOLVED)


class Duty(Base):
    """One thing that is owed, open until `done_on`.

    `about` is the subject, or the id of an agreed action, a contact, a question, an assessment, a provision, the family
    review that a half or the support plan belongs to, the colleague who is to read, or which turn of a clock of the law
    it is. `since` and `days` say how `due_on` was counted, if it was counted. `done_on` is the day of the fact that
    ended it.
    `why` is the reason why it is not needed, or why a legal date is missed, and `told` who was told of that; `late_why`
    is why the date was missed before it was not needed. `decided` is what somebody had decided, with its day and
    reason, before what happened took the place of that. `covered_for_id` is the colleague who is away, and gets it
    back, or its owner, if it fell due while they were away and nobody covered: then `passed_on` is the day on which
    they are back; `passed_from_id` is the one who left, from whom it passed. `passed_on` is the day on which it passed
    to its present owner, if somebody else had it before and that day is known, or from which it was late with them
    already, if they have it again. `late_with` are those who had it when it was overdue, by id, each with the day from
    which it was late with them. `offer_note` is what its owner wrote to the colleague whom they last
    asked, for the two of them.
    """

    __tablename__ = "duty"

    kind: Mapped[DutyKind] = mapped_column(by_value(DutyKind))
    placement_id: Mapped[str | None] = mapped_column(ForeignKey("placement.id"), index=True)
    about: Mapped[str] = mapped_column(String(64), default="")
    what: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date]
    since: Mapped[date | None]
    days: Mapped[int | None]
    done_on: Mapped[date | None] = mapped_column()
    ending: Mapped[Ending | None] = mapped_column(by_value(Ending))
    why: Mapped[str | None] = mapped_column(Text)
    late_why: Mapped[str | None] = mapped_column(Text)
    decided: Mapped[dict[str, Any] | None]
    told: Mapped[str | None] = mapped_column(Text)
    snoozed_until: Mapped[date | None]
    offered_to_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    offer_note: Mapped[str | None] = mapped_column(Text)
    covered_for_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    passed_from_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    passed_on: Mapped[date | None]
    late_with: Mapped[dict[str, Any] | None]
    added_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_duty_open",
            "kind",
            "placement_id",
            "about",
            unique=True,
            sqlite_where=done_on.is_(None),
            postgresql_where=done_on.is_(None),
        ),
        # Partial: the history of closed duties must not slow the lists of open ones.
        Index(
            "ix_duty_owner", "owner_id", "due_on", sqlite_where=done_on.is_(None), postgresql_where=done_on.is_(None)
        ),
        Index("ix_duty_due", "due_on", sqlite_where=done_on.is_(None), postgresql_where=done_on.is_(None)),
        # Finds recently closed duties among all that were ever closed.
        Index("ix_duty_done", "done_on", sqlite_where=done_on.is_not(None), postgresql_where=done_on.is_not(None)),
        Index(
            "ix_duty_offered",
            "offered_to_id",
            sqlite_where=offered_to_id.is_not(None),
            postgresql_where=offered_to_id.is_not(None),
        ),
    )

    def pass_to(self, owner_id: str, on: date) -> None:
        """Make somebody else the owner from this day on. Whatever gives a duty another owner goes through here.

        Lateness stays with whoever had it: it counts again once the duty comes back to them.
        """
        if owner_id == self.owner_id:
            return
        since = max(self.passed_on or self.due_on, self.due_on)
        if self.due_on < on and since <= on:
            self.late_with = {self.owner_id: [since.isoformat(), self.is_uncovered]} | (self.late_with or {})
        before = (self.late_with or {}).get(owner_id)
        # An earlier version kept the day alone.
        since_before, was_uncovered = before if isinstance(before, list) else (before, False)
        if was_uncovered or self.is_uncovered:
            self.covered_for_id = owner_id if was_uncovered else None
        self.owner_id = owner_id
        self.passed_on = date.fromisoformat(since_before) if since_before else on

    @hybrid_property
    def is_uncovered(self) -> bool:
        """Whether it fell due while its owner was away, and nobody covered."""
        return self.covered_for_id == self.owner_id


class Enquiry(Base):
    """Whom somebody asked, and on which day, for what a duty asks of them and they did not know yet."""

    __tablename__ = "enquiry"

    duty_id: Mapped[str] = mapped_column(ForeignKey("duty.id"))
    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), index=True)
    asked_of: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


_OPEN = select(Duty).where(Duty.kind == bindparam("kind"), Duty.about == bindparam("about"), Duty.done_on.is_(None))
_OPEN_OF_ONE = _OPEN.where(Duty.placement_id == bindparam("placement_id"))
_OPEN_OF_NONE = _OPEN.where(Duty.placement_id.is_(None))
_OPEN_OF_KINDS = select(Duty).where(
    Duty.placement_id == bindparam("placement_id"),
    Duty.kind.in_(bindparam("kinds", expanding=True)),
    Duty.done_on.is_(None),
)


def open_duties(placement_id: str | None, *kinds: DutyKind) -> Select[Duty]:
    """Return the query for the open duties of these kinds for a placement. It is built once, and given its values."""
    return _OPEN_OF_KINDS.params(placement_id=placement_id, kinds=kinds)


def open_duty(session: Session, kind: DutyKind, placement_id: str | None, about: str = "") -> Duty | None:
    """Return the open duty of this kind for a placement and a subject or action, or None."""
    if placement_id is None:
        return session.scalar(_OPEN_OF_NONE, {"kind": kind, "about": about})
    return session.scalar(_OPEN_OF_ONE, {"placement_id": placement_id, "kind": kind, "about": about})
