"""What the clocks of the law owe: duties are opened, moved, ended and reopened as the facts say."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import exists, or_, select

from models.change import Change, Read
from models.duties.kind import Heir
from models.duties.kinds import KINDS, STATUTORY
from models.duties.reopen import reopen_duty
from models.school.calendar import Calendar
from models.school.settings import School
from models.statutory.clocks import clocks_of
from models.statutory.days import LegalDays
from models.statutory.facts import Clock, Fact, Situation
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement, PlacementType, SenStatus, current
from models.tables.pupil import LegalFact
from models.tables.staff import active_staff, first_head

# Why a pupil is here that owes a date by itself.
BY_TYPE = (PlacementType.MEDICAL, PlacementType.OFF_SITE)
AT_RISK = (PlacementType.AT_RISK, PlacementType.EXCLUDED, PlacementType.SUSPENDED)
# Of a review that was held before the pupil was recorded here, these are not ours.
NOT_OURS_BEFORE = (DutyKind.EHC_ADVICE, DutyKind.EHC_REPORT)


def follow_all_legal_dates(change: Change) -> list[str]:
    """Bring up to date what the law owes for every pupil here, as the days go by, in a fixed number of statements.

    Returns the owner's id for each duty that moved.
    """
    owes = exists().where(Duty.placement_id == Placement.id, Duty.kind.in_(STATUTORY), Duty.done_on.is_(None))
    has_facts = exists().where(LegalFact.pupil_id == Placement.pupil_id)
    needs = (Placement.sen == SenStatus.PLAN, Placement.looked_after.is_(True), Placement.type.in_(BY_TYPE))
    rows = select(Placement).where(current(change.today), or_(*needs, has_facts, owes))
    return follow_legal_dates(change, *change.session.scalars(rows).all())


def follow_legal_dates(change: Change, *placements: Placement) -> list[str]:
    """Bring up to date what the law owes for these placements, after a fact, a need or the day has changed.

    Returns the owner's id for each duty that moved.
    """
    change.session.flush()
    here = [one for one in placements if one.is_current(change.today)]
    owners, moved = owners_at_first(change) if here else {}, []
    if not owners:
        return []
    clocks, owed = clocks_by_placement(change, here), _owed(change, here)
    for placement in here:
        rows, since = owed.get(placement.id, {}), _recorded_on(change, placement)
        found = {(clock.kind, clock.about): clock for clock in clocks[placement.id]}
        for key, duty in rows.items():
            if key not in found and duty.done_on is None:
                change.close_duty(duty, Ending.DROPPED)
        for key, clock in found.items():
            if key in rows:
                moved += [rows[key].owner_id] if _follow(change, rows[key], clock) else []
            elif _is_to_open(clock, change.today, since):
                _open(change, placement, clock, owners[KINDS[clock.kind].heir])
    change.session.flush()
    return moved


def opened_at_first(situation: Situation, school: School, today: date) -> list[tuple[Clock, date]]:
    """Return the clocks that owe something from the day on which a pupil is recorded, each with its due date."""
    clocks = clocks_of(situation, school.calendar, today, LegalDays.read(school.legal_days))
    return [(one, _due_on(one, school.calendar, today)) for one in clocks if _is_to_open(one, today, situation.since)]


def clocks_by_placement(read: Read, placements: Sequence[Placement]) -> Mapping[str, tuple[Clock, ...]]:
    """Return every turn of every clock of these placements, in a fixed number of statements."""
    facts, days = _facts(read, {one.pupil_id for one in placements}), LegalDays.read(read.school.legal_days)
    return {
        one.id: clocks_of(_situation(read, one, facts.get(one.pupil_id, ())), read.calendar, read.today, days)
        for one in placements
    }


def _situation(read: Read, placement: Placement, facts: Sequence[Fact]) -> Situation:
    return Situation(
        since=_recorded_on(read, placement),
        facts=tuple(facts),
        has_plan=placement.sen is SenStatus.PLAN,
        looked_after=bool(placement.looked_after),
        for_health=placement.type is PlacementType.MEDICAL,
        is_at_risk=placement.type in AT_RISK,
        off_site=placement.type is PlacementType.OFF_SITE,
        began_on=placement.in_school_on,
    )


def _facts(read: Read, pupil_ids: Collection[str]) -> dict[str, list[Fact]]:
    rows = select(LegalFact).where(LegalFact.pupil_id.in_(pupil_ids), LegalFact.wrong_at.is_(None))
    found: dict[str, list[Fact]] = {}
    for one in read.session.scalars(rows):
        entered_on = one.added_at.astimezone(read.zone).date()
        found.setdefault(one.pupil_id, []).append(Fact(one.kind, one.on, entered_on, one.until, one.days))
    return found


def _recorded_on(read: Read, placement: Placement) -> date:
    return placement.added_at.astimezone(read.zone).date()


def _owed(read: Read, placements: Sequence[Placement]) -> dict[str, dict[tuple[DutyKind, str], Duty]]:
    """Return the latest duty for each turn of a clock, one that is open before one that has ended."""
    rows = select(Duty).where(Duty.placement_id.in_([one.id for one in placements]), Duty.kind.in_(STATUTORY))
    found: dict[str, dict[tuple[DutyKind, str], Duty]] = {}
    for duty in read.session.scalars(rows.order_by(Duty.done_on.is_(None), Duty.added_at)):
        found.setdefault(duty.placement_id or "", {})[duty.kind, duty.about] = duty
    return found


def _follow(change: Change, duty: Duty, clock: Clock) -> bool:
    """Move, end or reopen a duty, and return whether it moved. One that somebody said is not needed stays so."""
    has_moved = duty.done_on is None and clock.due_on not in (None, duty.due_on)
    if duty.done_on is None:
        if clock.due_on is not None and has_moved:
            duty.due_on = clock.due_on
            change.refresh(duty.owner_id)
        if clock.done_on is not None:
            change.close_duty(duty, on=clock.done_on)
    elif duty.ending is Ending.DONE and clock.done_on is not None:
        duty.done_on = clock.done_on
    elif duty.ending in (Ending.DONE, Ending.DROPPED) and clock.done_on is None and clock.opens_on <= change.today:
        was_owed = duty.ending is Ending.DONE
        reopen_duty(change, duty)
        duty.due_on = clock.due_on or (duty.due_on if was_owed else _due_on(clock, change.calendar, change.today))
    return has_moved


def _open(change: Change, placement: Placement, clock: Clock, owner_id: str) -> None:
    due_on = _due_on(clock, change.calendar, change.today)
    duty = Duty(kind=clock.kind, placement_id=placement.id, about=clock.about, owner_id=owner_id, due_on=due_on)
    duty.added_at = change.now
    change.session.add(duty)
    change.refresh(owner_id)


def _is_to_open(clock: Clock, today: date, since: date) -> bool:
    """Return whether a clock that nobody owes anything for yet does so now; `since` is when the pupil was recorded."""
    is_not_ours = clock.kind in NOT_OURS_BEFORE and clock.due_on is not None and clock.due_on < since
    return clock.done_on is None and clock.opens_on <= today and not is_not_ours


def _due_on(clock: Clock, calendar: Calendar, today: date) -> date:
    return clock.due_on or calendar.on_or_after(today)


def owners_at_first(read: Read) -> Mapping[Heir, str]:
    """Return who owns what is owed to begin with, by heir; nothing while there is no Head."""
    head = first_head(read.session)
    if head is None:
        return {}
    here = active_staff(read.session)
    senco = next((one for one in here if one.senco), head)
    dsl = next((one for one in here if one.dsl), head)
    return {Heir.HEAD: head.id, Heir.SENCO: senco.id, Heir.DSL: dsl.id}
