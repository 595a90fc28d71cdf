"""What the learning profile owes: the keyworker completes it, and everybody around the pupil reads it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, func, or_, select

from models.change import Change, Read
from models.duties.due_dates import StepDays, count_from, counting
from models.duties.owners import default_owner
from models.school.calendar import moved
from models.tables.barrier import Barrier, BarrierStatus
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement, Teaching, current
from models.tables.profile import ProfileAnswer, ProfileHeading, ProfileReading
from models.tables.staff import Staff, active_staff, first_head_id

# School days to read a profile once the first lesson is over, or once something has changed in it.
SOON = 2
# The audit's verb for what the profile says and another row keeps: what helps, and the emergency line.
CHANGED_ELSEWHERE = "profile:change"
HALF, BETWEEN = 7, "-"  # of what a reading keeps
Elsewhere = tuple[str | None, str | None]  # what helps, and the emergency line
Pair = tuple[str, str]  # a placement and a colleague

_PLACEMENTS: BindParameter[str] = bindparam("placement_ids", expanding=True)
_ANSWERS = select(ProfileAnswer.placement_id, ProfileAnswer.heading).where(
    ProfileAnswer.placement_id.in_(_PLACEMENTS),
    or_(ProfileAnswer.text.is_not(None), ProfileAnswer.asked_of.is_not(None)),
)
_BARRIERS = select(Barrier.placement_id, Barrier.kind, Barrier.status, Barrier.note, Barrier.decided).where(
    Barrier.placement_id.in_(_PLACEMENTS), Barrier.status != BarrierStatus.NOT_A_CONCERN
)


@dataclass(frozen=True)
class Known:
    """How far a profile is: without `open` headings, neither answered nor "not known, asked of X", it is complete.

    `state` marks what must be read again once it changes; it is None while there is nothing to read.
    """

    open: tuple[ProfileHeading, ...]
    state: str | None

    @classmethod
    def of(cls, read: Read, placements: Collection[Placement]) -> Mapping[str, "Known"]:
        """Return it for each placement, in two statements."""
        wanted = {"placement_ids": [one.id for one in placements]}
        dealt = _grouped(read.session.execute(_ANSWERS, wanted))
        found = _grouped(read.session.execute(_BARRIERS, wanted))
        return {one.id: cls._of_one(one, dealt.get(one.id, []), found.get(one.id, [])) for one in placements}

    @classmethod
    def _of_one(
        cls, placement: Placement, dealt: Sequence[tuple[object, ...]], found: Sequence[tuple[object, ...]]
    ) -> "Known":
        with_answer = {row[0] for row in dealt} | ({ProfileHeading.HELPS} if placement.helps else set())
        emergency = placement.pupil.emergency
        if not (with_answer or found or emergency):
            return cls(tuple(ProfileHeading), None)
        still_open = tuple(one for one in ProfileHeading if one not in with_answer)
        said = (emergency, [[str(part or "") for part in row] for row in found], not still_open)
        return cls(still_open, mark_of(said))


def mark_of(said: object) -> str:
    """Return a short mark of what something says, by which a form or a row tells whether it has changed since."""
    return sha256(repr(said).encode()).hexdigest()[:16]


def follow_profile(change: Change, placement: Placement, before: Elsewhere | None = None) -> None:
    """Owe, move or end what the learning profile owes, after anything changed that it shows or that it hangs on.

    For `before`, see `record_change`.
    """
    if before is not None:
        record_change(change, placement, before)
    change.session.flush()
    _owe_writing(change, placement)
    owe_reading(change, [placement])


def seen_as(state: str, texts: str) -> str:
    """Return what a reading keeps, in 16 letters: marks of what must be read again once it changes, and of all."""
    return f"{state[:HALF]}{BETWEEN}{texts[: HALF + 1]}"


def is_read(seen: str | None, state: str) -> bool:
    """Return whether what was seen need not be read again. Readings of an earlier version kept the state alone."""
    if seen is None or BETWEEN not in seen:
        return seen == state
    return seen.startswith(f"{state[:HALF]}{BETWEEN}")


def said_elsewhere(placement: Placement) -> Elsewhere:
    """Return what the profile says and another row keeps: what helps, and the emergency line."""
    return placement.helps, placement.pupil.emergency


def record_change(change: Change, placement: Placement, before: Elsewhere) -> None:
    """Write a line of audit if what is said elsewhere is not as it was `before`: its rows keep no date of that."""
    if said_elsewhere(placement) != before:
        change.record(CHANGED_ELSEWHERE, placement, pupil_id=placement.pupil_id)


def known_of(read: Read, placement: Placement) -> Known:
    """Return how far the profile of a placement is."""
    return Known.of(read, [placement])[placement.id]


def owe_missing(change: Change, *which: ColumnElement[bool]) -> None:
    """Owe the profile of each pupil for whom it never was, as after an upgrade or an import, counted from today on."""
    ever = exists().where(Duty.placement_id == Placement.id, _is_writing())
    rows = select(Placement).where(Placement.first_day.is_not(None), current(change.today), ~ever, *which)
    missing = change.session.scalars(rows).all()
    if not missing:
        return
    known, head_id = Known.of(change, missing), first_head_id(change.session)
    active = {staff.id for staff in active_staff(change.session)}
    count, days = counting(change.school), StepDays.read(change.school.step_days)[DutyKind.PROFILE]
    for placement in missing:
        owner_id = placement.keyworker_id if placement.keyworker_id in active else head_id
        since = max(placement.first_day or change.today, change.today)
        due_on = count(DutyKind.PROFILE, since, days)
        if known[placement.id].open and owner_id is not None and due_on is not None:
            duty = Duty(kind=DutyKind.PROFILE, placement_id=placement.id, owner_id=owner_id, due_on=due_on)
            duty.since, duty.days, duty.added_at = since, days, change.now
            change.session.add(duty)
            change.refresh(owner_id)
    change.session.flush()


def owe_reading(change: Change, placements: Iterable[Placement]) -> None:
    """Ask everybody around these pupils to read what they have not read as it is now, in a fixed number of statements.

    It is asked for before the first lesson, where that is to come, and else soon.
    """
    change.session.flush()
    here = {one.id: one for one in placements if one.first_day is not None and one.is_current(change.today)}
    if not here:
        return
    known, readers, last = Known.of(change, here.values()), set(_readers(change, here)), _last_read(change, here)
    asked = {(one.placement_id or "", one.about): one for one in _asked(change, here)}
    for pair, duty in asked.items():
        state = known[pair[0]].state
        if pair not in readers or state is None or is_read(last.get(pair), state):
            change.close_duty(duty, Ending.DROPPED)
        elif (due_on := _before_first_lesson(change, here[pair[0]])) is not None:
            duty.due_on = due_on
    for pair in sorted(readers - asked.keys()):
        state = known[pair[0]].state
        if state is not None and not is_read(last.get(pair), state):
            _ask(change, here[pair[0]], pair[1])
    change.session.flush()


def owe_reading_of_cover(change: Change, away: Staff) -> None:
    """Ask whoever covers for a colleague to read of the colleague's pupils, or no longer ask them."""
    taught = select(Teaching.placement_id).where(Teaching.staff_id == away.id)
    theirs = or_(Placement.keyworker_id == away.id, Placement.id.in_(taught))
    owe_reading(change, change.session.scalars(select(Placement).where(theirs, current(change.today))).all())


