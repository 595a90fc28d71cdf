"""The steps of contacting the family and the professionals, and how attempts end them."""

from sqlalchemy import select

from models.change import Change, Read
from models.contacts.outcomes import Ended, ending_of
from models.duties.reopen import end_by_fact, take_back_fact
from models.tables.contact import Attempt, Outcome, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement

DAYS_TRIED = 3
STEP_OF = {Side.FAMILY: DutyKind.FAMILY, Side.PROFESSIONAL: DutyKind.PROFESSIONALS}
SIDE_OF = {kind: side for side, kind in STEP_OF.items()} | {DutyKind.FAMILY_REVIEW: Side.FAMILY}
# Words that come later take the place of these.
GIVEN_UP = (Ending.UNREACHABLE, Ending.DECLINED, Ending.NONE_INVOLVED)


def step_ending(read: Read, placement: Placement, side: Side) -> Ended | None:
    """Return what all attempts of this side come to so far. One professional who declines does not end their step."""
    rows = select(Attempt.on, Attempt.outcome).where(Attempt.placement_id == placement.id, Attempt.side == side)
    if side is Side.PROFESSIONAL:
        rows = rows.where(Attempt.outcome != Outcome.REFUSED)
    return ending_of([(row.on, row.outcome) for row in read.session.execute(rows)], DAYS_TRIED)


def follow_step(change: Change, placement: Placement, side: Side, before: Ended | None) -> str | None:
    """Update the step of a side after its attempts have changed, and return its new ending, if it has one.

    `before` is what the attempts came to until now. A step that ended otherwise stays as it is.
    """
    change.session.flush()
    now, duty = step_ending(change, placement, side), _step(change, placement, side)
    if duty is None:
        return None
    if now == before or (duty.done_on is not None and not _ended_by(duty, before)):
        change.refresh(duty.owner_id)
        return None
    if now is None:
        take_back_fact(change, duty)
        return None
    end_by_fact(change, duty, now.ending, now.on)
    return now.ending.value


def _ended_by(duty: Duty, before: Ended | None) -> bool:
    return duty.ending in GIVEN_UP or (before is not None and duty.ending is before.ending)


def _step(change: Change, placement: Placement, side: Side) -> Duty | None:
    rows = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == STEP_OF[side])
    return change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
