"""A person's own page in the App Home: duties, offers, drafts and pupils, and for Heads what is stuck."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, or_, select

from models.attempts.by_duty import days_tried
from models.change import Read
from models.duties.kinds import KINDS, LEGAL, in_full, in_words
from models.duties.overdue import OF_PASSING, Passed, days_late, is_overdue, overdue_when_passed, urgent_first
from models.duties.owed_words import owed_in_words
from models.home.after_meeting import AfterMeeting, after_meeting
from models.home.first_steps import FirstStep, steps_left
from models.home.no_destination import UnplacedList, unplaced_pupils
from models.home.stuck import StuckList, stuck_pupils
from models.names import used_name
from models.outbox.undelivered import Undelivered, stuck_messages
from models.permission import Permission, Role
from models.pupils.mine import MyPupils, my_pupils
from models.reviews.queue import due_reviews
from models.rights import refusal_reason
from models.school.calendar import MissingTermDates
from models.school.school_year import year_in_line
from models.tables.audit import Audit
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, current
from models.tables.pupil import LINE, Pupil
from models.tables.requests.draft import Draft
from models.tables.staff import Staff

MOST_DUE, MOST_LATER, MOST_PUT_OFF, MOST_OFFERED, MOST_DRAFTS = 14, 8, 10, 4, 5


@dataclass(frozen=True)
class OwnDuty:
    """One duty as a line of somebody's own page; `late` is in school days, `days_tried` counts days with attempts.

    `handed_over` is when it was handed over, if it was overdue by then.
    """

    id: str
    kind: DutyKind
    what: str
    due_on: date
    late: int
    handed_over: Passed | None
    days_tried: int
    placement_id: str | None
    name: str
    year: str
    reference: str
    put_off_until: date | None
    owner: str
    may_do: bool
    may_open: bool

    @property
    def is_legal(self) -> bool:
        """Whether the law sets the due date."""
        return KINDS[self.kind].is_legal


@dataclass(frozen=True)
class DutyList:
    """The first lines of a list of duties and every one with a legal date, and how many there are, `late` overdue."""

    lines: tuple[OwnDuty, ...] = ()
    in_all: int = 0
    late: int = 0

    @property
    def more(self) -> int:
        return self.in_all - len(self.lines)


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
    sees_unread: bool
    sees_assessments: bool
    sees_gaps: bool
    due: DutyList
    reviews: int
    pupils: MyPupils
    later: DutyList
    put_off: DutyList
    offered: DutyList
    drafts: tuple[DraftLeft, ...]
    stuck: StuckList
    unsent: tuple[Undelivered, ...]
    meeting: AfterMeeting | None
    unplaced: UnplacedList
    without_keyworker: int
    needs_channel: bool
    needs_term_dates: MissingTermDates | None
    first_steps: tuple[FirstStep, ...]

    @property
    def next_due_on(self) -> date | None:
        """When the next thing is due."""
        return self.later.lines[0].due_on if self.later.lines else None


def my_page(read: Read) -> MyPage:
    """Read the actor's own page. Only Heads see what is stuck and what the service still lacks."""
    is_head = read.staff.role is Role.HEAD
    mine = _mine(read)
    return MyPage(
        today=read.today,
        is_new=_has_done_nothing(read),
        is_head=is_head,
        sees_cohort=read.may(Permission.COHORT_SEE),
        sees_unread=read.may(Permission.PROFILE_UNREAD),
        sees_assessments=read.may(Permission.ASSESSMENT_LIST),
        sees_gaps=read.may(Permission.PLAN_GAPS),
        due=mine["due"],
        reviews=len(due_reviews(read)),
        pupils=my_pupils(read),
        later=mine["later"],
        put_off=mine["put_off"],
        offered=_offered(read),
        drafts=_drafts(read),
        stuck=stuck_pupils(read) if is_head else StuckList(),
        unsent=tuple(stuck_messages(read)) if is_head else (),
        meeting=after_meeting(read) if is_head else None,
        unplaced=unplaced_pupils(read) if is_head else UnplacedList(),
        without_keyworker=_without_keyworker(read) if is_head else 0,
        needs_channel=is_head and read.school.channel is None,
        needs_term_dates=read.calendar.lack(read.today) if is_head else None,
        first_steps=steps_left(read) if is_head else (),
    )


