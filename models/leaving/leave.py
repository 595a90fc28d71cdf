"""Recording that a pupil leaves: the last day, why, and where to; a last day that is still to come is a plan."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, drop, take_back, undo_window_of
from models.duties.leaving import WHERE_TO, drop_leaving, owe_leaving
from models.duties.planned_end import owe_planned_end
from models.duties.profiles import follow_profile
from models.duties.reopen import reopen_latest
from models.errors import Absent, Refused
from models.leaving.check_ins import follow_last_day
from models.leaving.destination import FURTHEST, Destination, check_destination, set_destination
from models.leaving.endings import call_off_meeting, end_past_stays, last_seen, reopen_what_ended
from models.leaving.still_owed import StillOwed, still_owed
from models.leaving.warnings import warn_heads
from models.permission import Permission
from models.reviews.before_leaving import answer_before_leaving
from models.reviews.owed import owe_reviews
from models.school.calendar import in_full, moved
from models.stays import meant, received_on
from models.tables.duty import Duty, DutyKind, open_duties
from models.tables.leaving import Departure, DestinationKind, Leaving, LeavingReason, Readiness, leaving_of
from models.tables.placement import Placement


@dataclass(frozen=True)
class LeavingInput:
    """How a pupil leaves, as a form gives it; `reason` is None only if an imported file gave the last day alone."""

    last_day: date
    reason: LeavingReason | None
    destination: Destination
    readiness: Readiness | None = None
    why: str | None = None


@dataclass(frozen=True)
class LeavingPrefill:
    """A placement for the form that records how the pupil leaves; `given` is what is recorded already."""

    placement_id: str
    version: int
    first_name: str
    reference: str
    home_school: str
    planned_end: date | None
    owed: tuple[StillOwed, ...]
    given: LeavingInput | None
    leaving_id: str | None
    undo_window: UndoWindow | None
    is_plan: bool


def leaving_prefill(change: Change, value: str) -> LeavingPrefill:
    """Prepare the form for the id of a placement or a duty, and log the look. Raises Refused without the right."""
    placement = _stay(change, value)
    leaving = leaving_of(change.session, placement.id)
    if leaving is not None and leaving.how is not Departure.LEFT:
        raise Absent
    if leaving is None and not placement.is_current(change.today):
        raise Absent
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="leaving")
    return LeavingPrefill(
        placement.id,
        placement.version,
        placement.pupil.first_name,
        placement.pupil.reference,
        placement.home_school,
        placement.planned_end,
        still_owed(change, placement),
        _given(leaving) if leaving else None,
        leaving.id if leaving else None,
        undo_window_of(change, leaving) if leaving else None,
        placement.is_current(change.today),
    )


def may_correct_leaving(read: Read, placement: Placement) -> bool:
    """Return whether the actor may correct how a pupil leaves, or has left."""
    return read.may(Permission.LEAVING_SET, placement, own=_is_own(read, placement))


def needed_to_leave(read: Read, placement_id: str) -> tuple[StillOwed, ...]:
    """Return what leaving owes, to those who may record it."""
    return still_owed(read, _stay(read, placement_id), of_leaving=True)


def leave(change: Change, placement_id: str, given: LeavingInput, version: int | None = None) -> None:
    """Record that a pupil leaves. What is owed but for leaving ends with the last day, and until then is still owed.

    Raises Refused if that is recorded already, or for a date that cannot be right.
    """
    placement = _stay(change, placement_id)
    change.touch(placement, version)
    if leaving_of(change.session, placement.id) is not None or not placement.is_current(change.today):
        raise Refused("Someone has already recorded this. Close this and check the pupil's page.")
    _check(change, placement, given)
    leaving = Leaving(placement_id=placement.id, how=Departure.LEFT, by_id=change.actor.staff_id, added_at=change.now)
    _fill(leaving, placement, given)
    change.add(leaving)
    _follow(change, placement, leaving)
    change.record("placement:leave", leaving, pupil_id=placement.pupil_id)


def correct_leaving(change: Change, leaving_id: str, given: LeavingInput, why: str | None, version: int | None) -> None:
    """Correct how a pupil leaves, and what follows from the last day and the destination."""
    leaving, placement = _leaving(change, leaving_id)
    _check(change, placement, given)
    with correcting(change, leaving, why, version):
        if given.last_day != leaving.on and not placement.is_current(change.today):
            placement.left_on = None
            reopen_what_ended(change, placement)
            owe_reviews(change, placement)
        _fill(leaving, placement, given)
    change.touch(placement)
    _follow(change, placement, leaving)


def confirm_destination(change: Change, duty_id: str, given: Destination) -> None:
    """Record that the destination itself has confirmed the place, or as much of it as is known now."""
    placement = _stay(change, duty_id)
    leaving = leaving_of(change.session, placement.id)
    if leaving is None or leaving.how is not Departure.LEFT:
        raise Absent
    _require_open(change, duty_id)
    check_destination(change, given)
    is_another = leaving.is_known and (given.kind, given.name) != (leaving.destination_kind, leaving.destination)
    why = "Changed when the destination was confirmed" if given.confirmed_on else "Another destination was decided"
    with correcting(change, leaving, why, None) if is_another else nullcontext():
        set_destination(leaving, placement, given)
    change.touch(placement)
    owe_planned_end(change, placement)
    owe_leaving(change, placement, leaving)
    warn_heads(change, placement, leaving)
    change.record("leaving:confirm", leaving, pupil_id=placement.pupil_id)
    change.refresh()


def undo_leaving(change: Change, leaving_id: str) -> None:
    """Undo within ten minutes that a pupil leaves; everything that had ended with it is owed again."""
    leaving, placement = _leaving(change, leaving_id)
    take_back(change, leaving)
    _stays(change, placement)


def drop_plan(change: Change, leaving_id: str) -> None:
    """Record that a pupil who was to leave stays. Raises Refused once the last day is over."""
    leaving, placement = _leaving(change, leaving_id)
    if not placement.is_current(change.today):
        raise Refused("The last day is over. If they come back, refer them again: that starts a new placement.")
    drop(change, leaving)
    _stays(change, placement)


def _stays(change: Change, placement: Placement) -> None:
    placement.left_on = None
    change.touch(placement)
    reopen_what_ended(change, placement)
    follow_last_day(change, placement)
    drop_leaving(change, placement)
    if placement.planned_end is not None:
        reopen_latest(change, DutyKind.PLANNED_END, placement.id)
    owe_planned_end(change, placement)
    owe_reviews(change, placement)
    follow_profile(change, placement)
    warn_heads(change, placement, None)
    change.refresh()


def _follow(change: Change, placement: Placement, leaving: Leaving) -> None:
    """Make everything follow from how a pupil leaves: reviews, the planned end, what leaving owes, who is warned."""
    call_off_meeting(change, placement, leaving.on)
    placement.left_on = leaving.on
    answer_before_leaving(change, placement)
    if placement.is_current(change.today):
        owe_reviews(change, placement)
    owe_planned_end(change, placement)
    follow_last_day(change, placement)
    owe_leaving(change, placement, leaving)
    end_past_stays(change)
    warn_heads(change, placement, leaving)
    change.refresh()


def _check(change: Change, placement: Placement, given: LeavingInput) -> None:
    began = placement.in_school_on or placement.first_day or received_on(change, placement)
    if began is not None and given.last_day < began:
        raise Refused(f"They have been here since {in_full(began)}. Check the date.", field="last_day")
    if placement.full_time_on is not None and given.last_day < placement.full_time_on:
        raise Refused(f"They started full-time on {in_full(placement.full_time_on)}. Check the date.", field="last_day")
    if (seen_on := last_seen(change, placement)) is not None and given.last_day < seen_on:
        raise Refused(f"They were still here on {in_full(seen_on)} or later. Check the date.", field="last_day")
    if given.last_day > moved(change.today, FURTHEST):
        raise Refused("That is more than a year ahead. Check the year.", field="last_day")
    if not change.calendar.is_pupil_day(given.last_day):
        raise Refused("There are no pupils in school that day.", field="last_day")
    check_destination(change, given.destination)


def _fill(leaving: Leaving, placement: Placement, given: LeavingInput) -> None:
    leaving.on, leaving.reason, leaving.why = given.last_day, given.reason, given.why
    leaving.readiness = given.readiness
    set_destination(leaving, placement, given.destination)


def _given(leaving: Leaving) -> LeavingInput:
    destination = Destination(
        leaving.destination_kind or DestinationKind.UNKNOWN,
        leaving.destination,
        leaving.starts_on,
        leaving.confirmed_on,
        leaving.confirmed_with,
    )
    return LeavingInput(leaving.on, leaving.reason, destination, leaving.readiness, leaving.why)


def _require_open(read: Read, duty_id: str) -> None:
    """Refuse to confirm a destination that is confirmed already: an old form would wipe that out."""
    duty = read.session.get(Duty, duty_id)
    if duty is not None and duty.done_on is not None:
        raise Refused("This has ended already. If something has changed, use “Correct leaving” on the pupil's page.")


def _stay(read: Read, value: str) -> Placement:
    """Return the placement, over or not, that the actor may record the leaving of."""
    placement = meant(read, value)
    duty = read.session.get(Duty, value)
    own = duty.owner_id == read.actor.staff_id if duty else _is_own(read, placement)
    read.require(Permission.LEAVING_SET, placement, own=own)
    return placement


def _is_own(read: Read, placement: Placement) -> bool:
    """Return whether the actor recorded how the pupil leaves, or owes where to."""
    leaving = leaving_of(read.session, placement.id)
    if leaving is not None and leaving.how is Departure.LEFT and leaving.by_id == read.actor.staff_id:
        return True
    mine = open_duties(placement.id, DutyKind.PLANNED_END, *WHERE_TO).where(Duty.owner_id == read.actor.staff_id)
    return read.session.scalar(mine.limit(1)) is not None


def _leaving(change: Change, leaving_id: str) -> tuple[Leaving, Placement]:
    leaving = change.get(Leaving, leaving_id)
    if leaving.how is not Departure.LEFT:
        raise Absent
    placement = change.get(Placement, leaving.placement_id)
    change.require(Permission.LEAVING_SET, placement, own=_is_own(change, placement))
    return leaving, placement
