"""How a support plan stands, in a line: for the pupil's page, and for Heads on the day of the weekly meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from models.change import Read
from models.duties.due_dates import allocations_meeting_in_week
from models.names import initials
from models.permission import Permission
from models.plans.access import owns_step
from models.plans.aim import criteria_of, readiness
from models.plans.owed import standing
from models.tables.placement import Placement, current
from models.tables.plans.objective import Area, Criterion
from models.tables.plans.plan import PlanKind, SupportPlan, plan_of
from models.tables.pupil import Pupil

MOST_SHOWN = 8


@dataclass(frozen=True)
class PlanBrief:
    """How a plan stands. `readiness` is None until it has criteria."""

    is_begun: bool
    kind: PlanKind | None
    handed_in_on: date | None
    signed_on: date | None
    sent_back: str | None
    objectives: int
    readiness: str | None


@dataclass(frozen=True)
class Readiness:
    """How near a pupil is to going back, without a name."""

    pupil_id: str
    initials: str
    reference: str
    words: str


@dataclass(frozen=True)
class ReadinessLines:
    """Those nearest to going back, and how many pupils there are whose plan it is."""

    shown: tuple[Readiness, ...] = ()
    in_all: int = 0


def plan_brief(read: Read, placement: Placement) -> PlanBrief | None:
    """Return how the plan stands, for those who may see it; None for others."""
    if not read.may(Permission.PLAN_SEE, placement, own=owns_step(read, placement)):
        return None
    plan = plan_of(read.session, placement.id)
    if plan is None:
        return PlanBrief(False, None, None, None, None, 0, None)
    criteria = [(one.area, one.shown_on is not None) for one in criteria_of(read, placement.id)]
    words = readiness(criteria) if criteria else None
    count = len(standing(read, placement.id))
    return PlanBrief(True, plan.kind, plan.handed_in_on, plan.signed_on, plan.sent_back, count, words)


def readiness_on_meeting_day(read: Read) -> ReadinessLines:
    """Return how near pupils are to going back, on the day of the weekly meeting; nothing on other days."""
    if allocations_meeting_in_week(read.today, read.school.digest_weekday, read.calendar) != read.today:
        return ReadinessLines()
    shown = func.count(Criterion.shown_on)
    nearest = (
        select(Criterion.placement_id, func.count().over().label("in_all"))
        .join(Placement, Placement.id == Criterion.placement_id)
        .join(SupportPlan, SupportPlan.placement_id == Placement.id)
        .where(current(read.today), Criterion.dropped_on.is_(None), SupportPlan.kind == PlanKind.REINTEGRATION)
        .group_by(Criterion.placement_id)
        .order_by(shown * 1.0 / func.count(Criterion.id) * -1, Criterion.placement_id)
        .limit(MOST_SHOWN)
    )
    found = read.session.execute(nearest).all()
    if not found:
        return ReadinessLines()
    criteria = _criteria(read, [row.placement_id for row in found])
    return ReadinessLines(tuple(_line(criteria[row.placement_id]) for row in found), found[0].in_all)


def _criteria(read: Read, placement_ids: list[str]) -> Mapping[str, list[Row[Any]]]:
    columns: tuple[Any, ...] = (Pupil.forenames, Pupil.surname, Pupil.preferred_name, Pupil.reference)
    rows = select(Criterion.placement_id, Criterion.area, Criterion.shown_on, Pupil.id.label("pupil_id"), *columns)
    rows = rows.join(Placement, Placement.id == Criterion.placement_id).join(Pupil, Pupil.id == Placement.pupil_id)
    rows = rows.where(Criterion.placement_id.in_(placement_ids), Criterion.dropped_on.is_(None))
    found: dict[str, list[Row[Any]]] = {}
    for row in read.session.execute(rows.order_by(Criterion.added_at, Criterion.id)).all():
        found.setdefault(row.placement_id, []).append(row)
    return found


def _line(rows: list[Row[Any]]) -> Readiness:
    criteria: list[tuple[Area, bool]] = [(row.area, row.shown_on is not None) for row in rows]
    one = rows[0]
    called = initials(one.preferred_name or one.forenames, one.surname)
    return Readiness(one.pupil_id, called, one.reference, readiness(criteria))
