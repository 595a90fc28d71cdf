"""What is stuck: the pupils with duties that are long overdue, every legal date among them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from models.change import Read
from models.contacts.outcomes import WITHOUT_ANSWER
from models.duties.kinds import LEGAL
from models.duties.overdue import OF_PASSING, OWN_SINCE, Passed, overdue_when_passed
from models.names import used_name
from models.school.calendar import moved
from models.school.school_year import year_in_line
from models.tables.contact import Attempt, Outcome
from models.tables.duty import Duty, Enquiry
from models.tables.placement import Placement
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff

STUCK_AFTER = 5
MOST_STUCK = 6


@dataclass(frozen=True)
class Tried:
    """When somebody last tried to reach anybody for a pupil, who, with what outcome, and on how many days in vain."""

    on: date
    by: str
    outcome: Outcome
    days: int


@dataclass(frozen=True)
class Stuck:
    """A pupil with long overdue duties: how many, how late the oldest is in school days, and who owes that one.

    `handed_over` is when it was handed over, if it was overdue by then. An owner who is `away_until` a day has a
    `cover`, or nobody covers. `is_legal` says that the law set one of the dates. `tried` is the last attempt to reach
    anybody for the pupil, `waiting` whom somebody asked for what is owed, and on which day.
    """

    placement_id: str | None
    name: str
    year: str
    reference: str
    things: int
    late: int
    owner: str
    owners: int
    is_legal: bool
    tried: Tried | None
    waiting: tuple[str, date] | None = None
    handed_over: Passed | None = None
    away_until: date | None = None
    cover: str | None = None


@dataclass(frozen=True)
class StuckList:
    """The pupils whose duties are longest overdue, legal dates first, and how many duties and pupils there are."""

    lines: tuple[Stuck, ...] = ()
    things: int = 0
    pupils: int = 0

    @property
    def more(self) -> int:
        """How many duties stand in no line."""
        return self.things - sum(line.things for line in self.lines)


def is_stuck(read: Read, since: SQLColumnExpression[date] = Duty.due_on) -> ColumnElement[bool]:
    """Return the condition that a duty is overdue by STUCK_AFTER school days, or past a day that the law sets."""
    is_past_legal = and_(Duty.kind.in_(LEGAL), since < read.today)
    return and_(Duty.done_on.is_(None), or_(since <= stuck_since(read), is_past_legal))


def is_stuck_with_owner(read: Read) -> ColumnElement[bool]:
    """Return the same condition, counted from the day on which a duty passed to its present owner."""
    return is_stuck(read, OWN_SINCE)


def stuck_since(read: Read) -> date:
    """Return the last due date that is overdue by STUCK_AFTER school days."""
    day = read.today
    for _ in range(STUCK_AFTER):
        day = moved(read.calendar.on_or_before(day), -1)
    return day


def stuck_pupils(read: Read) -> StuckList:
    """Return the pupils with long overdue duties: every one with a legal date, then the longest overdue."""
    grouped, cover = _by_pupil(read), aliased(Staff)
    rows = (
        select(grouped, *LINE)
        .add_columns(Staff.name.label("owner"), Staff.away_until, cover.name.label("cover"), *OF_PASSING)
        .join(Duty, Duty.id == grouped.c.oldest)
        .join(Staff, Staff.id == Duty.owner_id)
        .outerjoin(cover, and_(cover.id == Staff.cover_id, cover.left_at.is_(None)))
        .outerjoin(Placement, Placement.id == grouped.c.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(or_(grouped.c.place <= MOST_STUCK, grouped.c.legal == 1))
        .order_by(grouped.c.place)
    )
    found = read.session.execute(rows).all()
    about = {row.placement_id for row in found} - {None}
    tried, asked = _last_tried(read, about), _waited_for(read, about)
    lines = tuple(_stuck_line(read, row, tried.get(row.placement_id), asked.get(row.placement_id)) for row in found)
    return StuckList(lines, int(found[0].in_all), found[0].pupils) if found else StuckList()


def _by_pupil(read: Read) -> Subquery:
    """Group what is stuck by pupil, with the id of the duty that is overdue longest."""
    age = func.row_number().over(partition_by=Duty.placement_id, order_by=(Duty.due_on, Duty.id))
    duty = select(Duty.id, Duty.placement_id, Duty.due_on, Duty.owner_id).add_columns(Duty.kind, age.label("age"))
    stuck = duty.where(is_stuck(read)).subquery().c
    legal = func.max(case((stuck.kind.in_(LEGAL), 1), else_=0))
    order = (legal.desc(), func.min(stuck.due_on), func.count().desc(), stuck.placement_id)
    return (
        select(stuck.placement_id, func.count().label("things"), func.min(stuck.due_on).label("due_on"))
        .add_columns(func.max(case((stuck.age == 1, stuck.id))).label("oldest"))
        .add_columns(func.count(stuck.owner_id.distinct()).label("owners"))
        .add_columns(func.count().over().label("pupils"), func.sum(func.count()).over().label("in_all"))
        .add_columns(legal.label("legal"), func.row_number().over(order_by=order).label("place"))
        .group_by(stuck.placement_id)
        .subquery()
    )


def _last_tried(read: Read, placement_ids: Collection[str]) -> dict[str, Tried]:
    """Return, by placement, the last attempt to reach anybody; nothing where nobody has tried."""
    rows = select(Attempt.placement_id, Attempt.on, Attempt.outcome, Staff.name).join(Staff, Staff.id == Attempt.by_id)
    rows = rows.where(Attempt.placement_id.in_(placement_ids)).order_by(Attempt.on, Attempt.added_at)
    tried: dict[str, Tried] = {}
    in_vain: dict[str, set[date]] = {}  # since somebody last answered
    for row in read.session.execute(rows) if placement_ids else ():
        days = in_vain.get(row.placement_id, set()) | {row.on} if row.outcome in WITHOUT_ANSWER else set()
        in_vain[row.placement_id] = days
        tried[row.placement_id] = Tried(row.on, row.name, row.outcome, len(days))
    return tried


def _waited_for(read: Read, placement_ids: Collection[str]) -> dict[str, tuple[str, date]]:
    """Return, by placement, whom somebody asked last for what is stuck, and on which day."""
    rows = select(Enquiry.placement_id, Enquiry.asked_of, Enquiry.on).join(Duty, Duty.id == Enquiry.duty_id)
    rows = rows.where(Enquiry.placement_id.in_(placement_ids), is_stuck(read)).order_by(Enquiry.on, Enquiry.added_at)
    return {row.placement_id: (row.asked_of, row.on) for row in read.session.execute(rows)} if placement_ids else {}


def _stuck_line(read: Read, row: Row[Any], tried: Tried | None, waiting: tuple[str, date] | None) -> Stuck:
    return Stuck(
        placement_id=row.placement_id,
        name=used_name(row.preferred_name, row.forenames, row.surname),
        year=year_in_line(row, read.today),
        reference=row.reference or "",
        things=row.things,
        late=read.calendar.school_days_between(row.due_on, read.today),
        owner=row.owner,
        owners=row.owners,
        is_legal=bool(row.legal),
        tried=tried,
        waiting=waiting,
        handed_over=overdue_when_passed(read, row),
        away_until=row.away_until if row.away_until and read.today < row.away_until else None,
        cover=row.cover,
    )
