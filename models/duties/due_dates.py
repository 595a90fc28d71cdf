"""The steps of an admission, in any order, and by when each is due."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import MappingProxyType

from models.duties.kinds import KINDS, CountedFrom, kinds_from
from models.school.calendar import FRIDAY, Calendar, moved
from models.school.settings import School
from models.tables.duty import Duty, DutyKind

FEWEST_DAYS, MOST_DAYS = 1, 60


FROM_RECEIPT = kinds_from(CountedFrom.RECEIPT)
COUNTED = FROM_RECEIPT + kinds_from(CountedFrom.FIRST_DAY)
DEFAULT_DAYS: Mapping[DutyKind, int] = MappingProxyType({kind: KINDS[kind].days or 0 for kind in COUNTED})


Count = Callable[[DutyKind, date, int | None], date | None]


@dataclass(frozen=True)
class StepDays(Mapping[DutyKind, int]):
    """School days from the day of receipt, or the first day, to each step, as the service has set them; by step."""

    family: int = DEFAULT_DAYS[DutyKind.FAMILY]
    professionals: int = DEFAULT_DAYS[DutyKind.PROFESSIONALS]
    book: int = DEFAULT_DAYS[DutyKind.BOOK]
    hold: int = DEFAULT_DAYS[DutyKind.HOLD]
    baseline: int = DEFAULT_DAYS[DutyKind.BASELINE]
    target: int = DEFAULT_DAYS[DutyKind.TARGET]

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_days(getattr(self, field.name))

    @classmethod
    def read(cls, settings: Mapping[str, object]) -> "StepDays":
        """From stored settings, keyed by the step's value; what is missing has its default."""
        given = {step.name.lower(): _check_days(settings[step]) for step in COUNTED if step in settings}
        return cls(**given)

    def as_settings(self) -> dict[str, int]:
        return {step.value: days for step, days in self.items()}

    def __getitem__(self, step: DutyKind) -> int:
        if step not in COUNTED:
            raise KeyError(step)
        days: int = getattr(self, step.name.lower())
        return days

    def __iter__(self) -> Iterator[DutyKind]:
        return iter(COUNTED)

    def __len__(self) -> int:
        return len(COUNTED)


def counted_from(step: DutyKind, received_on: date, entered_on: date) -> date:
    """No meeting could allocate before the referral was entered; all else is owed from receipt on."""
    return max(received_on, entered_on) if step is DutyKind.ALLOCATE else received_on


def due_dates(
    received_on: date,
    days: Mapping[DutyKind, int],
    calendar: Calendar,
    meeting_weekday: int = 0,
    entered_on: date = date.min,
) -> dict[DutyKind, date]:
    """A pupil day for each step from receipt on. Who comes in on the day of a meeting is allocated at the next."""
    due = {step: calendar.add_school_days(received_on, days[step]) for step in FROM_RECEIPT}
    since = counted_from(DutyKind.ALLOCATE, received_on, entered_on)
    meeting = next_allocations_meeting(moved(since, 1), meeting_weekday, calendar)
    # A meeting on an INSET day leaves until the next day.
    return due | {DutyKind.ALLOCATE: calendar.on_or_after(meeting)}


def counting(school: School) -> Count:
    """Return how a due date is counted under these settings; many pupils share a day, so each is counted once."""
    step_days = StepDays.read(school.step_days)

    @cache
    def count(kind: DutyKind, since: date, days: int | None) -> date | None:
        if kind is DutyKind.PROVIDE:
            return school.calendar.sixth_day(since)
        if kind is DutyKind.ALLOCATE:
            return due_dates(since, step_days, school.calendar, school.digest_weekday)[DutyKind.ALLOCATE]
        return None if days is None else school.calendar.add_school_days(since, days)

    return count


def count_from(duty: Duty, since: date, count: Count) -> bool:
    """Count a duty from another day, where it stands on the day that was counted; whether it moved.

    What was given a day of its own meanwhile stays there.
    """
    if duty.since is None or duty.since == since or duty.due_on != count(duty.kind, duty.since, duty.days):
        return False
    duty.since, duty.due_on = since, count(duty.kind, since, duty.days) or duty.due_on
    return True


def next_allocations_meeting(after: date, weekday: int, calendar: Calendar) -> date:
    """The first meeting on this day or later; weeks wholly in holidays have none."""
    week = after
    meeting = allocations_meeting_in_week(week, weekday, calendar)
    while meeting is None or meeting < after:
        week = moved(week, 7)
        meeting = allocations_meeting_in_week(week, weekday, calendar)
    return meeting


def allocations_meeting_in_week(day: date, weekday: int, calendar: Calendar) -> date | None:
    """On its weekday (0 is Monday), else on the first day that staff are in; None in a holiday week."""
    if not 0 <= weekday <= FRIDAY:
        raise ValueError("The allocations meeting is on a day from Monday to Friday.")
    usual = moved(day, weekday - day.weekday())
    return usual if calendar.is_school_day(usual) else calendar.first_school_day_of_week(day)


def _check_days(days: object) -> int:
    if isinstance(days, bool) or not isinstance(days, int) or not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValueError(f"Give a whole number of school days from {FEWEST_DAYS} to {MOST_DAYS}.")
    return days
