"""The daily reminder: who gets one, and which of their duties are overdue, due today or due on the next school day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from models.attempts.by_duty import days_tried
from models.change import Change, Read
from models.duties.cover import follow_absences
from models.duties.hand_over import snooze
from models.duties.kinds import KINDS, LEGAL, REVIEWS
from models.duties.overdue import OF_PASSING, Passed, days_late, is_overdue, overdue_when_passed, urgent_first
from models.duties.owed_words import owed_in_words
from models.home.earlier_reminders import REMINDER, shrink_earlier
from models.home.heads_line import head_line
from models.names import first_name
from models.permission import Role
from models.school.settings import School
from models.tables.duty import Duty, DutyKind
from models.tables.message import Message, MessagePupil
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from models.tables.staff import Staff, active_staff

MOST_LINES = 12
FEW = 3
# Kinds of duty that share one line if there are more than a few.
TOGETHER = {
    line: tuple(kind for kind, what in KINDS.items() if what.shared_line == line)
    for line in ("to_allocate", "reviews", "to_tell")
}


@dataclass(frozen=True)
class ReminderLine:
    """One duty, with only those details of the pupil that a direct message may hold.

    `days_over` is the number of school days that it is overdue, 0 until then; `handed_over` is when it was handed over,
    if it was overdue by then. `is_reached`: the first day is here.
    """

    duty_id: str
    kind: DutyKind
    what: str
    first_name: str | None
    reference: str | None
    due_on: date
    days_over: int
    handed_over: Passed | None
    days_tried: int
    offered_to: str | None
    is_reached: bool

    @property
    def is_legal(self) -> bool:
        """Whether the law sets the due date."""
        return KINDS[self.kind].is_legal


@dataclass(frozen=True)
class Elsewhere:
    """What a person owes beside the duties that a reminder is about: put off, offered to them, or due since then."""

    snoozed: int
    late_snoozed: int
    offered: int
    since: int

    @property
    def waits(self) -> bool:
        """Whether something of it is to be done now, so that nobody may read that nothing is."""
        return bool(self.late_snoozed or self.offered or self.since)


@dataclass(frozen=True)
class Reminder:
    """What one person is reminded of on a day; `count` includes what the lines have no room for.

    Many pupils to allocate share one line, `to_allocate`, since one meeting allocates them all. So do many `reviews`,
    which one form goes through, and many pupils `to_tell`, since one lesson tells them all. They are in `count` too.
    """

    on: date
    lines: tuple[ReminderLine, ...]
    elsewhere: Elsewhere
    count: int
    overdue: int
    today: int
    to_allocate: int
    late_to_allocate: int
    reviews: int
    late_reviews: int
    to_tell: int
    late_to_tell: int

    @property
    def more(self) -> int:
        """How many duties have no line."""
        return self.count - self.to_allocate - self.reviews - self.to_tell - len(self.lines)

    @property
    def late_more(self) -> int:
        """How many of the duties without a line are overdue."""
        together = self.late_to_allocate + self.late_reviews + self.late_to_tell
        return self.overdue - together - sum(line.days_over > 0 for line in self.lines)


def reminder_at(school: School, day: date) -> time | None:
    """Return when reminders go out; None if no pupils are in that day, or if that is after staff hours."""
    if not school.calendar.is_pupil_day(day) or school.nudge_at >= school.day_ends:
        return None
    return max(school.nudge_at, school.day_starts)


def remind(change: Change) -> None:
    """Remind everybody who owes something by the next school day, and Heads who must know of something, once a day.

    Whoever is away is not reminded: what is due of theirs is offered to their cover.
    The digest is brought up to date too: what was done yesterday leaves it, and what is overdue since is counted.
    """
    follow_absences(change)
    change.refresh()
    until = datetime.combine(change.today, change.school.day_ends, tzinfo=change.zone)
    pupils = _pupils_by_owner(change)
    heads = head_line(change)
    for staff in active_staff(change.session):
        if staff.is_away(change.today):
            continue
        is_head = staff.role is Role.HEAD
        if staff.id in pupils or (is_head and not heads.is_empty):
            change.say(
                REMINDER,
                staff,
                about=change.today.isoformat(),
                pupils=sorted(pupils.get(staff.id, set()) | (heads.pupils_for(staff.id) if is_head else set())),
                key=f"nudge:{staff.id}:{change.today}",
                live_until=until,
            )
    shrink_earlier(change)


def reminder(read: Read, message: Message) -> Reminder:
    """Return what is left of a reminder now, limited to the pupils that it was first about."""
    linked = select(MessagePupil.pupil_id).where(MessagePupil.message_id == message.id)
    of_these = or_(Duty.placement_id.is_(None), Placement.pupil_id.in_(linked))
    is_mine = (Duty.owner_id == message.to_id, *_is_soon(read))
    counts = _counts(read).outerjoin(Placement, Placement.id == Duty.placement_id).where(*is_mine, of_these)
    found = read.session.execute(counts).one()._asdict()
    few = [name for name in TOGETHER if found[name] <= FEW]
    found |= {f"{late}{name}": 0 for name in few for late in ("", "late_")}
    together = [kind for name, kinds in TOGETHER.items() if name not in few for kind in kinds]
    lines = _lines().where(*is_mine, of_these, Duty.kind.not_in(together), _is_awake(read))
    place = func.row_number().over(order_by=(*urgent_first(), Pupil.reference, Duty.kind, Duty.id)).label("place")
    numbered = lines.add_columns(place).subquery()
    within = or_(numbered.c.place <= MOST_LINES, numbered.c.kind.in_(LEGAL))
    rows = read.session.execute(select(numbered).where(within).order_by(numbered.c.place)).all()
    tried = days_tried(read, rows)
    shown = tuple(_line(read, row, tried.get(row.id, 0)) for row in rows)
    return Reminder(date.fromisoformat(message.about), shown, _elsewhere(read, message, found["count"]), **found)


def _elsewhere(read: Read, message: Message, listed: int) -> Elsewhere:
    """Count what somebody owes beside the duties that their reminder counts."""
    asleep, is_mine = ~_is_awake(read), Duty.owner_id == message.to_id
    counted = select(
        func.count().filter(is_mine, asleep),
        func.count().filter(is_mine, asleep, is_overdue(read)),
        func.count().filter(Duty.offered_to_id == message.to_id),
        func.count().filter(is_mine, ~asleep, Duty.due_on <= _soon(read)),
    ).where(Duty.done_on.is_(None), or_(is_mine, Duty.offered_to_id == message.to_id))
    snoozed, late_snoozed, offered, awake = read.session.execute(counted).one()
    return Elsewhere(snoozed, late_snoozed, offered, awake - listed)


def snooze_reviews(change: Change, school_days: int) -> None:
    """Put off every review that is in the actor's reminder until that many school days have gone."""
    mine = (Duty.owner_id == change.actor.staff_id, Duty.kind.in_(REVIEWS), *_is_soon(change), _is_awake(change))
    for duty_id in change.session.scalars(select(Duty.id).where(*mine)).all():
        snooze(change, duty_id, school_days)


