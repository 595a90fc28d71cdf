"""The allocations digest: what staff discuss at the weekly meeting, read in a fixed number of statements."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, union_all

from models.allocations.absences import count_absences
from models.allocations.agenda import APART, AgendaDuty, AgendaLine, Digest, Section, line_columns
from models.allocations.conversations import conversations
from models.allocations.leavers import leavers_of
from models.allocations.lines import duties_with_owners, duty_of, line_of
from models.allocations.not_agreed import not_agreed
from models.allocations.reviewers import reviewers_of
from models.allocations.unread import unread_profiles
from models.change import Read
from models.duties.kinds import DECISIONS, LEGAL, OFF_THE_AGENDA, REVIEWS
from models.duties.overdue import is_overdue
from models.meetings.week import MeetingWeek, period_of
from models.progress.news import count_targets_kept_low
from models.referrals.earlier_stays import before_it, is_return
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.meeting import Action
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil
from models.tables.staff import Staff

MOST_PUPILS, MOST_ACTIONS = 80, 20
# What is finished stays in its place that day, beside what is open and never instead of it.
MOST_FINISHED = 20


def digest_of(read: Read, on: date) -> Digest:
    """Build the digest of the meeting on this day. Its size is limited, however large the school is."""
    period = period_of(read, on)
    lines, counts = _lines(read, period)
    reviewers = reviewers_of(read, period)
    unread = unread_profiles(read, period)
    counts += _counts(read, period) + Counter(reviews=reviewers.reviews, unread=unread.profiles)
    counts["kept"] = count_targets_kept_low(read, period.last)
    return Digest(period, counts, lines, reviewers, not_agreed(read, period), unread, conversations(read))


def lines_on(read: Read, on: date) -> tuple[AgendaLine, ...]:
    """Return the lines of the meeting on this day alone, for a page that shows nothing else."""
    return _lines(read, period_of(read, on))[0]


def _lines(read: Read, period: MeetingWeek) -> tuple[tuple[AgendaLine, ...], Counter[str]]:
    """Return all lines that are listed, and how many actions, leavers and alarming absences there are."""
    actions, counts = _actions(read, period)
    leavers, leavers_in_all = leavers_of(read, period)
    counts += Counter(leavers=leavers_in_all) + count_absences(read)
    return (*_pupils(read, period), *actions, *leavers), counts


def _open(late: ColumnElement[bool], period: MeetingWeek) -> ColumnElement[bool]:
    """Match the open duties that are due before the next meeting, and every open allocation."""
    due = or_(Duty.due_on < period.until, Duty.kind == DutyKind.ALLOCATE)
    return and_(_has_a_line(late), Duty.done_on.is_(None), due)


def _done(late: ColumnElement[bool], period: MeetingWeek, today: date) -> ColumnElement[bool]:
    """Match the duties closed today, at this meeting or since: they keep their places, with their endings."""
    return and_(_has_a_line(late), Duty.done_on == today, Duty.done_on >= period.on)


def _has_a_line(late: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match the duties that get a line. Reviews get one once they are overdue; the others are counted by colleague.

    In the last week of a half-term every pupil has reviews, and nobody would read a line for each.
    """
    return and_(Duty.kind.not_in(OFF_THE_AGENDA), or_(Duty.kind.not_in(REVIEWS), late))


@lru_cache(maxsize=8)
def _due(late: ColumnElement[bool], period: MeetingWeek, today: date) -> Subquery:
    """Select what each pupil is owed. It is built once a day: that takes longer than reading it."""
    # Two selects use an index each; a single one with "or" would read the whole history.
    columns = (Duty.placement_id, Duty.kind, Duty.due_on, Duty.done_on, Duty.ending, late.label("late"))
    which = (_open(late, period), _done(late, period, today))
    duty = union_all(*(select(*columns).where(one) for one in which)).subquery().c
    is_open, to_allocate, legal = duty.done_on.is_(None), duty.kind == DutyKind.ALLOCATE, duty.kind.in_(LEGAL)

    def any_of(*what: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((and_(*what), 1), else_=0))

    return (
        select(
            duty.placement_id,
            func.min(duty.due_on).label("first_due"),
            any_of(to_allocate).label("allocate"),
            any_of(legal).label("legal"),
            any_of(is_open).label("open"),
            any_of(is_open, legal).label("to_start"),
            any_of(is_open, to_allocate).label("to_allocate"),
            any_of(is_open, duty.kind.not_in(APART), ~duty.late).label("due"),
            any_of(is_open, duty.late).label("late"),
            func.sum(case((and_(is_open, duty.kind == DutyKind.TARGET), 1), else_=0)).label("targets"),
            func.sum(case((and_(is_open, duty.kind.in_(DECISIONS)), 1), else_=0)).label("decisions"),
            *(func.sum(case((duty.ending == ending, 1), else_=0)).label(ending) for ending in Ending),
        )
        .group_by(duty.placement_id)
        .subquery()
    )


def _on_the_agenda(period: MeetingWeek, due: Subquery, today: date) -> list[ColumnElement[bool]]:
    wanted = or_(due.c.placement_id.is_not(None), Placement.added_at >= period.since)
    return [current(today), Placement.added_at < period.ends, wanted]


