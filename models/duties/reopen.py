"""Reopening a duty that was closed, or moving the day of its end, so that the same duty keeps one history."""

from datetime import date

from sqlalchemy import Select, exists, or_, select

from models.change import Change
from models.duties.kinds import KEYWORKERS, KINDS
from models.errors import Refused
from models.tables.audit import Audit
from models.tables.correction import values_of
from models.tables.duty import DECIDED, Duty, DutyKind, Ending
from models.tables.leaving import Leaving
from models.tables.message import Message
from models.tables.placement import Placement
from models.tables.pupil import records_of
from models.tables.staff import Staff, first_head

OF_DECISION = ("ending", "done_on", "why")


def reopen_latest(change: Change, kind: DutyKind, placement_id: str) -> None:
    """Reopen the latest duty of this kind, so that a step has one history. Does nothing if one is open."""
    rows = select(Duty).where(Duty.kind == kind, Duty.placement_id == placement_id)
    duty = change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    if duty is not None and duty.done_on is not None:
        reopen_duty(change, duty)


def move_end(change: Change, kind: DutyKind, placement_id: str, about: str, was: date | None, now: date | None) -> None:
    """Move the end of a duty that was done on the day `was`, as the day of the fact that ended it was corrected."""
    if was is None or now is None or was == now:
        return
    for duty in change.session.scalars(_done_on(kind, placement_id, about, was)).all():
        duty.done_on = now
        change.refresh(duty.owner_id)


def unsay_end(change: Change, kind: DutyKind, placement_id: str, about: str, was: date) -> None:
    """Drop a duty that was done on the day `was` by something that turned out not to end it. It is not open again."""
    for duty in change.session.scalars(_done_on(kind, placement_id, about, was)).all():
        change.close_duty(duty, Ending.DROPPED)


def drop_unowed(change: Change, duty: Duty) -> None:
    """Drop a duty that is not owed after all.

    If a mistake of the last ten minutes had opened it, and no message is about it, no trace is left.
    """
    is_told = change.session.scalar(select(Message.id).where(Message.about == duty.id).limit(1)) is not None
    if is_told or change.undo_until(duty.added_at) is None:
        change.close_duty(duty, Ending.DROPPED)
    else:
        change.session.delete(duty)
        change.refresh(duty.owner_id, duty.offered_to_id)


def _done_on(kind: DutyKind, placement_id: str, about: str, on: date) -> Select[Duty]:
    """Select the duties that were done on a day, also in a stay that ended by a merge, which moved what ended them."""
    pupil = select(Placement.pupil_id).where(Placement.id == placement_id).scalar_subquery()
    by_merge = Placement.left_on.is_not(None) & ~exists().where(Leaving.placement_id == Placement.id)
    stays = or_(Placement.id == placement_id, (Placement.pupil_id == pupil) & by_merge)
    rows = select(Duty).join(Placement, Placement.id == Duty.placement_id).where(stays)
    return rows.where(Duty.kind == kind, Duty.about == about, Duty.ending == Ending.DONE, Duty.done_on == on)


def end_by_fact(change: Change, duty: Duty, ending: Ending, on: date) -> None:
    """End a duty by what happened on a day. What somebody had decided about it gives way, and is kept."""
    if duty.ending in DECIDED:
        said = values_of(duty)
        duty.decided = {name: said[name] for name in OF_DECISION}
        duty.why = None
    change.close_duty(duty, ending, on)


def take_back_fact(change: Change, duty: Duty) -> None:
    """Have a duty as it was before what had ended it: as somebody had decided, or else open."""
    if duty.decided is None:
        reopen_duty(change, duty)
        return
    ending, on, duty.why = (duty.decided[name] for name in OF_DECISION)
    duty.decided = None
    change.close_duty(duty, Ending(ending), date.fromisoformat(on))


def reopen_duty(change: Change, duty: Duty) -> None:
    """Reopen a duty. If its owner has left, it goes to the Head; what was covered goes to whoever is back by now.

    Why it was late before stays on the record. A duty of the Head's of a kind that keyworkers own goes to the
    keyworker, if there is one, unless it was given to the Head by hand. Raises Refused if the placement is over, unless
    it is leaving itself that owes the duty.
    """
    placement = change.get(Placement, duty.placement_id) if duty.placement_id else None
    if placement is not None and not placement.is_current(change.today) and not KINDS[duty.kind].is_of_leaving:
        raise Refused("This placement has ended, so nothing more is due for it.")
    if duty.ending in DECIDED:
        duty.why, duty.late_why = duty.late_why, None
        duty.told = duty.told if duty.why else None
    duty.done_on, duty.ending, duty.snoozed_until, duty.decided = None, None, None, None
    _give_back(change, duty)
    head = first_head(change.session)
    has_left = not change.get(Staff, duty.owner_id).active
    if has_left:
        duty.pass_to((head or change.staff).id, change.today)
    is_by_default = duty.kind in KEYWORKERS and head is not None and duty.owner_id == head.id
    if head is not None and is_by_default and (has_left or not _was_given(change, duty, placement)):
        duty.pass_to((placement.keyworker_id if placement else None) or head.id, change.today)
    change.session.flush()
    change.refresh(duty.owner_id)


def _give_back(change: Change, duty: Duty) -> None:
    """Give a duty that somebody covered to the colleague for whom they did, if that colleague is back."""
    covered_for = change.session.get(Staff, duty.covered_for_id) if duty.covered_for_id else None
    if covered_for is not None and covered_for.away_until is None and not duty.is_uncovered:
        duty.covered_for_id = None
        duty.pass_to(covered_for.id, change.today)


def _was_given(change: Change, duty: Duty, placement: Placement | None) -> bool:
    """Return whether somebody assigned the duty to its owner by hand, or handed it over."""
    by_hand = select(Audit.id).where(Audit.thing_id == duty.id, Audit.verb.in_(("duty:assign", "duty:accept")))
    by_hand = by_hand.where(Audit.pupil_id.in_(records_of(placement.pupil_id))) if placement else by_hand
    return change.session.scalar(by_hand.limit(1)) is not None
