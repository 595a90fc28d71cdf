"""The SENCo's page: decisions that are owed, what was asked for and not answered, and who was not assessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, exists, func, select

from models.assessments.shown import days_late
from models.change import Change, Read
from models.duties.kinds import DECISIONS, in_words
from models.duties.overdue import days_late as days_overdue
from models.names import used_name
from models.permission import Permission
from models.plans.gaps import count_gaps
from models.requests.looks import record_looks
from models.school.school_year import year_in_line
from models.tables.assessment import Assessment, AssessmentChase, AssessmentDecision, Choice
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, current
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff

MOST_LINES = 20
VIEWED = "assessment:view"


@dataclass(frozen=True)
class Who:
    """The pupil of a line."""

    placement_id: str
    name: str
    year: str
    reference: str


@dataclass(frozen=True)
class DecisionOwed:
    """One decision that is owed; `late` is in school days."""

    who: Who
    what: str
    due_on: date
    late: int
    owner: str


@dataclass(frozen=True)
class Waiting:
    """One assessment that is waited for; `chased_on` is when whoever was asked was chased last."""

    who: Who
    kind: str
    is_request: bool
    by_whom: str
    asked_on: date
    due_on: date
    late: int
    chased_on: date | None
    meanwhile: str | None


@dataclass(frozen=True)
class NotAssessed:
    """A pupil with a suspected learning difficulty and no outcome since: a decision, or what was decided last."""

    who: Who
    decision_due_on: date | None
    choice: Choice | None
    decided_on: date | None


@dataclass(frozen=True)
class Lines:
    """The first lines of a list, and how many there are in all."""

    shown: Sequence[Any]
    in_all: int

    @property
    def more(self) -> int:
        """How many have no line."""
        return self.in_all - len(self.shown)


@dataclass(frozen=True)
class ToFollow:
    """What the SENCo follows on other pages: profiles not read, by how many, and pupils with barriers not addressed."""

    unread: int
    readers: int
    gaps: int


@dataclass(frozen=True)
class WaitingPage:
    """Everything that the SENCo's page lists; `follow` is None for those who may not see those pages."""

    decisions: Lines
    asked: Lines
    here: Lines
    suspected: Lines
    follow: ToFollow | None


def open_waiting(change: Change) -> WaitingPage:
    """Read the SENCo's page, and log the look at each pupil on it. Raises Refused without the right."""
    change.require(Permission.ASSESSMENT_LIST)
    asked, here = _asked(change, is_request=True), _asked(change, is_request=False)
    page = WaitingPage(_decisions(change), asked, here, _suspected(change), _to_follow(change))
    lists = (page.decisions, page.asked, page.here, page.suspected)
    seen = {one.who.placement_id for each in lists for one in each.shown}
    pupils = change.session.scalars(select(Placement.pupil_id).where(Placement.id.in_(seen)))
    record_looks(change, VIEWED, change.staff, pupils, "assessments")
    return page


def _to_follow(read: Read) -> ToFollow | None:
    if not (read.may(Permission.PROFILE_UNREAD) and read.may(Permission.PLAN_GAPS)):
        return None
    unread = select(func.count(Duty.placement_id.distinct()), func.count(Duty.owner_id.distinct()))
    unread = unread.join(Placement, Placement.id == Duty.placement_id).where(current(read.today))
    row = read.session.execute(unread.where(Duty.kind == DutyKind.READ_PROFILE, Duty.done_on.is_(None))).one()
    return ToFollow(row[0], row[1], count_gaps(read))


def _lines_of(read: Read, *more: Any) -> Select[Any]:
    """Select current placements with what a line says of the pupil, how many there are in all, and more."""
    columns = (Placement.id.label("placement_id"), *LINE, func.count().over().label("in_all"))
    return select(*columns, *more).join(Pupil, Pupil.id == Placement.pupil_id).where(current(read.today))


