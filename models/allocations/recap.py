"""The recap of an allocations meeting: who does what by when, and the agreed actions for those who may read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from models.allocations.agenda import channel_name, line_columns
from models.allocations.lines import OWNER
from models.change import Change, Read
from models.duties.kinds import LEGAL, in_words
from models.duties.overdue import days_late, is_overdue
from models.duties.owed_words import owed_in_words
from models.errors import Absent
from models.meetings.week import MeetingWeek, last_meeting, period_of
from models.permission import Permission
from models.requests.looks import record_looks
from models.rights import refusal_reason
from models.tables.duty import DECIDED, Duty, DutyKind, Ending
from models.tables.meeting import AllocationsMeeting
from models.tables.placement import Placement, current, is_taught_by
from models.tables.pupil import Pupil
from models.tables.staff import Staff

MOST_OWNERS, MOST_EACH, MOST_ALLOCATED, MOST_AGREED, MOST_LEGAL = 34, 8, 30, 40, 300
MOST_DECIDED = 20


@dataclass(frozen=True)
class Task:
    """One thing to do, with what the channel may know of the pupil; all of it is empty if it concerns no pupil."""

    what: str
    due_on: date
    initials: str
    year: str
    reference: str


@dataclass(frozen=True)
class LegalDate:
    """A legal date that is not met yet; `owner` is None once it is overdue, as the channel names nobody then."""

    kind: DutyKind
    due_on: date
    late: int
    owner: str | None
    initials: str
    reference: str


@dataclass(frozen=True)
class Share:
    """The tasks of one member of staff; `more` is how many did not fit."""

    owner: str
    tasks: tuple[Task, ...]
    more: int


@dataclass(frozen=True)
class Allocated:
    """A pupil who was given a keyworker at the meeting, or between it and the next."""

    initials: str
    year: str
    reference: str
    keyworker: str


@dataclass(frozen=True)
class Decided:
    """A step that somebody has said is not needed, or involves nobody; the reason is not for the channel."""

    what: str
    ending: Ending
    initials: str
    reference: str


@dataclass(frozen=True)
class Recap:
    """What a meeting led to, until the next one.

    `shares`, `allocated` and `decided` are those that fit; `owners`, `allocated_in_all` and `decided_in_all` count them
    all. `late` counts what is overdue without a legal date. `pupils` are the ids of all in it.
    """

    on: date
    until: date
    legal: tuple[LegalDate, ...]
    shares: tuple[Share, ...]
    allocated: tuple[Allocated, ...]
    decided: tuple[Decided, ...]
    owners: int
    allocated_in_all: int
    decided_in_all: int
    late: int
    pupils: frozenset[str]


@dataclass(frozen=True)
class AgreedAction:
    """An agreed action; `late` is in school days. `what`, its own words, is None for those not around the pupil."""

    initials: str
    reference: str
    owner: str
    due_on: date
    done_on: date | None
    ending: Ending | None
    late: int
    what: str | None


def recap_of(read: Read, on: date) -> Recap:
    """Build the recap: all that is due before the next meeting, and all actions agreed at this one, by owner.

    Legal dates stand by themselves, every one of them. Of what is overdue there is only the number.
    """
    period = period_of(read, on)
    owed = _owed(period)
    rows = read.session.execute(_ranked(owed, Duty.kind.not_in(LEGAL), ~is_overdue(read))).all()
    legal = read.session.execute(_tasks(owed, Duty.kind.in_(LEGAL)).order_by(Duty.due_on, Duty.id).limit(MOST_LEGAL))
    late = select(func.count()).select_from(Duty).where(owed, Duty.kind.not_in(LEGAL), is_overdue(read))
    dates, shares, given = legal.all(), tuple(_shares(read, rows)), _allocated(read, on, period.until)
    decided = _decided(read, on, period.until)
    return Recap(
        on,
        period.until,
        tuple(_legal_date(read, row) for row in dates),
        shares[:MOST_OWNERS],
        tuple(Allocated(*channel_name(read, row), row.keyworker) for row in given),
        tuple(_decision(read, row) for row in decided),
        len(shares),
        given[0].in_all if given else 0,
        decided[0].in_all if decided else 0,
        read.session.scalar(late) or 0,
        frozenset(row.pupil_id for row in (*rows, *dates, *given, *decided) if row.pupil_id is not None),
    )


def _owed(period: MeetingWeek) -> ColumnElement[bool]:
    opened_at = select(AllocationsMeeting.opened_at).where(AllocationsMeeting.on == period.on).scalar_subquery()
    at_the_meeting = and_(Duty.kind == DutyKind.ACTION, Duty.added_at >= opened_at)
    return and_(Duty.done_on.is_(None), or_(Duty.due_on < period.until, at_the_meeting))


def _tasks(*which: ColumnElement[bool]) -> Select[Any]:
    turn = func.dense_rank().over(order_by=(OWNER.name, Duty.owner_id)).label("turn")
    return (
        select(Duty.kind, Duty.about, Duty.due_on, OWNER.name.label("owner"), Duty.owner_id, turn)
        .add_columns(Placement.left_on, *line_columns())
        .join(OWNER, OWNER.id == Duty.owner_id)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(*which)
    )


def _ranked(*which: ColumnElement[bool]) -> Select[Any]:
    """Select the first tasks of each owner, and how many each has in all."""
    place = func.row_number().over(order_by=(Duty.due_on, Duty.id), partition_by=Duty.owner_id).label("place")
    in_all = func.count().over(partition_by=Duty.owner_id).label("in_all")
    ranked = _tasks(*which).add_columns(place, in_all).subquery()
    return select(ranked).where(ranked.c.place <= MOST_EACH).order_by(ranked.c.turn, ranked.c.place)


def _legal_date(read: Read, row: Row[Any]) -> LegalDate:
    late = days_late(read, row.kind, row.due_on)
    name, _, reference = channel_name(read, row)
    return LegalDate(row.kind, row.due_on, late, None if late else row.owner, name, reference)


def agreed_actions(change: Change, on: str) -> list[AgreedAction]:
    """Return the agreed actions, in words if the actor may read them, and log the look. `on` is an ISO date.

    Raises Absent once there has been another meeting.
    """
    meeting = last_meeting(change, on)
    if meeting is None:
        raise Absent
    change.record("action:view", meeting)
    period = period_of(change, meeting.on)
    rows = change.session.execute(
        select(Duty.kind, Duty.what, Duty.due_on, Duty.done_on, Duty.ending, Duty.owner_id)
        .add_columns(*line_columns(), *_around(change))
        .join(Staff, Staff.id == Duty.owner_id)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.kind == DutyKind.ACTION, or_(Duty.done_on.is_(None), Duty.done_on >= period.last))
        .order_by(Duty.done_on.is_not(None), Duty.due_on, Duty.added_at, Duty.id)
        .limit(MOST_AGREED)
    )
    shown = [(row.pupil_id, _agreed(change, row)) for row in rows]
    pupils = [pupil_id for pupil_id, action in shown if pupil_id is not None and action.what is not None]
    record_looks(change, "action:view", meeting, pupils, why="agreed_actions")
    return [action for _, action in shown]


def _around(read: Read) -> tuple[Any, ...]:
    teaches = is_taught_by(read.actor.staff_id, Duty.placement_id)
    return Staff.name.label("owner"), Placement.keyworker_id, teaches.label("teaches")


def _agreed(read: Read, row: Row[Any]) -> AgreedAction:
    me = read.staff
    mine = me.relation(keyworker=row.keyworker_id == me.id, teacher=bool(row.teaches))
    may = row.owner_id == me.id or row.forenames is None or refusal_reason(Permission.CONTACT_SEE, mine) is None
    initials, _, reference = channel_name(read, row)
    late = days_late(read, row.kind, row.due_on, row.done_on)
    what = row.what if may else None
    return AgreedAction(initials, reference, row.owner, row.due_on, row.done_on, row.ending, late, what)


def _shares(read: Read, rows: Any) -> Iterator[Share]:
    for _, group in groupby(rows, key=lambda row: row.turn):
        own = list(group)
        yield Share(own[0].owner, tuple(_task(read, row) for row in own), own[0].in_all - len(own))


def _task(read: Read, row: Row[Any]) -> Task:
    return Task(owed_in_words(read, row, row.left_on), row.due_on, *channel_name(read, row))


def _decided(read: Read, on: date, until: date) -> Sequence[Any]:
    """Return what somebody has said, from the day of the meeting until the next one, is not needed for a pupil here."""
    return read.session.execute(
        select(Duty.kind, Duty.about, Duty.ending, *line_columns(), func.count().over().label("in_all"))
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.ending.in_(DECIDED), Duty.done_on >= on, Duty.done_on < until, current(read.today))
        .order_by(Pupil.reference, Duty.kind, Duty.about)
        .limit(MOST_DECIDED)
    ).all()


def _decision(read: Read, row: Row[Any]) -> Decided:
    initials, _, reference = channel_name(read, row)
    return Decided(in_words(row.kind, row.about), row.ending, initials, reference)


def _allocated(read: Read, on: date, until: date) -> Sequence[Any]:
    """Return the pupils who were allocated from the day of the meeting until the next one."""
    return read.session.execute(
        select(*line_columns(), Staff.name.label("keyworker"), func.count().over().label("in_all"))
        .select_from(Placement)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .join(Staff, Staff.id == Placement.keyworker_id)
        .where(Placement.allocated_on >= on, Placement.allocated_on < until, current(read.today))
        .order_by(Pupil.reference)
        .limit(MOST_ALLOCATED)
    ).all()
