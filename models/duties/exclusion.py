"""What an exclusion owes: full-time education by the day that the law sets, and that day itself if it is not known."""

from datetime import date

from sqlalchemy import select

from models.change import Change
from models.duties.due_dates import SIXTH, counting
from models.duties.reopen import reopen_duty
from models.school.calendar import moved
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement, PlacementType
from models.tables.staff import Staff, first_head

EXCLUSIONS = (PlacementType.EXCLUDED, PlacementType.SUSPENDED)
# What has to be done before a pupil can start.
BEFORE_THE_START = (DutyKind.FAMILY, DutyKind.ALLOCATE)
COUNTS_AS_EXCLUDED = (
    "An excluded pupil with a medical need counts as excluded. Choose that, or remove the first day of the exclusion."
)


def counts_as_excluded(why_here: PlacementType | None, excluded_on: date | None) -> bool:
    """Return whether a placement for a medical need has a day of exclusion: one of the two is wrong."""
    return why_here is PlacementType.MEDICAL and excluded_on is not None


def owe_education(change: Change, placement: Placement) -> None:
    """Open, measure anew or drop what an exclusion owes, after its date, its kind or being looked after has changed.

    What has ended is measured too: a recorded start is late, or in time, by the date as it is known now. A placement
    that is over owes nothing more.
    """
    if not placement.is_current(change.today):
        return
    duty = last_education(change, placement)
    if placement.excluded_on is None:
        if duty is not None and (duty.done_on is None or duty.ending is Ending.DONE):
            change.close_duty(duty, Ending.DROPPED)
        _hurry(change, placement, None)
    elif (owner := _owner(change, placement)) is not None and (duty is not None or _is_owed(placement)):
        due_on = _start_by(change, placement, placement.excluded_on, duty)
        later = 0 if placement.looked_after else SIXTH
        if duty is None:
            duty = change.owe(DutyKind.PROVIDE, placement, owner, due_on)
        elif duty.ending is Ending.DROPPED and placement.is_current(change.today):
            reopen_duty(change, duty)
        duty.due_on, duty.days = due_on, later
        if duty.done_on is None and placement.full_time_on is not None:
            change.close_duty(duty, on=placement.full_time_on)
        change.refresh(duty.owner_id)
        _hurry(change, placement, due_on)
    _owe_date(change, placement)


def last_education(change: Change, placement: Placement) -> Duty | None:
    """Return the duty to start full-time education, open or ended, or None if there never was one."""
    rows = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PROVIDE)
    return change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))


def _is_owed(placement: Placement) -> bool:
    """Return whether an exclusion owes a start: not if the pupil was taught here full-time before it began."""
    started, excluded_on = placement.full_time_on, placement.excluded_on
    return started is None or (excluded_on is not None and started >= excluded_on)


def _start_by(change: Change, placement: Placement, excluded_on: date, duty: Duty | None) -> date:
    """Return by when education must start.

    Day one is what the DfE's guidance asks for a looked-after child. It is often over when the referral comes.
    """
    sixth = change.calendar.day_of_exclusion(excluded_on, SIXTH)
    if not placement.looked_after:
        return sixth
    was_known = duty is not None and duty.days == 0
    known = duty.added_at.astimezone(change.zone).date() if duty and was_known else change.today
    day_one = change.calendar.day_of_exclusion(excluded_on, 0)
    return min(sixth, max(day_one, change.calendar.on_or_after(known)))


def _owe_date(change: Change, placement: Placement) -> None:
    """Owe a Head the date of an exclusion, today, as long as nobody knows it."""
    is_unknown = placement.type in EXCLUSIONS and placement.excluded_on is None
    duty = open_duty(change.session, DutyKind.EXCLUSION_DATE, placement.id)
    if is_unknown and duty is None and (head := first_head(change.session)) is not None:
        change.owe(DutyKind.EXCLUSION_DATE, placement, head, change.calendar.on_or_after(change.today))
    elif duty is not None and not is_unknown:
        change.close_duty(duty, Ending.DONE if placement.excluded_on else Ending.DROPPED)


def _hurry(change: Change, placement: Placement, start_by: date | None) -> None:
    """Have the family contacted and the pupil allocated at the latest on the last pupil day before the start is due.

    Without such a day they are due as usual. Nothing becomes late because the day is learnt only now.
    """
    count = counting(change.school)
    counted = (Duty.kind.in_(BEFORE_THE_START), Duty.since.is_not(None))
    for duty in change.session.scalars(select(Duty).where(Duty.placement_id == placement.id, *counted)):
        usual = count(duty.kind, duty.since, duty.days) if duty.since else None
        if usual is not None:
            latest = change.calendar.on_or_before(moved(start_by, -1)) if start_by else usual
            duty.due_on = min(usual, max(latest, min(duty.due_on, change.today)))
            change.refresh(duty.owner_id)


def _owner(change: Change, placement: Placement) -> Staff | None:
    duty = open_duty(change.session, DutyKind.PROVIDE, placement.id)
    return change.get(Staff, duty.owner_id) if duty else first_head(change.session)
