"""What the agreement about a placement owes: the agreement itself, and a look at a part-time timetable."""

from datetime import date

from models.change import Change
from models.duties.kinds import KINDS
from models.duties.owners import default_owner
from models.duties.planned_end import owe_decision, school_days_before
from models.school.calendar import Calendar
from models.tables.duty import DutyKind, Ending, open_duty
from models.tables.placement import Agreement, Placement, Timetable, agreement_of

# School days before the end of a part-time timetable: a week, to agree what follows with the family.
IN_GOOD_TIME = 5


def still_to_agree(placement: Placement, agreement: Agreement | None) -> tuple[str, ...]:
    """Return which of the two facts are missing without which a placement is not agreed, in words."""
    has_end = placement.planned_end is not None or (agreement is not None and agreement.longest_weeks is not None)
    missing = {
        "who commissions the placement": agreement is None or agreement.commissioner is None,
        "until when": not has_end,
    }
    return tuple(what for what, is_missing in missing.items() if is_missing)


def owe_agreement(change: Change, placement: Placement) -> None:
    """Owe, once the planning meeting was held, that the placement is agreed, unless it is."""
    if not still_to_agree(placement, agreement_of(change.session, placement.id)):
        return
    days = KINDS[DutyKind.AGREEMENT].days or 0
    due_on = change.calendar.add_school_days(change.today, days)
    owner = default_owner(change, DutyKind.AGREEMENT, placement)
    change.owe(DutyKind.AGREEMENT, placement, owner, due_on, since=change.today, days=days)


def follow_agreement(change: Change, placement: Placement) -> None:
    """End what asks for the agreement once it is there."""
    if not still_to_agree(placement, agreement_of(change.session, placement.id)):
        change.finish(DutyKind.AGREEMENT, placement)


def owe_part_time(change: Change, placement: Placement, *, started: bool = False) -> None:
    """Open, move or end the look at a part-time timetable, after it was agreed or the pupil came.

    One without an end is asked about today. So is a part-time start (`started`) about which nothing was agreed.
    """
    if not placement.is_current(change.today):
        return
    agreement = agreement_of(change.session, placement.id)
    agreed = agreement.timetable if agreement else None
    duty = open_duty(change.session, DutyKind.PART_TIME, placement.id)
    full_time_on = _full_time_since(placement, agreement)
    if agreed is Timetable.FULL_TIME or full_time_on is not None:
        change.finish(DutyKind.PART_TIME, placement, on=full_time_on)
    elif agreement is not None and agreed is Timetable.PART_TIME:
        owe_decision(change, DutyKind.PART_TIME, placement, look_on(change.calendar, agreement) or change.today)
    elif started or (duty is not None and placement.in_school_on is not None):
        owe_decision(change, DutyKind.PART_TIME, placement, change.today)
    elif duty is not None:
        change.close_duty(duty, Ending.DROPPED)


def look_on(calendar: Calendar, agreement: Agreement) -> date | None:
    """Return when somebody has to look at a part-time timetable: on the agreed day, in good time before the end.

    None if no end was agreed.
    """
    if agreement.part_time_until is None:
        return None
    in_time = school_days_before(calendar, agreement.part_time_until, IN_GOOD_TIME)
    agreed = agreement.part_time_look_on
    return calendar.on_or_before(min(agreed, in_time)) if agreed else in_time


def _full_time_since(placement: Placement, agreement: Agreement | None) -> date | None:
    """Return the day on which the pupil came full-time, unless it was agreed otherwise for that day or a later one."""
    came, agreed = placement.full_time_on, agreement.timetable if agreement else None
    if agreement is None or agreed is None or came is None:
        return came
    began = agreement.part_time_from
    return came if agreed is Timetable.PART_TIME and began is not None and began < came else None
