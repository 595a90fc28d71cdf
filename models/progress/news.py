"""News of targets: what was set, for administrators, and what was kept low and why, for Heads and the SENCo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, select, union

from models.change import UNDO_FOR, Change, Read
from models.meetings.week import period_of
from models.names import first_name
from models.permission import Permission, Role
from models.progress.challenge_words import label
from models.scales.catalogue import all_scales
from models.school.settings import School
from models.tables.correction import Correction
from models.tables.message import Message
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil
from models.tables.staff import Staff, active_staff
from models.tables.target import Target

NEWS = "target.news"
TOLD_AT = time(16, 0)
LOOKS_BACK = timedelta(days=31)
MOST_TOLD, MOST_KEPT = 40, 20


@dataclass(frozen=True)
class TargetNews:
    """A target, with only those details of the pupil that a direct message may hold.

    `doubts` and `reason` are there if it was kept low. `is_corrected` says that earlier news told of it before it was
    corrected.
    """

    first_name: str
    reference: str
    subject: str
    value: str
    scale: str
    by_when: date
    by: str
    doubts: tuple[str, ...] = ()
    reason: str | None = None
    is_corrected: bool = False


@dataclass(frozen=True)
class TargetNewsOfDay:
    """The first targets of a list of news, and how many there are in all."""

    lines: tuple[TargetNews, ...]
    in_all: int

    @property
    def more(self) -> int:
        return self.in_all - len(self.lines)


def news_at(school: School, day: date) -> time | None:
    """Return when the news goes out: 16:00 if it is within staff hours, else when they begin; None on a day off."""
    if not school.calendar.is_school_day(day):
        return None
    return TOLD_AT if school.day_starts <= TOLD_AT < school.day_ends else school.day_starts


def tell_news(change: Change) -> None:
    """Send each administrator one message about the targets set or corrected since the last one."""
    for staff in active_staff(change.session, Role.ADMINISTRATOR):
        since = _since(change, staff.id, change.now)
        pupils = select(Placement.pupil_id).join(Target, Target.placement_id == Placement.id).distinct()
        found = change.session.scalars(pupils.where(*_set_between(change, since, change.now))).all()
        if found:
            on = change.today.isoformat()
            key, until = f"{NEWS}:{staff.id}:{on}", change.now + UNDO_FOR
            change.say(NEWS, staff, about=on, pupils=sorted(found), key=key, live_until=until)


def refresh_news(change: Change) -> None:
    """Update news of the last ten minutes after a target was corrected or undone; else the next news tells of it."""
    for staff in active_staff(change.session, Role.ADMINISTRATOR):
        change.refresh(staff.id)


def news(read: Read, message: Message) -> TargetNewsOfDay:
    """Return what a news message tells, as it is now. Targets that were replaced since are left out."""
    since = _since(read, message.to_id, message.added_at)
    rows = _targets(since).where(*_set_between(read, since, message.added_at))
    found = read.session.execute(rows.order_by(Pupil.reference, Target.subject).limit(MOST_TOLD)).all()
    return _news_of_day(read, found)


def count_targets_kept_low(read: Read, last: date) -> int:
    """Count the targets that were kept low since the last meeting."""
    counted = select(func.count()).select_from(Target).join(Placement, Placement.id == Target.placement_id)
    return read.session.scalar(counted.where(*_kept_since(read, last))) or 0


def view_targets_kept_low(change: Change, on: str) -> TargetNewsOfDay:
    """Return the targets kept low since the meeting before that of `on` (an ISO date), and log the look at each."""
    change.require(Permission.AMBITION_SEE)
    last = period_of(change, date.fromisoformat(on)).last
    rows = _targets().where(*_kept_since(change, last)).order_by(Target.set_on.desc(), Target.id).limit(MOST_KEPT)
    found = change.session.execute(rows).all()
    targets = change.session.scalars(select(Target).where(Target.id.in_([row.id for row in found])))
    pupils = {row.id: row.pupil_id for row in found}
    for target in targets:
        change.record("target:view", target, pupil_id=pupils[target.id], why="kept_low")
    return _news_of_day(change, found)


def _targets(told_by: datetime | None = None) -> Select[Any]:
    """Select targets with their pupils. A target that was set before `told_by` is marked as corrected."""
    is_corrected = Target.added_at <= told_by if told_by else false()
    return (
        select(Target.id, Target.subject, Target.scale, Target.value, Target.by_when, Target.doubts, Target.reason)
        .add_columns(Placement.pupil_id, Pupil.forenames, Pupil.preferred_name, Pupil.reference)
        .add_columns(Staff.name.label("by"), func.count().over().label("in_all"))
        .add_columns(is_corrected.label("is_corrected"))
        .join(Placement, Placement.id == Target.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Staff, Staff.id == Target.by_id)
    )


def _set_between(read: Read, since: datetime, until: datetime) -> tuple[Any, ...]:
    """Return the conditions for targets set or corrected between two moments. The day is there for the index."""
    day = since.astimezone(read.zone).date()
    lately = select(Target.id).where(Target.set_on >= day, Target.added_at > since, Target.added_at <= until)
    return Target.replaced_at.is_(None), current(read.today), _among(lately, since, until)


def _kept_since(read: Read, last: date) -> tuple[Any, ...]:
    """Return the conditions for targets kept low since a day, whether they were set or corrected since."""
    since = datetime.combine(last, time(0), tzinfo=read.zone)
    among = _among(select(Target.id).where(Target.set_on >= last), since, read.now)
    return Target.replaced_at.is_(None), current(read.today), Target.reason.is_not(None), among


def _among(lately: Select[str], since: datetime, until: datetime) -> ColumnElement[bool]:
    """Match the selected targets and those corrected in between.

    Two selects use an index each; a single one with "or" would read every target.
    """
    rows = select(Correction.thing_id).where(Correction.thing == Target.__tablename__)
    return Target.id.in_(union(lately, rows.where(Correction.at > since, Correction.at <= until)))


def _since(read: Read, staff_id: str | None, until: datetime) -> datetime:
    """Return when the last news before `until` was created for this person, or the moment 31 days before `until`."""
    told = select(func.max(Message.added_at)).where(Message.kind == NEWS, Message.to_id == staff_id)
    return read.session.scalar(told.where(Message.added_at < until)) or until - LOOKS_BACK


def _news_of_day(read: Read, rows: Sequence[Row[Any]]) -> TargetNewsOfDay:
    scales = {scale.key: scale.label for scale in all_scales(read.session)} if rows else {}
    return TargetNewsOfDay(tuple(_news_of(row, scales) for row in rows), rows[0].in_all if rows else 0)


def _news_of(row: Row[Any], scales: dict[str, str]) -> TargetNews:
    return TargetNews(
        first_name=first_name(row.preferred_name, row.forenames),
        reference=row.reference,
        subject=row.subject,
        value=row.value,
        scale=scales[row.scale],
        by_when=row.by_when,
        by=row.by or "someone who has left",
        doubts=tuple(label(doubt) for doubt in row.doubts),
        reason=row.reason,
        is_corrected=row.is_corrected,
    )