def _mine(read: Read) -> dict[str, DutyList]:
    """Return what is due by today, what comes later and what was put off, each with its first lines and its number."""
    part = case((Duty.snoozed_until > read.today, "put_off"), (Duty.due_on <= read.today, "due"), else_="later")
    most = {"due": MOST_DUE, "later": MOST_LATER, "put_off": MOST_PUT_OFF}
    return _some(read, part, Duty.owner_id == read.actor.staff_id, most)


def _offered(read: Read) -> DutyList:
    return _some(read, literal("offered"), Duty.offered_to_id == read.actor.staff_id, {"offered": MOST_OFFERED})[
        "offered"
    ]


def _some(
    read: Read, part: ColumnElement[str], which: ColumnElement[bool], most: dict[str, int]
) -> dict[str, DutyList]:
    """Return the first duties of each part. Pupils are joined only to these, after all duties were counted."""
    has_no_law, *by_day = urgent_first()
    order = (or_(part == "later", has_no_law), *by_day, Duty.added_at, Duty.placement_id, Duty.kind, Duty.id)
    numbered = (
        select(Duty.id, part.label("part"))
        .add_columns(func.row_number().over(partition_by=part, order_by=order).label("place"))
        .add_columns(func.count().over(partition_by=part).label("in_all"))
        .add_columns(func.sum(case((is_overdue(read), 1), else_=0)).over(partition_by=part).label("late_in_all"))
        .where(Duty.done_on.is_(None), which)
        .subquery()
    )
    rows = (
        select(Duty.id, Duty.about, Duty.what, *OF_PASSING, Duty.snoozed_until, Duty.owner_id)
        .add_columns(Placement.id.label("placement_id"), Placement.left_on, *LINE, Staff.name.label("owner"))
        .add_columns(numbered.c.part, numbered.c.place, numbered.c.in_all, numbered.c.late_in_all)
        .join(numbered, numbered.c.id == Duty.id)
        .join(Staff, Staff.id == Duty.owner_id)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .where(or_(numbered.c.place <= max(most.values()), Duty.kind.in_(LEGAL)))
    )
    found = read.session.execute(rows.order_by(numbered.c.place)).all()
    parts = {name: [row for row in found if row.part == name] for name in most}
    tried = days_tried(read, found)
    return {name: _part(read, of_part, most[name], tried) for name, of_part in parts.items()}


def _part(read: Read, rows: list[Row[Any]], size: int, tried: dict[str, int]) -> DutyList:
    shown = [row for row in rows if row.place <= size or row.kind in LEGAL]
    lines = tuple(_line(read, row, tried.get(row.id, 0)) for row in shown)
    return DutyList(lines, rows[0].in_all, int(rows[0].late_in_all)) if rows else DutyList()


def _line(read: Read, row: Row[Any], tried: int) -> OwnDuty:
    own = read.staff.relation(own=row.owner_id == read.actor.staff_id)
    return OwnDuty(
        id=row.id,
        kind=row.kind,
        what=row.what or owed_in_words(read, row, row.left_on, in_full if own.own else in_words),
        due_on=row.due_on,
        late=days_late(read, row.kind, row.due_on),
        handed_over=overdue_when_passed(read, row),
        days_tried=tried,
        placement_id=row.placement_id,
        name=used_name(row.preferred_name, row.forenames, row.surname),
        year=year_in_line(row, read.today),
        reference=row.reference or "",
        put_off_until=row.snoozed_until,
        owner=row.owner,
        may_do=refusal_reason(KINDS[row.kind].right, own) is None,
        may_open=row.left_on is None or row.left_on >= read.today or refusal_reason(Permission.LEAVER_SEE, own) is None,
    )


def _drafts(read: Read) -> tuple[DraftLeft, ...]:
    rows = select(Draft.id, Draft.form, Draft.about, Draft.kept_at)
    rows = rows.where(Draft.staff_id == read.actor.staff_id, Draft.saved_at.is_(None))
    return tuple(
        DraftLeft(row.id, row.form, row.about, row.kept_at)
        for row in read.session.execute(rows.order_by(Draft.kept_at.desc()).limit(MOST_DRAFTS))
    )


def _has_done_nothing(read: Read) -> bool:
    lines = select(Audit.id).where(Audit.actor_id == read.actor.staff_id)
    return read.session.scalar(lines.limit(1)) is None


def _without_keyworker(read: Read) -> int:
    """Count the current pupils who were allocated once and have no keyworker now, since that colleague has left."""
    alone = select(func.count()).where(current(read.today), Placement.keyworker_id.is_(None))
    return read.session.scalar(alone.where(Placement.allocated_on.is_not(None))) or 0
