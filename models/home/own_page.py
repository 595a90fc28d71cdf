"""A person's own page in the App Home: duties, offers, drafts and pupils, and for Heads what is stuck."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, select

from models.attempts.by_duty import days_tried
from models.change import Read
from models.duties.kinds import KINDS, LEGAL, in_words
from models.names import full_name
from models.permission import Permission, Role, refusal_reason
from models.pupils.mine import MyPupils, my_pupils
from models.reviews.queue import due_reviews
from models.school.calendar import MissingTermDates, moved
from models.school.school_year import year_group
from models.tables.audit import Audit
from models.tables.draft import Draft
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, current
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff

MOST_DUE, MOST_LATER, MOST_PUT_OFF, MOST_OFFERED, MOST_STUCK, MOST_DRAFTS = 15, 10, 10, 4, 8, 5
STUCK_AFTER = 5


@dataclass(frozen=True)
class OwnDuty:
    """One duty as a line of somebody's own page; `late` is in school days, `days_tried` counts days with attempts."""

    id: str
    kind: DutyKind
    what: str
    due_on: date
    late: int
    days_tried: int
    placement_id: str | None
    name: str
    year: str
    reference: str
    put_off_until: date | None
    owner: str
    may_do: bool


@dataclass(frozen=True)
class DutyList:
    """The first lines of a list of duties, and how many duties there are in all."""

    lines: tuple[OwnDuty, ...] = ()
    in_all: int = 0

    @property
    def more(self) -> int:
        return self.in_all - len(self.lines)


@dataclass(frozen=True)
class Stuck:
    """A pupil with long overdue duties: how many, how late the oldest is in school days, and one of their owners."""

    placement_id: str | None
    name: str
    year: str
    reference: str
    things: int
    late: int
    owner: str
    owners: int


@dataclass(frozen=True)
class DraftLeft:
    """A form that was begun and not saved."""

    id: str
    form: str
    about: str
    kept_at: datetime


@dataclass(frozen=True)
class MyPage:
    """Everything that somebody's own page shows."""

    today: date
    is_new: bool
    is_head: bool
    sees_cohort: bool
    due: DutyList
    reviews: int
    pupils: MyPupils
    later: DutyList
    put_off: DutyList
    offered: DutyList
    drafts: tuple[DraftLeft, ...]
    stuck: tuple[Stuck, ...]
    stuck_in_all: int
    without_keyworker: int
    needs_channel: bool
    needs_term_dates: MissingTermDates | None


def my_page(read: Read) -> MyPage:
    """Read the actor's own page. Only Heads see what is stuck and what the service still lacks."""
    is_head = read.actor.role is Role.HEAD
    mine = _mine(read)
    stuck, stuck_in_all = _stuck(read) if is_head else ((), 0)
    return MyPage(
        today=read.today,
        is_new=_has_done_nothing(read),
        is_head=is_head,
        sees_cohort=read.may(Permission.COHORT_SEE),
        due=mine["due"],
        reviews=len(due_reviews(read)),
        pupils=my_pupils(read),
        later=mine["later"],
        put_off=mine["put_off"],
        offered=_offered(read),
        drafts=_drafts(read),
        stuck=stuck,
        stuck_in_all=stuck_in_all,
        without_keyworker=_without_keyworker(read) if is_head else 0,
        needs_channel=is_head and read.school.channel is None,
        needs_term_dates=read.calendar.lack(read.today) if is_head else None,
    )


def stuck_since(read: Read) -> date:
    """Return the last due date that counts as stuck, which is overdue by STUCK_AFTER school days."""
    day = read.today
    for _ in range(STUCK_AFTER):
        day = moved(read.calendar.on_or_before(day), -1)
    return day


def _mine(read: Read) -> dict[str, DutyList]:
    """Return what is due by today, what comes later and what was put off, each with its first lines and its number."""
    part = case((Duty.snoozed_until > read.today, "put_off"), (Duty.due_on <= read.today, "due"), else_="later")
    most = {"due": MOST_DUE, "later": MOST_LATER, "put_off": MOST_PUT_OFF}
    return _some(read, part, Duty.owner_id == read.by.staff_id, most)


def _offered(read: Read) -> DutyList:
    return _some(read, literal("offered"), Duty.offered_to_id == read.by.staff_id, {"offered": MOST_OFFERED})["offered"]


