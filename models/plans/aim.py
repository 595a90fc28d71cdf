"""What a support plan is for: going back to a school, or Outreach; and the criteria that show when it is time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.kept import Before, Written, keep_lost, last_written, require_reason
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.needs import TITLE
from models.stays import check_day_of
from models.tables.placement import Placement
from models.tables.plans.objective import Area, Criterion
from models.tables.plans.plan import PlanKind

MOST_CRITERIA = 12
AIM, SHOWN, OPEN = "plan:aim", "plan:shown", "plan:not_shown"
REINTEGRATION = ("target_school", "link_person", "timetable", "trial", "who_decides", "fallback")
OUTREACH = ("where_taught", "hours", "home_contact", "home_school_does")


@dataclass(frozen=True)
class CriterionPrefill:
    """A criterion, for the form that records whether it is shown; `shown_on` is None while it is not."""

    criterion_id: str
    placement_id: str
    first_name: str
    reference: str
    area: Area
    what: str
    evidence: str | None
    shown_on: date | None


def set_aim(
    change: Change,
    placement_id: str,
    kind: PlanKind,
    given: Mapping[str, str | None],
    version: int | None = None,
    why: str | None = None,
) -> None:
    """Set what the plan is for, with what belongs to that kind of plan; what belongs to the other kind stays.

    What a colleague wrote is changed with a reason, kept, and they are told.
    """
    placement = placement_to_set(change, placement_id)
    plan = plan_to_write(change, placement, version)
    before, last = (
        Before.of(plan, "kind", *REINTEGRATION, *OUTREACH),
        last_written(change, plan, placement.pupil_id, AIM),
    )
    plan.kind = kind
    for name in REINTEGRATION if kind is PlanKind.REINTEGRATION else OUTREACH:
        setattr(plan, name, given[name])
    _keep(change, placement, before, TITLE, last, why)
    change.record(AIM, plan, pupil_id=placement.pupil_id)


def add_criterion(change: Change, placement_id: str, area: Area, what: str) -> None:
    """Add a criterion, which nobody has shown yet."""
    placement = placement_to_set(change, placement_id)
    if len(criteria_of(change, placement.id)) >= MOST_CRITERIA:
        raise Refused(f"There are {MOST_CRITERIA} criteria already. Remove one first.", field="what")
    plan_to_write(change, placement)
    row = Criterion(placement_id=placement.id, area=area, what=what, by_id=change.actor.staff_id, added_at=change.now)
    change.record("plan:criterion", change.add(row), pupil_id=placement.pupil_id)


def criterion_prefill(change: Change, criterion_id: str) -> CriterionPrefill:
    """Return a criterion for the form that records whether it is shown, and log the look."""
    row, placement = _criterion(change, criterion_id)
    log_look(change, placement, "criterion")
    pupil = placement.pupil
    shown = (row.evidence, row.shown_on)
    return CriterionPrefill(row.id, placement.id, pupil.first_name, pupil.reference, row.area, row.what, *shown)


def show_criterion(
    change: Change, criterion_id: str, evidence: str | None, on: date, is_shown: bool, why: str | None = None
) -> None:
    """Record that a criterion is shown, by which evidence and since when; or that on this day it no longer is.

    What a colleague wrote is changed with a reason, kept, and they are told.
    """
    row, placement = _criterion(change, criterion_id)
    check_day_of(change, placement, on, "That date is in the future. Record it once it has been shown.")
    if is_shown and evidence is None:
        raise Refused("Say what shows it.", field="evidence")
    plan_to_write(change, placement)
    before, last = Before.of(row, "evidence", "shown_on"), last_written(change, row, placement.pupil_id, SHOWN, OPEN)
    row.evidence, row.shown_on = evidence, on if is_shown else None
    row.shown_by_id = change.actor.staff_id
    _keep(change, placement, before, "Criterion", last, why)
    change.record(SHOWN if is_shown else OPEN, row, pupil_id=placement.pupil_id)


def drop_criterion(change: Change, criterion_id: str) -> str:
    """Remove a criterion that no longer counts, and return its placement. It stays in the version that was signed."""
    row, placement = _criterion(change, criterion_id)
    plan_to_write(change, placement)
    row.dropped_on = change.today
    change.record("plan:criterion_drop", row, pupil_id=placement.pupil_id)
    return placement.id


def criteria_of(read: Read, placement_id: str) -> list[Criterion]:
    """Return the criteria of a plan that count, in the order in which they were added."""
    rows = select(Criterion).where(Criterion.placement_id == placement_id, Criterion.dropped_on.is_(None))
    return list(read.session.scalars(rows.order_by(Criterion.added_at, Criterion.id)))


def readiness(criteria: Iterable[tuple[Area, bool]]) -> str:
    """Return how many criteria are recorded as shown, and the areas of the others, which may be good by now."""
    found = list(criteria)
    shown = sum(is_shown for _, is_shown in found)
    left = {area for area, is_shown in found if not is_shown}
    areas = [area.label.lower() for area in Area if area in left]
    if not found:
        return "no criteria set yet"
    if len(found) == 1:
        yet = f", {areas[0]}, is not yet" if areas else " is"
        return f"the one criterion{yet} recorded as shown"
    said = f"{shown or 'none'} of {len(found)} criteria recorded as shown"
    return f"{said}; not yet recorded: {_listed(areas)}" if areas else said


def _keep(change: Change, placement: Placement, before: Before, title: str, last: Written, why: str | None) -> None:
    if before.is_lost():
        require_reason(change, last, why, also_own=False)
        keep_lost(change, placement, before, title, last, why)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _criterion(read: Read, criterion_id: str) -> tuple[Criterion, Placement]:
    row = read.get(Criterion, criterion_id)
    if row.dropped_on is not None:
        raise Absent
    return row, placement_to_set(read, row.placement_id)
