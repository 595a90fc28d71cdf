"""Decisions and assessments of one pupil, as the pupil's page shows them to whoever reads results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from models.assessments.screening import ScreeningSeries, show_screenings
from models.change import Read
from models.tables.assessment import Assessment, AssessmentChase, AssessmentDecision, Choice, Occasion
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement

MOST_READ = 60

_DECISIONS = (
    select(AssessmentDecision)
    .where(AssessmentDecision.placement_id == bindparam("placement_id"))
    .order_by(AssessmentDecision.added_at.desc())
    .limit(MOST_READ)
)
_ASSESSMENTS = (
    select(Assessment)
    .where(Assessment.placement_id == bindparam("placement_id"))
    .order_by(Assessment.outcome_on.is_not(None), Assessment.added_at.desc(), Assessment.id)
    .limit(MOST_READ)
)
_CHASES = (
    select(AssessmentChase.assessment_id, AssessmentChase.on)
    .join(Assessment)
    .where(Assessment.placement_id == bindparam("placement_id"))
    .order_by(AssessmentChase.on)
)
_OWNERS = select(Duty.about, Duty.owner_id).where(
    Duty.placement_id == bindparam("placement_id"), Duty.kind == DutyKind.UNDERTAKE, Duty.done_on.is_(None)
)


@dataclass(frozen=True)
class DecisionShown:
    """One decision on assessment: what was decided, for which occasion, when, by whom and why."""

    id: str
    about: Occasion
    choice: Choice
    on: date
    by: str | None
    why: str | None


@dataclass(frozen=True)
class AssessmentShown:
    """One assessment; `late` is in school days, until today or until the outcome. `by_whom` has it now."""

    id: str
    kind: str
    is_request: bool
    by_whom: str
    asked_on: date
    due_on: date
    late: int
    meanwhile: str | None
    chased_on: tuple[date, ...]
    outcome_on: date | None
    outcome: str | None
    withdrawn_on: date | None
    withdrawn_why: str | None
    may_record: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still waited for."""
        return self.outcome_on is None and self.withdrawn_on is None


@dataclass(frozen=True)
class Assessments:
    """All decisions and assessments of a placement, the latest first, and its screenings."""

    decisions: tuple[DecisionShown, ...] = ()
    assessments: tuple[AssessmentShown, ...] = ()
    screenings: tuple[ScreeningSeries, ...] = ()


def show_assessments(read: Read, placement: Placement, staff: Mapping[str, str], *, may_set: bool) -> Assessments:
    """Return the assessments of a placement in a fixed number of statements; `staff` are names by id."""
    stay = {"placement_id": placement.id}
    decisions, found = read.session.scalars(_DECISIONS, stay), read.session.scalars(_ASSESSMENTS, stay).all()
    chased, owners = _chased(read, placement), _owners(read, placement)
    return Assessments(
        tuple(
            DecisionShown(one.id, one.about, one.choice, one.on, staff.get(one.by_id or ""), one.why)
            for one in decisions
        ),
        tuple(_shown(read, one, staff, chased, owners, may_set=may_set) for one in found),
        show_screenings(read, placement),
    )


def days_late(read: Read, asked: Assessment) -> int:
    """Count the school days by which an assessment is overdue, or by which its outcome came late."""
    until = asked.outcome_on or asked.withdrawn_on or read.today
    return read.calendar.school_days_between(asked.due_on, until) if until > asked.due_on else 0


def _shown(
    read: Read,
    one: Assessment,
    staff: Mapping[str, str],
    chased: Mapping[str, tuple[date, ...]],
    owners: Mapping[str, str],
    *,
    may_set: bool,
) -> AssessmentShown:
    has_it = owners.get(one.id, one.done_by_id or "")
    return AssessmentShown(
        one.id,
        one.kind,
        one.asked_of is not None,
        one.asked_of or staff.get(has_it, ""),
        one.asked_on,
        one.due_on,
        days_late(read, one),
        one.meanwhile,
        chased.get(one.id, ()),
        one.outcome_on,
        one.outcome,
        one.withdrawn_on,
        one.withdrawn_why,
        one.is_open and (may_set or (one.asked_of is None and has_it == read.actor.staff_id)),
    )


def _chased(read: Read, placement: Placement) -> dict[str, tuple[date, ...]]:
    found: dict[str, tuple[date, ...]] = {}
    for row in read.session.execute(_CHASES, {"placement_id": placement.id}):
        found[row.assessment_id] = (*found.get(row.assessment_id, ()), row.on)
    return found


def _owners(read: Read, placement: Placement) -> dict[str, str]:
    """Return who has each assessment that is carried out here, which may have been handed over since."""
    return {row.about: row.owner_id for row in read.session.execute(_OWNERS, {"placement_id": placement.id})}