def _who(read: Read, row: Row[Any]) -> Who:
    name = used_name(row.preferred_name, row.forenames, row.surname)
    return Who(row.placement_id, name, year_in_line(row, read.today), row.reference or "")


def _in_all(rows: Sequence[Row[Any]]) -> int:
    return rows[0].in_all if rows else 0


def _decisions(read: Read) -> Lines:
    rows = _lines_of(read, Duty.kind, Duty.due_on, Staff.name.label("owner"))
    rows = rows.join(Duty, Duty.placement_id == Placement.id).join(Staff, Staff.id == Duty.owner_id)
    rows = rows.where(Duty.kind.in_(DECISIONS), Duty.done_on.is_(None))
    found = read.session.execute(rows.order_by(Duty.due_on, Pupil.reference, Duty.kind).limit(MOST_LINES)).all()
    lines = [
        DecisionOwed(
            _who(read, row),
            in_words(row.kind, ""),
            row.due_on,
            days_overdue(read, row.kind, row.due_on),
            row.owner,
        )
        for row in found
    ]
    return Lines(lines, _in_all(found))


def _asked(read: Read, *, is_request: bool) -> Lines:
    chased = select(func.max(AssessmentChase.on)).where(AssessmentChase.assessment_id == Assessment.id)
    rows = _lines_of(read, Assessment, Staff.name.label("colleague"), chased.scalar_subquery().label("chased_on"))
    rows = rows.join(Assessment, Assessment.placement_id == Placement.id)
    duty = (Duty.about == Assessment.id) & (Duty.kind == DutyKind.UNDERTAKE) & Duty.done_on.is_(None)
    rows = rows.outerjoin(Duty, duty).outerjoin(Staff, Staff.id == func.coalesce(Duty.owner_id, Assessment.done_by_id))
    rows = rows.where(Assessment.outcome_on.is_(None), Assessment.withdrawn_on.is_(None))
    rows = rows.where(Assessment.asked_of.is_not(None) if is_request else Assessment.asked_of.is_(None))
    found = read.session.execute(rows.order_by(Assessment.due_on, Pupil.reference).limit(MOST_LINES)).all()
    return Lines([_waiting(read, row) for row in found], _in_all(found))


def _waiting(read: Read, row: Row[Any]) -> Waiting:
    one: Assessment = row.Assessment
    return Waiting(
        _who(read, row),
        one.kind,
        one.asked_of is not None,
        one.asked_of or row.colleague or "",
        one.asked_on,
        one.due_on,
        days_late(read, one),
        row.chased_on,
        one.meanwhile,
    )


def _suspected(read: Read) -> Lines:
    """Return the pupils whose learning difficulty is suspected and who have no outcome since."""
    since = func.date(Barrier.concern_at)
    outcome = exists().where(Assessment.placement_id == Placement.id, Assessment.outcome_on >= since)
    decided = AssessmentDecision.placement_id == Placement.id
    latest = select(AssessmentDecision.id).where(decided).order_by(AssessmentDecision.added_at.desc()).limit(1)
    rows = _lines_of(read, Duty.due_on, AssessmentDecision.choice, AssessmentDecision.on)
    rows = rows.join(Barrier, Barrier.placement_id == Placement.id)
    is_open = (Duty.placement_id == Placement.id) & (Duty.kind == DutyKind.SUSPICION) & Duty.done_on.is_(None)
    rows = rows.outerjoin(Duty, is_open)
    rows = rows.outerjoin(AssessmentDecision, AssessmentDecision.id == latest.correlate(Placement).scalar_subquery())
    rows = rows.where(Barrier.kind == BarrierKind.LEARNING, Barrier.status == BarrierStatus.SUSPECTED, ~outcome)
    found = read.session.execute(rows.order_by(Barrier.concern_at, Pupil.reference).limit(MOST_LINES)).all()
    return Lines([NotAssessed(_who(read, row), row.due_on, row.choice, row.on) for row in found], _in_all(found))
