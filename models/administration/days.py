"""Opening or closing a single day, whatever the term dates say of it: snow, a day in lieu, an extra day in school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypedDict

from sqlalchemy import func, or_, select

from models.administration.recount import recount
from models.administration.settings import refuse_overtaken, settings_prefill
from models.change import Change, Read
from models.duties.kinds import STATUTORY
from models.errors import Absent, Refused
from models.permission import Permission
from models.school.settings import ChangedDay, DayKind, School, write_settings
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action, PlanningMeeting
from models.tables.setting import Setting
from models.tables.staff import Staff

CHANGED_DAYS = "changed_days"
FARTHEST = timedelta(days=400)
LATELY = timedelta(days=7)


class DayAs(StrEnum):
    """What a Head makes of a day: one of the three kinds, or again what the term dates say."""

    CLOSED = DayKind.CLOSED
    INSET = DayKind.INSET
    OPEN = DayKind.OPEN
    PLANNED = "planned"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return "As the term dates say" if self is DayAs.PLANNED else DayKind(self).label


@dataclass(frozen=True)
class DayLine:
    """A day that was opened or closed, as a line: what it is, why, by whom, and until when it can be undone."""

    day: date
    kind: DayKind | None
    why: str | None
    by: str | None
    undo_until: datetime | None
    changed_at: datetime | None = None

    @property
    def undo_value(self) -> str:
        """What the button that undoes this change, and no later one, holds."""
        return f"{self.day.isoformat()}@{self.changed_at.isoformat() if self.changed_at else ''}"


class DayChanged(TypedDict):
    """How many due dates moved as a day was opened or closed, and how many meetings are still booked for it."""

    moved: int
    meetings: int


@dataclass(frozen=True)
class DaysPrefill:
    """The days that were opened or closed already, and their version."""

    days: tuple[DayLine, ...]
    version: int


def days_prefill(read: Read) -> DaysPrefill:
    """Return the days of the last week and those ahead that Heads opened or closed. Raises Refused for others."""
    known = settings_prefill(read, (CHANGED_DAYS,))
    days = sorted(day for day in read.school.changed_days if day >= read.today - LATELY)
    return DaysPrefill(tuple(day_line(read, day) for day in days), known.version)


def change_day(change: Change, day: date, kind: DayAs, why: str | None, version: int | None = None) -> DayChanged:
    """Open or close a day, and move what is due: to the next day with pupils, or back if the day is one again.

    Raises Refused without the right to change settings, for a day far away, or if nobody had changed the day before.
    """
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, (CHANGED_DAYS,), version)
    before = change.school.changed_days.get(day)
    if abs(day - change.today) > FARTHEST:
        raise Refused("That is more than a year away. Check the year.", field="day")
    if kind is DayAs.PLANNED and before is None:
        raise Refused("Nobody opened or closed that day: it is as the term dates say.", field="kind")
    after = DayKind(kind) if kind is not DayAs.PLANNED else None
    return _put(change, day, after, why, "day:change")


def undo_day(change: Change, value: str) -> DayChanged:
    """Make a day what it was before the change with this `DayLine.undo_value`, if that was in the last ten minutes.

    A button of an earlier version holds only the day: it undoes what the actor changed. Raises Refused later, and once
    the day was changed again.
    """
    change.require(Permission.SETTING_CHANGE)
    day, _, moment = value.partition("@")
    now = change.school.changed_days.get(undone_day(value))
    if now is None or change.undo_until(now.at) is None:
        raise Refused("The ten minutes to undo this are over. Choose what the day is in the form instead.")
    if moment != now.at.isoformat() if moment else now.by_id != change.actor.staff_id:
        by = change.get(Staff, now.by_id).name if now.by_id else "Someone"
        raise Refused(f"{by} has changed that day since, so this cannot be undone. Use the form instead.")
    return _put(change, date.fromisoformat(day), now.before, None, "day:undo")


def undone_day(value: str) -> date:
    """Return the day that a button undoes a change of. Raises Absent if it names none."""
    try:
        return date.fromisoformat(value.partition("@")[0])
    except ValueError:
        raise Absent from None


def _put(change: Change, day: date, kind: DayKind | None, why: str | None, verb: str) -> DayChanged:
    """Write what the day is, and move what is due on it: what is counted, and what was set by hand."""
    before, known = change.school, change.school.changed_days.get(day)
    back = _move(change, change.calendar.on_or_after(day), day, known.moved) if known and known.moved else []
    days = {one: it for one, it in before.changed_days.items() if one != day}
    if kind is not None:
        days[day] = ChangedDay(
            kind=kind, at=change.now, by_id=change.actor.staff_id, why=why, before=known.kind if known else None
        )
    moved = recount(change, before, _write(change, days), day)
    if change.calendar.is_pupil_day(day):
        moved += sum(duty.done_on is None for duty in back)
    else:
        by_hand = _move(change, day, change.calendar.on_or_after(day))
        moved += sum(duty.done_on is None for duty in by_hand)
        if kind is not None:
            _write(change, days | {day: days[day].model_copy(update={"moved": tuple(duty.id for duty in by_hand)})})
    setting = change.session.scalars(select(Setting).where(Setting.name == CHANGED_DAYS)).one()
    change.record(verb, setting, why=f"{day.isoformat()}:{kind or DayAs.PLANNED}")
    change.refresh()
    return DayChanged(moved=moved, meetings=_meetings(change, day))


def _write(change: Change, days: Mapping[date, ChangedDay]) -> School:
    values = {day.isoformat(): one.model_dump(mode="json") for day, one in days.items()}
    school = write_settings(change.session, {CHANGED_DAYS: values})
    change.forget_school()
    return school


def _move(change: Change, due_on: date, to: date, only: Sequence[str] | None = None) -> Sequence[Duty]:
    """Move duties that are due on a day to another, all or only these, and return them; legal dates have clocks.

    What has ended moves too if it ended on the earlier of these days or since: it was late or in time by that day.
    """
    since = or_(Duty.done_on.is_(None), Duty.done_on >= min(due_on, to))
    rows = select(Duty).where(Duty.due_on == due_on, Duty.kind.not_in(STATUTORY), since)
    duties = change.session.scalars(rows.where(Duty.id.in_(only)) if only else rows).all()
    for duty in duties:
        duty.due_on = to
        if duty.kind is DutyKind.ACTION and (action := change.session.get(Action, duty.about)):
            action.due_on = to
        change.refresh(duty.owner_id)
    change.session.flush()
    return duties


def day_line(read: Read, day: date) -> DayLine:
    """Return what a day is by the last change of it; its `kind` is None if it is as the term dates say."""
    one = read.school.changed_days.get(day)
    if one is None:
        return DayLine(day, None, None, None, None)
    staff = read.session.get(Staff, one.by_id) if one.by_id else None
    return DayLine(day, one.kind, one.why, staff.name if staff else None, read.undo_until(one.at), one.at)


def _meetings(read: Read, day: date) -> int:
    """Count the planning meetings that are still booked for a day on which no pupils are in."""
    if read.calendar.is_school_day(day):
        return 0
    starts = datetime.combine(day, time(0), tzinfo=read.zone)
    on_day = PlanningMeeting.starts_at.between(starts, starts + timedelta(days=1))
    booked = select(func.count()).where(
        on_day, PlanningMeeting.cancelled_at.is_(None), PlanningMeeting.held_on.is_(None)
    )
    return read.session.scalar(booked) or 0
