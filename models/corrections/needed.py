"""Taking back that something is not needed: it is due again, unless what it waits for has happened meanwhile."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import func, select

from models.attempts.steps import STEP_OF, step_ending
from models.change import Change
from models.contacts.outcomes import Ended
from models.duties.agreement import follow_agreement, owe_part_time
from models.duties.exclusion import owe_education
from models.duties.kinds import KINDS
from models.duties.leaving import follow_leaving
from models.duties.missing import follow_missing
from models.duties.not_needed import take_back
from models.duties.profiles import follow_profile
from models.meetings.book import meeting_of
from models.plans.owed import update_owed_plan
from models.statutory.owed import follow_legal_dates
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement, teachers_by_subject
from models.tables.plans.provision import Provision
from models.tables.result import Result


def need_again(change: Change, duty_id: str) -> None:
    """Have a duty due again that was not needed, or end it by the fact that it waits for, on the day of that.

    Raises Refused if it did not end as not needed.
    """
    take_back(change, duty_id)
    duty = change.get(Duty, duty_id)
    if duty.placement_id is None:
        return
    placement = change.get(Placement, duty.placement_id)
    ended = _ended(change, placement, duty)
    if ended is not None:
        change.close_duty(duty, ended.ending, ended.on)
    for follow in _followers(duty.kind):
        follow(change, placement)


def _ended(change: Change, placement: Placement, duty: Duty) -> Ended | None:
    """Return how a duty has ended by what is recorded, for the kinds that nothing else follows."""
    if (side := next((side for side, kind in STEP_OF.items() if kind is duty.kind), None)) is not None:
        return step_ending(change, placement, side)
    on = _done_on(change, placement, duty)
    return Ended(Ending.DONE, on) if on else None


def _done_on(change: Change, placement: Placement, duty: Duty) -> date | None:
    match duty.kind:
        case DutyKind.BOOK if (meeting := meeting_of(change, placement.id)) is not None:
            return meeting.added_at.astimezone(change.zone).date()
        case DutyKind.HOLD if (meeting := meeting_of(change, placement.id)) is not None:
            return meeting.held_on
        case DutyKind.ALLOCATE if placement.keyworker_id and teachers_by_subject(change.session, placement.id):
            return placement.allocated_on
        case DutyKind.PROVISION if (provision := change.session.get(Provision, duty.about)) is not None:
            return provision.ended_on
        case DutyKind.MISSING_PRIOR:
            rows = select(func.min(Result.added_at)).where(Result.placement_id == placement.id)
            entered_at = change.session.scalar(rows.where(Result.subject == duty.about))
            return entered_at.astimezone(change.zone).date() if entered_at else None
    return None


def _followers(kind: DutyKind) -> Iterator[Callable[[Change, Placement], object]]:
    """Yield what brings duties of this kind up to date with the record."""
    what = KINDS[kind]
    if what.is_of_exclusion:
        yield owe_education
    if what.is_of_agreement:
        yield from (follow_agreement, owe_part_time)
    if what.is_missing_data:
        yield follow_missing
    if what.is_of_profile:
        yield follow_profile
    if what.is_of_plan:
        yield update_owed_plan
    if what.is_statutory:
        yield follow_legal_dates
    if what.is_of_leaving:
        yield follow_leaving
