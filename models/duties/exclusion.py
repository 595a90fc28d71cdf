"""What an exclusion owes: full-time education by the day that the law sets, and that day itself if it is not known."""

from datetime import date

from models.change import Change
from models.duties.due_dates import SIXTH
from models.school.calendar import moved
from models.tables.duty import DutyKind, Ending, open_duties, open_duty
from models.tables.placement import Placement, PlacementType
from models.tables.staff import Staff, first_head

EXCLUSIONS = (PlacementType.EXCLUDED, PlacementType.SUSPENDED)
# What has to be done before a pupil can start.
BEFORE_THE_START = (DutyKind.FAMILY, DutyKind.ALLOCATE)


def owe_education(change: Change, placement: Placement) -> None:
    """Open, move or drop what an exclusion owes, after its date, its kind or the pupil's being looked after changed."""
    if placement.excluded_on is None:
        change.finish(DutyKind.PROVIDE, placement, ending=Ending.DROPPED)
    elif placement.full_time_on is None and (owner := _owner(change, placement)) is not None:
        # Day one is what the DfE's guidance asks for a looked-after child. It is often over when the referral comes.
        later = 0 if placement.looked_after else SIXTH
        sixth = change.calendar.day_of_exclusion(placement.excluded_on, SIXTH)
        day_one = change.calendar.day_of_exclusion(placement.excluded_on, 0)
        soonest = max(day_one, change.calendar.on_or_after(change.today))
        due_on = min(soonest, sixth) if placement.looked_after else sixth
        change.owe(DutyKind.PROVIDE, placement, owner, due_on, days=later)
        _hurry(change, placement, due_on)
    _owe_date(change, placement)


def _owe_date(change: Change, placement: Placement) -> None:
    """Owe a Head the date of an exclusion, today, as long as nobody knows it."""
    is_unknown = placement.type in EXCLUSIONS and placement.excluded_on is None
    duty = open_duty(change.session, DutyKind.EXCLUSION_DATE, placement.id)
    if is_unknown and duty is None and (head := first_head(change.session)) is not None:
        change.owe(DutyKind.EXCLUSION_DATE, placement, head, change.calendar.on_or_after(change.today))
    elif duty is not None and not is_unknown:
        change.close_duty(duty, Ending.DONE if placement.excluded_on else Ending.DROPPED)


def _hurry(change: Change, placement: Placement, start_by: date) -> None:
    """Have the family contacted and the pupil allocated at the latest on the last pupil day before the start is due."""
    latest = max(change.today, change.calendar.on_or_before(moved(start_by, -1)))
    for duty in change.session.scalars(open_duties(placement.id, *BEFORE_THE_START)):
        duty.due_on = min(duty.due_on, latest)
        change.refresh(duty.owner_id)


def _owner(change: Change, placement: Placement) -> Staff | None:
    duty = open_duty(change.session, DutyKind.PROVIDE, placement.id)
    return change.get(Staff, duty.owner_id) if duty else first_head(change.session)
