"""The daily reminder: who gets one, and which of their duties are overdue, due today or due on the next school day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from models.attempts.by_duty import days_tried
from models.change import Change, Read
from models.duties.hand_over import snooze
from models.duties.kinds import LEGAL, REVIEWS, in_words
from models.home.own_page import stuck_since
from models.names import first_name
from models.permission import Role
from models.school.settings import School
from models.tables.duty import Duty, DutyKind
from models.tables.message import Message, MessagePupil, MessageState
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from models.tables.staff import Staff, active_staff

REMINDER = "nudge"
MOST_LINES = 12
FEW = 3
# Kinds of duty that share one line if there are more than a few.
TOGETHER = {"to_allocate": (DutyKind.ALLOCATE,), "reviews": REVIEWS, "to_tell": (DutyKind.TELL,)}
# For this long, Heads are told of a message that did not go out.
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True)
class ReminderLine:
    """One duty, with only those details of the pupil that a direct message may hold.

    `days_over` is the number of school days that it is overdue, 0 until then.
    """

    duty_id: str
    kind: DutyKind
    what: str
    first_name: str | None
    reference: str | None
    due_on: date
    days_over: int
    days_tried: int
    offered_to: str | None


@dataclass(frozen=True)
class Reminder:
    """What one person is reminded of on a day; `count` includes what the lines have no room for.

    Many pupils to allocate share one line, `to_allocate`, since one meeting allocates them all. So do many `reviews`,
    which one form goes through, and many pupils `to_tell`, since one lesson tells them all. They are in `count` too.
    """

    on: date
    lines: tuple[ReminderLine, ...]
    count: int
    overdue: int
    today: int
    snoozed: int
    to_allocate: int
    late_to_allocate: int
    reviews: int
    late_reviews: int
    to_tell: int

    @property
    def more(self) -> int:
        """How many duties have no line."""
        return self.count - self.to_allocate - self.reviews - self.to_tell - len(self.lines)


@dataclass(frozen=True)
class HeadsLine:
    """What Heads are told in addition: long overdue duties by owner, unsent messages, and if term dates cover today."""

    owed: tuple[tuple[str, int], ...]
    unsent: int
    term_dates: bool

    @property
    def count(self) -> int:
        """How many duties are long overdue."""
        return sum(number for _, number in self.owed)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell the Heads."""
        return not self.owed and not self.unsent and self.term_dates


def reminder_at(school: School, day: date) -> time | None:
    """Return when reminders go out; None if no pupils are in that day, or if that is after staff hours."""
    if not school.calendar.is_pupil_day(day) or school.nudge_at >= school.day_ends:
        return None
    return max(school.nudge_at, school.day_starts)


def remind(change: Change) -> None:
    """Remind everybody who owes something by the next school day, and Heads who must know of something, once a day."""
    until = datetime.combine(change.today, change.school.day_ends, tzinfo=change.zone)
    pupils = _pupils_by_owner(change)
    heads_hear = not head_line(change).is_empty
    for staff in active_staff(change.session):
        if staff.id in pupils or (staff.role is Role.HEAD and heads_hear):
            change.say(
                REMINDER,
                staff,
                about=change.today.isoformat(),
                pupils=sorted(pupils.get(staff.id, ())),
                key=f"nudge:{staff.id}:{change.today}",
                live_until=until,
            )


def reminder(read: Read, message: Message) -> Reminder:
    """Return what is left of a reminder now, limited to the pupils that it was first about."""
    linked = select(MessagePupil.pupil_id).where(MessagePupil.message_id == message.id)
    of_these = or_(Duty.placement_id.is_(None), Placement.pupil_id.in_(linked))
    is_mine = (Duty.owner_id == message.to_id, *_is_soon(read), of_these)
    counts = _counts(read).outerjoin(Placement, Placement.id == Duty.placement_id).where(*is_mine)
    found = read.session.execute(counts).one()._asdict()
    few = {name: 0 for name in TOGETHER if found[name] <= FEW}
    together = [kind for name, kinds in TOGETHER.items() if name not in few for kind in kinds]
    lines = _lines().where(*is_mine, Duty.kind.not_in(together), _is_awake(read)).limit(MOST_LINES)
    rows = read.session.execute(lines).all()
    tried = days_tried(read, rows)
    shown = tuple(_line(read, row, tried.get(row.id, 0)) for row in rows)
    return Reminder(date.fromisoformat(message.about), shown, **(found | few))


