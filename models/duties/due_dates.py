"""The due dates of duties, counted in school days, and the days of allocations meetings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import MappingProxyType

from models.duties.kind import CountedFrom
from models.duties.kinds import KINDS, MISSING, kinds_from
from models.school.calendar import FRIDAY, Calendar, moved
from models.school.settings import School
from models.tables.duty import Duty, DutyKind

FEWEST_DAYS, MOST_DAYS = 1, 60
SIXTH = 5  # school days after day one

FROM_RECEIPT, AT_MEETING = kinds_from(CountedFrom.RECEIPT), kinds_from(CountedFrom.ALLOCATIONS)
COUNTED = FROM_RECEIPT + kinds_from(CountedFrom.FIRST_DAY) + MISSING
DEFAULT_DAYS: Mapping[DutyKind, int] = MappingProxyType({kind: KINDS[kind].days or 0 for kind in COUNTED})


Count = Callable[[DutyKind, date, int | None], date | None]


@dataclass(frozen=True)
class StepDays(Mapping[DutyKind, int]):
    """The school days from receipt, or from the first day, to each step, as the service has set them.

    One number holds for everything that asks for missing data.
    """

    family: int = DEFAULT_DAYS[DutyKind.FAMILY]
    professionals: int = DEFAULT_DAYS[DutyKind.PROFESSIONALS]
    book: int = DEFAULT_DAYS[DutyKind.BOOK]
    hold: int = DEFAULT_DAYS[DutyKind.HOLD]
    baseline: int = DEFAULT_DAYS[DutyKind.BASELINE]
    target: int = DEFAULT_DAYS[DutyKind.TARGET]
    missing: int = DEFAULT_DAYS[DutyKind.MISSING_RECORDS]
    profile: int = DEFAULT_DAYS[DutyKind.PROFILE]
    assessment: int = DEFAULT_DAYS[DutyKind.ASSESSMENT]
    plan: int = DEFAULT_DAYS[DutyKind.PLAN]

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_days(getattr(self, field.name))

    @classmethod
    def read(cls, settings: Mapping[str, object]) -> "StepDays":
        """Read the numbers from stored settings, keyed by the step's value; a missing step has its default."""
        given = {_field(step): _check_days(settings[step]) for step in COUNTED if step in settings}
        return cls(**given)

    def as_settings(self) -> dict[str, int]:
        return {step.value: days for step, days in self.items()}

    def __getitem__(self, step: DutyKind) -> int:
        if step not in COUNTED:
            raise KeyError(step)
        days: int = getattr(self, _field(step))
        return days

    def __iter__(self) -> Iterator[DutyKind]:
        return iter(COUNTED)

    def __len__(self) -> int:
        return len(COUNTED)


def _field(step: DutyKind) -> str:
    return "missing" if step in MISSING else step.name.lower()


def counted_from(step: DutyKind, received_on: date, entered_on: date) -> date:
    """Return the day from which a step is counted: receipt or, for allocating, the day of entry if that is later."""
    return max(received_on, entered_on) if step in AT_MEETING else received_on


def due_dates(
    received_on: date,
    days: Mapping[DutyKind, int],
    calendar: Calendar,
    meeting_weekday: int = 0,
    entered_on: date = date.min,
) -> dict[DutyKind, date]:
    """Return the due date, a pupil day, of each step that is counted from receipt, and of allocating.

    A referral that comes in on the day of an allocations meeting is allocated at the next one.
    """
    due = {step: calendar.add_school_days(received_on, days[step]) for step in FROM_RECEIPT}
    meeting = next_allocations_meeting(moved(max(received_on, entered_on), 1), meeting_weekday, calendar)
    # If the meeting is on an INSET day, allocating is due on the next pupil day.
    return due | dict.fromkeys(AT_MEETING, calendar.on_or_after(meeting))


def legal_day(calendar: Calendar, excluded_on: date | None) -> date | None:
    """Return by when full-time education must start after an exclusion by law: the sixth school day."""
    return calendar.day_of_exclusion(excluded_on, SIXTH) if excluded_on else None


def counting(school: School) -> Count:
    """Return a function that counts due dates under these settings; it caches, as many pupils share a day."""
    step_days = StepDays.read(school.step_days)

    @cache
    def count(kind: DutyKind, since: date, days: int | None) -> date | None:
        if KINDS[kind].counted_from is CountedFrom.EXCLUSION:
            return school.calendar.day_of_exclusion(since, SIXTH if days is None else days)
        if kind in AT_MEETING:
            return due_dates(since, step_days, school.calendar, school.digest_weekday)[kind]
        return None if days is None else school.calendar.add_school_days(since, days)

    return count


def count_from(duty: Duty, since: date, count: Count) -> bool:
    """Recount a duty from another day and return whether it was recounted. A due date set by hand is kept."""
    if duty.since is None or duty.since == since or duty.due_on != count(duty.kind, duty.since, duty.days):
        return False
    duty.since, duty.due_on = since, count(duty.kind, since, duty.days) or duty.due_on
    return True


def next_allocations_meeting(after: date, weekday: int, calendar: Calendar) -> date:
    """Return the first allocations meeting on this day or later; a week that is all holiday has none."""
    week = after
    meeting = allocations_meeting_in_week(week, weekday, calendar)
    while meeting is None or meeting < after:
        week = moved(week, 7)
        meeting = allocations_meeting_in_week(week, weekday, calendar)
    return meeting


def allocations_meeting_in_week(day: date, weekday: int, calendar: Calendar) -> date | None:
    """Return the day of this week's meeting: the weekday (0 is Monday), or else the first day that staff are in.

    Returns None in a holiday week. Raises ValueError for a weekday that is Saturday or Sunday.
    """
    if not 0 <= weekday <= FRIDAY:
        raise ValueError("The allocations meeting is on a day from Monday to Friday.")
    usual = moved(day, weekday - day.weekday())
    return usual if calendar.is_school_day(usual) else calendar.first_school_day_of_week(day)


def _check_days(days: object) -> int:
    if isinstance(days, bool) or not isinstance(days, int) or not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValueError(f"Give a whole number of school days from {FEWEST_DAYS} to {MOST_DAYS}.")
    return days