def drop_reading(change: Change, staff: Staff) -> None:
    """Drop what somebody was to read, once they are no longer on the staff: nobody reads it for them."""
    rows = select(Duty).where(Duty.kind == DutyKind.READ_PROFILE, Duty.done_on.is_(None), Duty.owner_id == staff.id)
    for duty in change.session.scalars(rows).all():
        change.close_duty(duty, Ending.DROPPED)


def _owe_writing(change: Change, placement: Placement) -> None:
    duty = open_duty(change.session, DutyKind.PROFILE, placement.id)
    if not known_of(change, placement).open:
        change.finish(DutyKind.PROFILE, placement)
    elif placement.first_day is None or not placement.is_current(change.today):
        return
    elif duty is not None:
        since = max(placement.first_day, duty.added_at.astimezone(change.zone).date())
        if count_from(duty, since, counting(change.school)):
            change.refresh(duty.owner_id)
    elif not _was_owed(change, placement):
        days = StepDays.read(change.school.step_days)[DutyKind.PROFILE]
        since = max(placement.first_day, change.today)
        owner, due_on = default_owner(change, DutyKind.PROFILE, placement), change.calendar.add_school_days(since, days)
        change.owe(DutyKind.PROFILE, placement, owner, due_on, since=since, days=days)


def _was_owed(read: Read, placement: Placement) -> bool:
    rows = select(Duty.id).where(Duty.placement_id == placement.id, _is_writing())
    return read.session.scalar(rows.limit(1)) is not None


