"""What is provided under a support plan: set, put right, and counted beside what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from sqlalchemy import ColumnElement, and_, select

from models.change import Change, Read
from models.duties.planned_end import owe_decision
from models.errors import Absent, Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.school.calendar import Calendar, in_full, moved
from models.stays import received_on
from models.tables.barrier import BarrierKind
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.plans.provision import Provision, SessionCount

MOST_RUNNING = 10
DAYS = 5  # of a whole week in school
LONGEST = 550  # days: a later planned end has a mistyped year
SET = "plan:provision"
WORDS = ("what", "by_whom", "minutes", "times", "group_size", "starts_on", "ends_on", "wanted")


class ProvisionStanding(StrEnum):
    """How a provision stands. TO_JUDGE: its planned end has passed, and nobody has said what came of it."""

    AHEAD = "ahead"
    RUNNING = "running"
    TO_JUDGE = "to_judge"
    ENDED = "ended"


@dataclass(frozen=True)
class ProvisionInput:
    """A provision as a form gives it: a session's length in minutes, how many times a week, the size of the group.

    Without `starts_on` it starts today.
    """

    what: str
    by_whom: str
    minutes: int
    times: int
    group_size: int | None
    starts_on: date | None
    ends_on: date
    wanted: str
    barriers: Sequence[BarrierKind] = ()


@dataclass(frozen=True)
class ProvisionPrefill:
    """A provision, for the forms that put it right, count its sessions or end it; `counted` is the last count."""

    provision_id: str
    placement_id: str
    first_name: str
    reference: str
    given: ProvisionInput
    counted: SessionCount | None
    planned: int


def add_provision(change: Change, placement_id: str, given: ProvisionInput) -> str:
    """Add a provision and return its id."""
    placement = placement_to_set(change, placement_id)
    refuse_if_full(change, placement, "what")
    _check(change, placement, given)
    plan_to_write(change, placement)
    row = Provision(placement_id=placement.id, by_id=change.actor.staff_id, added_at=change.now)
    _fill(row, given, change.today)
    change.record(SET, change.add(row), pupil_id=placement.pupil_id)
    owe_outcome(change, placement, row)
    return row.id


def correct_provision(change: Change, provision_id: str, given: ProvisionInput, why: str | None = None) -> None:
    """Put a provision right. What a colleague wrote is changed with a reason, kept, and they are told."""
    row, placement = running(change, provision_id)
    _check(change, placement, given)
    _check_counted(change, row, given)
    plan_to_write(change, placement)
    before, last = Before.of(row, *WORDS), last_written(change, row, placement.pupil_id, SET)
    _fill(row, given, change.today)
    if before.is_lost():
        require_reason(change, last, why)
        keep_lost(change, placement, before, "Provision", last, why)
    change.record(SET, row, pupil_id=placement.pupil_id)
    owe_outcome(change, placement, row)


def provision_prefill(change: Change, value: str) -> ProvisionPrefill:
    """Return a provision, or that of a duty, for a form, and log the look."""
    row, placement = running(change, value)
    log_look(change, placement, "provision")
    pupil = placement.pupil
    counted, planned = last_counts(change, placement.id).get(row.id), planned_until(row, change.calendar, change.today)
    return ProvisionPrefill(row.id, placement.id, pupil.first_name, pupil.reference, given_of(row), counted, planned)


def count_sessions(change: Change, provision_id: str, given: int, until: date, why: str | None = None) -> None:
    """Record how many sessions were given in all up to a day. A smaller number than before needs a reason."""
    row, placement = running(change, provision_id)
    check_count(change, row, last_counts(change, placement.id).get(row.id), given, until, why)
    plan_to_write(change, placement)
    count = SessionCount(placement_id=placement.id, provision_id=row.id, given=given, until=until, why=why)
    count.by_id, count.added_at = change.actor.staff_id, change.now
    change.record("plan:sessions", change.add(count), pupil_id=placement.pupil_id)


def check_count(
    change: Change, row: Provision, last: SessionCount | None, given: int, until: date, why: str | None
) -> None:
    """Refuse a count for a day that cannot be, or one that is smaller than the last one without the reason."""
    if until > change.today:
        raise Refused("That date is in the future.", field="until")
    if until < row.starts_on:
        raise Refused("That is before it started.", field="until")
    if last is not None and until < last.until:
        raise Refused("There is a later count already.", field="until")
    if last is not None and given < last.given and why is None:
        raise Refused(f"{last.given} were counted before. Say why it is fewer.", field="why")


def given_of(row: Provision) -> ProvisionInput:
    """Return what a provision says, as a form gives it."""
    values = {name: getattr(row, name) for name in WORDS}
    return ProvisionInput(**values, barriers=tuple(map(BarrierKind, row.barriers)))


def owe_outcome(change: Change, placement: Placement, row: Provision) -> None:
    """Owe what came of a provision on its planned end, or move that with it; a later end is an answer once it is due.

    On a day without pupils it is due on the next one.
    """
    due_on = change.calendar.on_or_after(row.ends_on)
    owe_decision(change, DutyKind.PROVISION, placement, due_on, about=row.id, since=row.ends_on)


def running(read: Read, value: str) -> tuple[Provision, Placement]:
    """Return a provision, or that of a duty, which nobody has ended, with its placement. Raises Absent, or Refused."""
    duty = read.session.get(Duty, value)
    row = read.get(Provision, duty.about if duty else value)
    if row.ended_on is not None:
        raise Absent
    return row, placement_to_set(read, row.placement_id)


def refuse_if_full(change: Change, placement: Placement, field: str | None = None) -> None:
    """Refuse a further provision while MOST_RUNNING have no outcome."""
    rows = select(Provision.id).where(Provision.placement_id == placement.id, Provision.ended_on.is_(None))
    if len(change.session.scalars(rows).all()) >= MOST_RUNNING:
        raise Refused(f"{MOST_RUNNING} provisions have no outcome yet. Record one first.", field=field)


def standing_of(row: Provision, today: date) -> ProvisionStanding:
    """Return how a provision stands on a day: it runs from its first day to its planned end, or to its outcome."""
    if row.ended_on is not None:
        return ProvisionStanding.ENDED
    if today < row.starts_on:
        return ProvisionStanding.AHEAD
    return ProvisionStanding.RUNNING if today <= row.ends_on else ProvisionStanding.TO_JUDGE


def is_running(today: date) -> ColumnElement[bool]:
    """Match the provisions that run on a day."""
    return and_(Provision.ended_on.is_(None), Provision.starts_on <= today, Provision.ends_on >= today)


def planned_until(row: Provision, calendar: Calendar, today: date) -> int:
    """Return how many sessions could have been given by a day: the share of each week's school days that are over.

    No day is taken to hold more of them than a day of a whole week.
    """
    until = min(today, row.ends_on, row.ended_on or row.ends_on)
    planned, monday = 0, moved(row.starts_on, -row.starts_on.weekday())
    while monday <= until:
        sunday = moved(monday, 6)
        in_week = calendar.school_days_between(moved(monday, -1), sunday)
        so_far = calendar.school_days_between(moved(max(monday, row.starts_on), -1), min(sunday, until))
        planned += min(row.times * so_far // in_week, so_far * ceil(row.times / DAYS)) if in_week else 0
        monday = moved(sunday, 1)
    return planned


def last_counts(read: Read, placement_id: str, but: str = "") -> dict[str, SessionCount]:
    """Return the last count of each provision of a placement, by its id; `but` is the id of one that does not count."""
    rows = select(SessionCount).where(SessionCount.placement_id == placement_id, SessionCount.id != but)
    counts = read.session.scalars(rows.order_by(SessionCount.until, SessionCount.added_at))
    return {one.provision_id: one for one in counts}


def _fill(row: Provision, given: ProvisionInput, today: date) -> None:
    for name in WORDS:
        setattr(row, name, getattr(given, name))
    row.starts_on = given.starts_on or today
    row.barriers = [kind.value for kind in given.barriers]


def _check(change: Change, placement: Placement, given: ProvisionInput) -> None:
    starts_on, received = given.starts_on or change.today, received_on(change, placement)
    if received is not None and starts_on < received:
        raise Refused("That is before the referral came in. Check the date.", field="starts_on")
    if given.ends_on < starts_on:
        raise Refused("That is before it starts.", field="ends_on")
    if given.ends_on > moved(max(change.today, starts_on), LONGEST):
        raise Refused("That is more than a school year and a half ahead. Check the year.", field="ends_on")


def _check_counted(read: Read, row: Provision, given: ProvisionInput) -> None:
    """Refuse a start after the day until which sessions were given: one of the two must be wrong."""
    counted = last_counts(read, row.placement_id).get(row.id)
    if counted is not None and counted.given and (given.starts_on or read.today) > counted.until:
        said = f"Sessions were counted until {in_full(counted.until)}, before that. Correct the count first."
        raise Refused(said, field="starts_on")
