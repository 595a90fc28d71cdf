"""What has ended for a pupil, and how: duties and agreed actions, late where they were late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Read
from models.duties.kinds import in_full
from models.duties.overdue import Passed, days_late, overdue_when_passed
from models.tables.audit import Audit
from models.tables.duty import DECIDED, Duty, DutyKind, Ending
from models.tables.meeting import Action
from models.tables.placement import Placement
from models.tables.pupil import records_of

MOST_ACTIONS = 50
DECIDING = ("duty:not_needed", "duty:none_involved")


@dataclass(frozen=True)
class EndedDuty:
    """How and when one duty ended: `late` is in school days; `told` says who was told that a legal date is missed.

    `late_why` is why the date was missed before it was not needed. `handed_over` is when it was handed over, if it was
    overdue by then, unless nothing more was owed in the end. `decided_by` is who said that it is not needed, or that
    none is involved.
    """

    id: str
    kind: DutyKind
    what: str
    ending: Ending | None
    done_on: date
    late: int
    handed_over: Passed | None
    why: str | None
    late_why: str | None
    told: str | None
    decided_by: str | None


@dataclass(frozen=True)
class EndedAction:
    """One agreed action that was done, or not needed; `late` is in school days after the day it was last agreed for."""

    id: str
    what: str
    owner: str
    ending: Ending | None
    done_on: date
    late: int
    why: str | None


def ended_duties(
    read: Read, placement: Placement, duties: Sequence[Duty], staff: Mapping[str, str]
) -> tuple[EndedDuty, ...]:
    """Return those of a placement's duties that have ended."""
    decided = _decided(read, placement, [one.id for one in duties if one.ending in DECIDED])
    return tuple(
        _ended(read, duty, duty.done_on, staff.get(decided.get(duty.id, "")))
        for duty in duties
        if duty.done_on is not None
    )


def ended_actions(read: Read, placement: Placement, staff: Mapping[str, str]) -> tuple[EndedAction, ...]:
    """Return the agreed actions that were done or not needed; the open ones are shown as duties."""
    rows = select(Duty, Action).join(Action, Action.id == Duty.about).where(Duty.placement_id == placement.id)
    rows = rows.where(Duty.kind == DutyKind.ACTION, Duty.ending.in_((Ending.DONE, Ending.NOT_NEEDED)))
    ended = read.session.execute(rows.order_by(Duty.done_on.desc(), Action.id).limit(MOST_ACTIONS))
    return tuple(_action(read, *row, staff) for row in ended)


def _decided(read: Read, placement: Placement, duty_ids: Sequence[str]) -> dict[str, str]:
    """Return who decided how each of these duties ended: the last one to say so."""
    if not duty_ids:
        return {}
    lines = select(Audit.thing_id, Audit.actor_id).where(Audit.pupil_id.in_(records_of(placement.pupil_id)))
    lines = lines.where(Audit.verb.in_(DECIDING), Audit.thing_id.in_(duty_ids)).order_by(Audit.at)
    return {row.thing_id: row.actor_id for row in read.session.execute(lines)}


def _ended(read: Read, duty: Duty, done_on: date, decided_by: str | None) -> EndedDuty:
    late = days_late(read, duty.kind, duty.due_on, done_on)
    passed = overdue_when_passed(read, duty, done_on)
    # Nobody was late who started in time after all, whatever was said while a later day was recorded or planned.
    is_met = duty.kind is DutyKind.PROVIDE and duty.ending is Ending.DONE and not late
    return EndedDuty(
        duty.id,
        duty.kind,
        in_full(duty.kind, duty.about),
        duty.ending,
        done_on,
        late,
        passed if duty.ending is not Ending.DROPPED else None,
        None if is_met else duty.why,
        duty.late_why,
        None if is_met else duty.told,
        decided_by,
    )


def _action(read: Read, duty: Duty, one: Action, staff: Mapping[str, str]) -> EndedAction:
    ended_on = duty.done_on or read.today
    late = days_late(read, duty.kind, one.due_on, ended_on)
    return EndedAction(duty.id, one.what, staff[one.owner_id], duty.ending, ended_on, late, duty.why)