def _stuck(read: Read) -> tuple[tuple[Stuck, ...], int]:
    """Return the pupils with long overdue duties, the longest overdue first, and how many pupils there are."""
    grouped = (
        select(Duty.placement_id, func.count().label("things"), func.min(Duty.due_on).label("due_on"))
        .add_columns(func.min(Duty.owner_id).label("owner_id"), func.count(Duty.owner_id.distinct()).label("owners"))
        .add_columns(func.count().over().label("in_all"))
        .where(Duty.done_on.is_(None), Duty.due_on <= stuck_since(read))
        .group_by(Duty.placement_id)
        .subquery()
    )
    rows = (
        select(grouped, *LINE)
        .add_columns(Staff.name.label("owner"))
        .join(Staff, Staff.id == grouped.c.owner_id)
        .outerjoin(Placement, Placement.id == grouped.c.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .order_by(grouped.c.due_on, grouped.c.things.desc(), grouped.c.placement_id)
    )
    found = read.session.execute(rows.limit(MOST_STUCK)).all()
    return tuple(_stuck_line(read, row) for row in found), found[0].in_all if found else 0


def _stuck_line(read: Read, row: Row[Any]) -> Stuck:
    return Stuck(
        placement_id=row.placement_id,
        name=full_name(row.forenames, row.surname),
        year=_year(read, row),
        reference=row.reference or "",
        things=row.things,
        late=read.calendar.school_days_between(row.due_on, read.today),
        owner=row.owner,
        owners=row.owners,
    )


def _some(
    read: Read, part: ColumnElement[str], which: ColumnElement[bool], most: dict[str, int]
) -> dict[str, DutyList]:
    """Return the first duties of each part. Pupils are joined only to these, after all duties were counted."""
    order = (Duty.kind.not_in(LEGAL), Duty.due_on, Duty.added_at, Duty.placement_id, Duty.kind, Duty.id)
    numbered = (
        select(Duty.id, part.label("part"))
        .add_columns(func.row_number().over(partition_by=part, order_by=order).label("place"))
        .add_columns(func.count().over(partition_by=part).label("in_all"))
        .where(Duty.done_on.is_(None), which)
        .subquery()
    )
    rows = (
        select(Duty.id, Duty.kind, Duty.about, Duty.what, Duty.due_on, Duty.snoozed_until, Duty.owner_id)
        .add_columns(Placement.id.label("placement_id"), *LINE, Staff.name.label("owner"))
        .add_columns(numbered.c.part, numbered.c.in_all)
        .join(numbered, numbered.c.id == Duty.id)
        .join(Staff, Staff.id == Duty.owner_id)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(numbered.c.place <= max(most.values()))
    )
    found = read.session.execute(rows.order_by(numbered.c.place)).all()
    parts = {name: [row for row in found if row.part == name] for name in most}
    tried = days_tried(read, found)
    return {name: _part(read, of_part, most[name], tried) for name, of_part in parts.items()}


def _part(read: Read, rows: list[Row[Any]], size: int, tried: dict[str, int]) -> DutyList:
    lines = tuple(_line(read, row, tried.get(row.id, 0)) for row in rows[:size])
    return DutyList(lines, rows[0].in_all if rows else 0)


def _line(read: Read, row: Row[Any], tried: int) -> OwnDuty:
    own = read.actor.relation(own=row.owner_id == read.by.staff_id)
    return OwnDuty(
        id=row.id,
        kind=row.kind,
        what=row.what or in_words(row.kind, row.about),
        due_on=row.due_on,
        late=read.calendar.school_days_between(row.due_on, read.today),
        days_tried=tried,
        placement_id=row.placement_id,
        name=full_name(row.forenames, row.surname),
        year=_year(read, row),
        reference=row.reference or "",
        put_off_until=row.snoozed_until,
        owner=row.owner,
        may_do=refusal_reason(KINDS[row.kind].right, own) is None,
    )


def _year(read: Read, row: Row[Any]) -> str:
    return year_group(row.born_on, read.today, row.nc_year_override) if row.born_on else ""


def _drafts(read: Read) -> tuple[DraftLeft, ...]:
    rows = select(Draft.id, Draft.form, Draft.about, Draft.kept_at)
    rows = rows.where(Draft.staff_id == read.by.staff_id, Draft.saved_at.is_(None))
    return tuple(
        DraftLeft(row.id, row.form, row.about, row.kept_at)
        for row in read.session.execute(rows.order_by(Draft.kept_at.desc()).limit(MOST_DRAFTS))
    )


def _has_done_nothing(read: Read) -> bool:
    lines = select(Audit.id).where(Audit.actor_id == read.by.staff_id)
    return read.session.scalar(lines.limit(1)) is None


def _without_keyworker(read: Read) -> int:
    """Count the current pupils who were allocated once and have no keyworker now, since that colleague has left."""
    alone = select(func.count()).where(current(read.today), Placement.keyworker_id.is_(None))
    return read.session.scalar(alone.where(Placement.allocated_on.is_not(None))) or 0
