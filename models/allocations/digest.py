"""The allocations digest: what staff discuss at the weekly meeting, read in a fixed number of statements."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from models.allocations.agenda import AgendaDuty, AgendaLine, Digest, Reviewer, Section, channel_name, line_columns
from models.change import Read
from models.duties.kinds import LEGAL, OFF_THE_AGENDA, REVIEWS, in_words
from models.meetings.week import MeetingWeek, period_of
from models.progress.news import count_targets_kept_low
from models.referrals.earlier_stays import before_it, is_return
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil
from models.tables.staff import Staff

MOST_PUPILS, MOST_ACTIONS, MOST_LEAVERS, MOST_REVIEWERS = 80, 20, 6, 20


def digest_of(read: Read, on: date) -> Digest:
    """Build the digest of the meeting on this day. Its size is limited, however large the school is."""
    period = period_of(read, on)
    counts = _counts(read, period)
    pupils = _pupils(read, period)
    actions, actions_in_all = _actions(read, period)
    leavers, leavers_in_all = _leavers(read, period)
    reviewers, reviews = _reviewers(read, period)
    counts |= {"actions": actions_in_all, "leavers": leavers_in_all, "reviews": reviews}
    counts["kept"] = count_targets_kept_low(read, period.last)
    counts["lines"] = counts["pupils"] + actions_in_all + leavers_in_all
    return Digest(period, counts, (*pupils, *actions, *leavers), reviewers)


def _open(period: MeetingWeek, today: date) -> ColumnElement[bool]:
    """Match the open duties that are due before the next meeting, and every open allocation."""
    due = or_(Duty.due_on < period.until, Duty.kind == DutyKind.ALLOCATE)
    return and_(_has_a_line(today), Duty.done_on.is_(None), due)


def _done(period: MeetingWeek) -> ColumnElement[bool]:
    """Match the duties closed at this meeting or since, which stay in view with their endings."""
    return and_(_has_a_line(period.on), Duty.done_on >= period.on)


def _has_a_line(day: date) -> ColumnElement[bool]:
    """Match the duties that get a line. Reviews get one once they are overdue; the others are counted by colleague.

    In the last week of a half-term every pupil has reviews, and nobody would read a line for each.
    """
    return and_(Duty.kind.not_in(OFF_THE_AGENDA), or_(Duty.kind.not_in(REVIEWS), Duty.due_on < day))


def _due(period: MeetingWeek, today: date) -> Subquery:
    # Two selects use an index each; a single one with "or" would read the whole history.
    columns = (Duty.placement_id, Duty.kind, Duty.due_on, Duty.done_on)
    duty = union_all(select(*columns).where(_open(period, today)), select(*columns).where(_done(period))).subquery().c
    is_open, to_allocate = duty.done_on.is_(None), duty.kind == DutyKind.ALLOCATE
    return (
        select(
            duty.placement_id,
            func.min(duty.due_on).label("first_due"),
            func.max(case((to_allocate, 1), else_=0)).label("allocate"),
            func.max(case((and_(is_open, to_allocate), 1), else_=0)).label("to_allocate"),
            func.max(case((and_(is_open, duty.due_on < period.until, ~to_allocate), 1), else_=0)).label("due"),
            func.max(case((and_(is_open, duty.due_on < today), 1), else_=0)).label("late"),
            func.sum(case((and_(is_open, duty.kind == DutyKind.TARGET), 1), else_=0)).label("targets"),
            func.max(case((and_(is_open, duty.kind.in_(LEGAL)), 1), else_=0)).label("legal"),
        )
        .group_by(duty.placement_id)
        .subquery()
    )


def _on_the_agenda(period: MeetingWeek, due: Subquery, today: date) -> list[ColumnElement[bool]]:
    wanted = or_(due.c.placement_id.is_not(None), Placement.added_at >= period.since)
    return [current(today), Placement.added_at < period.ends, wanted]


def _counts(read: Read, period: MeetingWeek) -> dict[str, int]:
    due = _due(period, read.today)
    counted = (
        select(
            func.count(Placement.id).label("pupils"),
            func.sum(case((Placement.added_at >= period.since, 1), else_=0)).label("new"),
            func.sum(due.c.to_allocate).label("allocate"),
            func.sum(due.c.due).label("due"),
            func.sum(due.c.late).label("late"),
            func.sum(due.c.targets).label("targets"),
        )
        .outerjoin(due, due.c.placement_id == Placement.id)
        .where(*_on_the_agenda(period, due, read.today))
    )
    return {name: count or 0 for name, count in read.session.execute(counted).one()._mapping.items()}


def _pupils(read: Read, period: MeetingWeek) -> list[AgendaLine]:
    due = _due(period, read.today)
    section = case((Placement.added_at >= period.since, 0), (due.c.allocate == 1, 1), else_=2)
    rows = read.session.execute(
        select(
            Placement.id,
            *line_columns(),
            Staff.name.label("keyworker"),
            Placement.added_at,
            *before_it(),
            section.label("section"),
        )
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(due, due.c.placement_id == Placement.id)
        .outerjoin(Staff, Staff.id == Placement.keyworker_id)
        .where(*_on_the_agenda(period, due, read.today))
        .order_by(section, func.coalesce(due.c.legal, 0).desc(), due.c.first_due, Pupil.reference)
        .limit(MOST_PUPILS)
    ).all()
    owed = _owed(read, period, [row.id for row in rows])
    return [
        _line(
            read,
            row,
            Section(row.section),
            owed.get(row.id, ()),
            row.keyworker,
            is_return(read, row.added_at, row.ended_on, row.merged_at),
        )
        for row in rows
    ]


def _owed(read: Read, period: MeetingWeek, placements: Sequence[str]) -> dict[str, tuple[AgendaDuty, ...]]:
    rows = read.session.execute(
        _duties()
        .where(Duty.placement_id.in_(placements), or_(_open(period, read.today), _done(period)))
        .order_by(Duty.due_on, Duty.kind)
    )
    found: dict[str, tuple[AgendaDuty, ...]] = {}
    for row in rows:
        found[row.placement_id] = (*found.get(row.placement_id, ()), _one(read, row))
    return found


def _actions(read: Read, period: MeetingWeek) -> tuple[list[AgendaLine], int]:
    """Return the agreed actions that are open or were done since the last meeting, and how many there are.

    What was agreed stays private: the lines do not quote it.
    """
    rows = read.session.execute(
        _duties(*line_columns(), func.count().over().label("in_all"), func.coalesce(Action.carried, 0).label("carried"))
        .outerjoin(Action, Action.id == Duty.about)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.kind == DutyKind.ACTION, or_(Duty.done_on.is_(None), Duty.done_on >= period.last))
        .order_by(Duty.due_on, Duty.added_at, Duty.id)
        .limit(MOST_ACTIONS)
    ).all()
    lines = [_line(read, row, Section.ACTIONS, (_one(read, row, row.carried),)) for row in rows]
    return lines, rows[0].in_all if rows else 0


def _leavers(read: Read, period: MeetingWeek) -> tuple[list[AgendaLine], int]:
    """Return who leaves between the last meeting and the next, and how many they are.

    A pupil with another open placement is no leaver, as after two records were merged.
    """
    other = aliased(Placement)
    goes_on = exists().where(other.pupil_id == Placement.pupil_id, other.id != Placement.id, current(read.today, other))
    rows = read.session.execute(
        select(Placement.id, *line_columns(), Placement.left_on, func.count().over().label("in_all"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Placement.left_on >= period.last, Placement.left_on < period.until, ~goes_on)
        .order_by(Placement.left_on, Pupil.reference)
        .limit(MOST_LEAVERS)
    ).all()
    lines = [_line(read, row, Section.LEAVERS, left_on=row.left_on) for row in rows]
    return lines, rows[0].in_all if rows else 0


def _reviewers(read: Read, period: MeetingWeek) -> tuple[tuple[Reviewer, ...], int]:
    """Return who has reviews to hold before the next meeting, and how many reviews there are in all."""
    late = func.sum(case((Duty.due_on < read.today, 1), else_=0)).label("late")
    rows = read.session.execute(
        select(Staff.name, func.count().label("reviews"), late, func.sum(func.count()).over().label("in_all"))
        .join(Duty, Duty.owner_id == Staff.id)
        .join(Placement, Placement.id == Duty.placement_id)
        .where(Duty.kind.in_(REVIEWS), Duty.done_on.is_(None), Duty.due_on < period.until, current(read.today))
        .group_by(Staff.id, Staff.name)
        .order_by(func.count().desc(), Staff.name)
        .limit(MOST_REVIEWERS)
    ).all()
    found = tuple(Reviewer(row.name, row.reviews, row.late) for row in rows)
    return found, int(rows[0].in_all) if rows else 0


def _duties(*more: Any) -> Select[Any]:
    owner = aliased(Staff)
    columns = (Duty.id, Duty.kind, Duty.about, Duty.placement_id, Duty.due_on, Duty.done_on, Duty.ending)
    return select(*columns, owner.name.label("owner"), *more).join(owner, owner.id == Duty.owner_id)


def _one(read: Read, row: Row[Any], carried: int = 0) -> AgendaDuty:
    late = 0 if row.done_on else read.calendar.school_days_between(row.due_on, read.today)
    return AgendaDuty(
        row.id, row.kind, in_words(row.kind, row.about), row.owner, row.due_on, row.done_on, row.ending, late, carried
    )


def _line(
    read: Read,
    row: Row[Any],
    section: Section,
    owed: tuple[AgendaDuty, ...] = (),
    keyworker: str | None = None,
    returning: bool = False,
    left_on: date | None = None,
) -> AgendaLine:
    placement_id = row.placement_id if section is Section.ACTIONS else row.id
    return AgendaLine(
        section,
        placement_id,
        row.pupil_id,
        *channel_name(read, row),
        keyworker,
        returning=returning,
        left_on=left_on,
        owed=owed,
    )