def _is_writing() -> ColumnElement[bool]:
    """Match what was owed for a profile, open or ended. What was dropped, as by undoing a merge, was never owed."""
    return and_(Duty.kind == DutyKind.PROFILE, func.coalesce(Duty.ending, "") != Ending.DROPPED)


def _ask(change: Change, placement: Placement, staff_id: str) -> None:
    due_on = _before_first_lesson(change, placement) or change.calendar.add_school_days(change.today, SOON)
    duty = Duty(kind=DutyKind.READ_PROFILE, placement_id=placement.id, about=staff_id, owner_id=staff_id, due_on=due_on)
    duty.added_at = change.now
    change.session.add(duty)
    change.refresh(staff_id)


def _before_first_lesson(read: Read, placement: Placement) -> date | None:
    """Return the last pupil day before the first lesson, or the day of that; None once it is over."""
    first_day = placement.first_day
    if first_day is None or first_day <= read.today:
        return None
    before = read.calendar.on_or_before(moved(first_day, -1))
    return before if before >= read.today else first_day


def _readers(read: Read, placement_ids: Collection[str]) -> Iterator[Pair]:
    """Yield the keyworker and the teachers of each placement, and whoever covers for one of them who is away."""
    kept = select(Placement.id, Placement.keyworker_id).where(Placement.id.in_(placement_ids))
    taught = select(Teaching.placement_id, Teaching.staff_id).where(Teaching.placement_id.in_(placement_ids))
    staff = {one.id: one for one in active_staff(read.session)}
    for placement_id, staff_id in set(read.session.execute(kept.union(taught))):
        one = staff.get(str(staff_id))
        if one is not None:
            yield str(placement_id), one.id
        if one is not None and one.is_away(read.today) and one.cover_id in staff:
            yield str(placement_id), str(one.cover_id)


def _asked(read: Read, placement_ids: Collection[str]) -> Sequence[Duty]:
    rows = select(Duty).where(Duty.placement_id.in_(placement_ids), Duty.kind == DutyKind.READ_PROFILE)
    return read.session.scalars(rows.where(Duty.done_on.is_(None))).all()


def _last_read(read: Read, placement_ids: Collection[str]) -> dict[Pair, str]:
    rows = select(ProfileReading.placement_id, ProfileReading.staff_id, ProfileReading.seen)
    rows = rows.where(ProfileReading.placement_id.in_(placement_ids)).order_by(ProfileReading.read_at)
    return {(row.placement_id, row.staff_id): row.seen for row in read.session.execute(rows)}


def _grouped(rows: Iterable[Sequence[object]]) -> dict[str, list[tuple[object, ...]]]:
    """Return rows, each without its first column, by that column, in a fixed order."""
    ordered = sorted((tuple(row) for row in rows), key=lambda row: (str(row[0]), str(row[1])))
    return {str(key): [row[1:] for row in theirs] for key, theirs in groupby(ordered, key=lambda row: row[0])}