def _counts(read: Read, period: MeetingWeek) -> Counter[str]:
    due = _due(is_overdue(read), period, read.today)
    counted = (
        select(
            func.sum(case((Placement.added_at >= period.since, 1), else_=0)).label("new"),
            func.sum(due.c.to_allocate).label("allocate"),
            func.sum(due.c.due).label("due"),
            func.sum(due.c.late).label("late"),
            func.sum(due.c.targets).label("targets"),
            func.sum(due.c.decisions).label("decisions"),
            *(func.sum(due.c[ending]).label(ending) for ending in Ending),
        )
        .outerjoin(due, due.c.placement_id == Placement.id)
        .where(*_on_the_agenda(period, due, read.today))
    )
    found = read.session.execute(counted).one()._mapping
    return Counter({name: int(count or 0) for name, count in found.items()})


def _pupils(read: Read, period: MeetingWeek) -> list[AgendaLine]:
    ranked = _ranked(read, period)
    order = (ranked.c.section, ranked.c.legal.desc(), ranked.c.first_due, ranked.c.reference)
    rows = read.session.execute(
        select(
            Placement.id,
            *line_columns(),
            Staff.name.label("keyworker"),
            Placement.added_at,
            Placement.first_day,
            *before_it(),
            ranked.c.section,
        )
        .join(ranked, ranked.c.id == Placement.id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Staff, Staff.id == Placement.keyworker_id)
        .where(or_(ranked.c.place <= ranked.c.room, ranked.c.to_start == 1))
        .order_by(*order)
    ).all()
    owed = _owed(read, period, [row.id for row in rows])
    return [
        line_of(
            read,
            row,
            Section(row.section),
            owed.get(row.id, ()),
            row.keyworker,
            is_return(read, row.added_at, row.ended_on, row.merged_at),
            is_reached=row.first_day is not None and row.first_day <= read.today,
        )
        for row in rows
    ]


def _ranked(read: Read, period: MeetingWeek) -> Subquery:
    """Rank the pupils: legal dates first, then by section and due date; what is finished is ranked by itself."""
    due = _due(is_overdue(read), period, read.today)
    section = case((Placement.added_at >= period.since, 0), (due.c.allocate == 1, 1), else_=2)
    legal, to_start = func.coalesce(due.c.legal, 0), func.coalesce(due.c.to_start, 0)
    room = case((due.c.open == 0, MOST_FINISHED), else_=MOST_PUPILS)
    order = (to_start.desc(), section, due.c.first_due, Pupil.reference)
    return (
        select(Placement.id, Pupil.reference, section.label("section"), legal.label("legal"), room.label("room"))
        .add_columns(to_start.label("to_start"), due.c.first_due)
        .add_columns(func.row_number().over(partition_by=room, order_by=order).label("place"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(due, due.c.placement_id == Placement.id)
        .where(*_on_the_agenda(period, due, read.today))
        .subquery()
    )


def _owed(read: Read, period: MeetingWeek, placements: Sequence[str]) -> dict[str, tuple[AgendaDuty, ...]]:
    late = is_overdue(read)
    rows = read.session.execute(
        duties_with_owners()
        .where(Duty.placement_id.in_(placements), or_(_open(late, period), _done(late, period, read.today)))
        .order_by(Duty.due_on, Duty.kind)
    )
    found: dict[str, tuple[AgendaDuty, ...]] = {}
    for row in rows:
        found[row.placement_id] = (*found.get(row.placement_id, ()), duty_of(read, row))
    return found


def _actions(read: Read, period: MeetingWeek) -> tuple[list[AgendaLine], Counter[str]]:
    """Return the agreed actions that are open or were done since the last meeting, the oldest first, and their counts.

    What was agreed stays private: the lines do not quote it.
    """
    is_done = Duty.done_on.is_not(None)
    order = (Duty.done_on.desc(), Duty.added_at, Duty.id)
    numbered = (
        select(Duty.id, func.row_number().over(partition_by=Duty.ending, order_by=order).label("place"))
        .add_columns(func.count().over(partition_by=Duty.ending).label("in_all"))
        .add_columns(func.sum(case((is_overdue(read), 1), else_=0)).over(partition_by=is_done).label("late"))
        .where(Duty.kind == DutyKind.ACTION, or_(Duty.done_on.is_(None), Duty.done_on >= period.last))
        .subquery()
    )
    rows = read.session.execute(
        duties_with_owners(
            *line_columns(), numbered.c.in_all, numbered.c.late, func.coalesce(Action.carried, 0).label("carried")
        )
        .join(numbered, numbered.c.id == Duty.id)
        .outerjoin(Action, Action.id == Duty.about)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(numbered.c.place <= MOST_ACTIONS)
        .order_by(Duty.added_at, Duty.id)
    ).all()
    counts: Counter[str] = Counter()
    for row in rows:
        is_open = row.ending is None
        counts |= Counter(actions=row.in_all, late_actions=int(row.late)) if is_open else {row.ending.value: row.in_all}
    return [line_of(read, row, Section.ACTIONS, (duty_of(read, row, row.carried),)) for row in rows], counts