def snooze_reviews(change: Change, school_days: int) -> None:
    """Put off every review that is in the actor's reminder until that many school days have gone."""
    mine = (Duty.owner_id == change.by.staff_id, Duty.kind.in_(REVIEWS), *_is_soon(change), _is_awake(change))
    for duty_id in change.session.scalars(select(Duty.id).where(*mine)).all():
        snooze(change, duty_id, school_days)


def _lines() -> Any:
    return (
        select(
            Duty.id,
            Duty.placement_id,
            Duty.kind,
            Duty.about,
            Duty.due_on,
            Pupil.preferred_name,
            Pupil.forenames,
            Pupil.reference,
            Staff.name,
        )
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Staff, Staff.id == Duty.offered_to_id)
        # Legal dates come before all else.
        .order_by(case((Duty.kind.in_(LEGAL), 0), else_=1), Duty.due_on, Pupil.reference, Duty.kind, Duty.id)
    )


def _counts(read: Read) -> Any:
    """Select the counts of a reminder, each named as the field that it fills."""
    awake, late = _is_awake(read), Duty.due_on < read.today
    of = {name: Duty.kind.in_(kinds) for name, kinds in TOGETHER.items()}
    return select(
        func.count().filter(awake).label("count"),
        func.count().filter(awake, late).label("overdue"),
        func.count().filter(awake, Duty.due_on == read.today).label("today"),
        func.count().filter(~awake).label("snoozed"),
        func.count().filter(awake, of["to_allocate"]).label("to_allocate"),
        func.count().filter(awake, of["to_allocate"], late).label("late_to_allocate"),
        func.count().filter(awake, of["reviews"]).label("reviews"),
        func.count().filter(awake, of["reviews"], late).label("late_reviews"),
        func.count().filter(awake, of["to_tell"]).label("to_tell"),
    ).select_from(Duty)


def _line(read: Read, row: Any, tried: int) -> ReminderLine:
    called = first_name(row.preferred_name, row.forenames) or None
    days_over = max(1, read.calendar.school_days_between(row.due_on, read.today)) if row.due_on < read.today else 0
    return ReminderLine(
        row.id,
        row.kind,
        in_words(row.kind, row.about),
        called,
        row.reference,
        row.due_on,
        days_over,
        tried,
        row.name,
    )


def head_line(read: Read) -> HeadsLine:
    """Return what Heads are told, which is the same for every Head."""
    owed = read.session.execute(
        select(Staff.name, func.count())
        .join(Duty, Duty.owner_id == Staff.id)
        .where(Duty.done_on.is_(None), Duty.due_on <= stuck_since(read))
        .group_by(Staff.id, Staff.name)
        .order_by(func.count().desc(), Staff.name)
    )
    stuck = (MessageState.UNKNOWN, MessageState.PAUSED)
    recent = Message.added_at > read.now - REMEMBERED
    unsent = select(func.count()).select_from(Message).where(Message.state.in_(stuck), recent)
    return HeadsLine(
        tuple((name, number) for name, number in owed),
        read.session.scalar(unsent) or 0,
        read.calendar.covers(read.today),
    )


def _pupils_by_owner(read: Read) -> dict[str, set[str]]:
    """Return the ids of the pupils in each person's reminder, in one statement for everybody."""
    rows = read.session.execute(
        select(Duty.owner_id, Placement.pupil_id)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .where(*_is_soon(read), _is_awake(read))
    )
    pupils: dict[str, set[str]] = {}
    for owner_id, pupil_id in rows:
        pupils.setdefault(owner_id, set()).update({pupil_id} - {None})
    return pupils


def _is_soon(read: Read) -> tuple[ColumnElement[bool], ...]:
    return Duty.done_on.is_(None), Duty.due_on <= read.calendar.add_school_days(read.today, 1)


def _is_awake(read: Read) -> ColumnElement[bool]:
    return func.coalesce(Duty.snoozed_until, read.today) <= read.today