def _lines() -> Any:
    return (
        select(Duty.id, Duty.placement_id, Duty.about, *OF_PASSING, Placement.first_day)
        .add_columns(Placement.left_on)
        .add_columns(Pupil.preferred_name, Pupil.forenames, Pupil.reference, Staff.name)
        .outerjoin(Placement, Placement.id == Duty.placement_id)
        .outerjoin(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Staff, Staff.id == Duty.offered_to_id)
    )


def _counts(read: Read) -> Any:
    """Select the counts of a reminder, each named as the field that it fills."""
    awake, late = _is_awake(read), is_overdue(read)
    of = {name: Duty.kind.in_(kinds) for name, kinds in TOGETHER.items()}
    return select(
        func.count().filter(awake).label("count"),
        func.count().filter(awake, late).label("overdue"),
        func.count().filter(awake, Duty.due_on <= read.today, ~late).label("today"),
        *(func.count().filter(awake, is_one).label(name) for name, is_one in of.items()),
        *(func.count().filter(awake, is_one, late).label(f"late_{name}") for name, is_one in of.items()),
    ).select_from(Duty)


def _line(read: Read, row: Any, tried: int) -> ReminderLine:
    called = first_name(row.preferred_name, row.forenames) or None
    return ReminderLine(
        row.id,
        row.kind,
        owed_in_words(read, row, row.left_on),
        called,
        row.reference,
        row.due_on,
        days_late(read, row.kind, row.due_on),
        overdue_when_passed(read, row),
        tried,
        row.name,
        row.first_day is not None and row.first_day <= read.today,
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
    return Duty.done_on.is_(None), Duty.due_on <= _soon(read)


def _soon(read: Read) -> date:
    return read.calendar.add_school_days(read.today, 1)


def _is_awake(read: Read) -> ColumnElement[bool]:
    return func.coalesce(Duty.snoozed_until, read.today) <= read.today
