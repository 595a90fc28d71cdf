"""How pupils of the invented school leave: with or without a destination, what that owes, and how they get on."""

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType

from bot.demo.progress import AFTER_SCHOOL, AT_LUNCH, back
from bot.demo.stays import Leaves
from bot.demo.timeline import Moment, Storyline
from models.change import Change
from models.duties.leaving import CHECK_INS, due_on
from models.leaving.check_ins import check_in, check_ins_of, correct_check_in
from models.leaving.checklist import record_item
from models.leaving.destination import Destination
from models.leaving.endings import end_past_stays
from models.leaving.leave import LeavingInput, confirm_destination, leave
from models.leaving.own_assessment import save_own_assessment
from models.school.calendar import Calendar, moved
from models.tables.duty import DutyKind, open_duty
from models.tables.leaving import Asked, CheckInOutcome

AFTER_MIDNIGHT = time(0, 5)
KNOWN_BEFORE = 8  # school days before the last day
RANG_BACK = "They rang back: it is not every day yet"
HOW_IT_WAS = "I liked the small groups and the walk at lunch. I would have liked more art."
# Who does what on the last day, and what is due after it; None stands for the keyworker.
ON_THE_DAY: Mapping[DutyKind, str | None] = MappingProxyType({DutyKind.PACK: None, DutyKind.DELETION: "omar"})
AFTERWARDS: Mapping[DutyKind, str | None] = MappingProxyType(
    {DutyKind.CP_FILE: "dan", DutyKind.CTF: "omar", DutyKind.CHECK_IN_2: None, DutyKind.CHECK_IN_6: None}
)


def leaving(leaves: Leaves, placement_id: str, keyworker: str, calendar: Calendar, today: date) -> Storyline:
    """Tell how a pupil leaves: what was known before, what ends with the last day, and what follows it."""
    known_on = min(back(calendar, leaves.on, KNOWN_BEFORE), back(calendar, today, 3))
    given = LeavingInput(leaves.on, leaves.reason, leaves.to)
    leave((yield Moment(known_on, keyworker, AFTER_SCHOOL)), placement_id, given)
    if leaves.on >= today:
        return
    if leaves.confirmed_with is not None:
        change = yield Moment(back(calendar, leaves.on, 2), keyworker, AT_LUNCH)
        confirmed = Destination(leaves.to.kind, leaves.to.name, None, change.today, leaves.confirmed_with)
        confirm_destination(change, _owed(change, DutyKind.DESTINATION, placement_id), confirmed)
    is_heard = leaves.confirmed_with is not None
    for day in (leaves.on,) if is_heard else (back(calendar, leaves.on, 1), leaves.on):
        _ask_how_it_was((yield Moment(day, keyworker, AT_LUNCH)), placement_id, is_heard=is_heard)
    for kind, who in ON_THE_DAY.items():
        _do((yield Moment(leaves.on, who or keyworker, AFTER_SCHOOL)), kind, placement_id)
    end_past_stays((yield Moment(moved(leaves.on, 1), at=AFTER_MIDNIGHT)))
    after = sorted((due_on(kind, leaves.on, calendar), kind, who or keyworker) for kind, who in AFTERWARDS.items())
    for day, kind, who in after:
        if day < today:
            _do((yield Moment(day, who, AFTER_SCHOOL)), kind, placement_id)
        if kind is DutyKind.CHECK_IN_2 and is_heard and (next_day := calendar.on_or_after(moved(day, 1))) < today:
            _hear_more((yield Moment(next_day, "helen", AT_LUNCH)), placement_id)


def _hear_more(change: Change, placement_id: str) -> None:
    """Correct a check-in, as the destination has rung back."""
    for one in check_ins_of(change, placement_id):
        correct_check_in(change, one.id, CheckInOutcome.PARTLY, one.on, "Mornings only so far", RANG_BACK, None)


def _do(change: Change, kind: DutyKind, placement_id: str) -> None:
    """Do what leaving owes of this kind, if it does, on the day that it is."""
    duty_id = _owed(change, kind, placement_id)
    if duty_id and kind in CHECK_INS:
        check_in(change, duty_id, CheckInOutcome.ATTENDING, change.today, None)
    elif duty_id:
        record_item(change, duty_id, change.today, None, None)


def _ask_how_it_was(change: Change, placement_id: str, *, is_heard: bool) -> None:
    outcome, words = (Asked.SAID, HOW_IT_WAS) if is_heard else (Asked.UNREACHED, None)
    save_own_assessment(change, placement_id, outcome, change.today, words)


def _owed(change: Change, kind: DutyKind, placement_id: str) -> str:
    """Return the id of the open duty of this kind, or "" if it is not owed."""
    duty = open_duty(change.session, kind, placement_id)
    return duty.id if duty else ""
