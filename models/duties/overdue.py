"""When a duty is overdue: once a pupil day has gone by since it was due, with a day's grace after a holiday."""

from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, case

from models.change import Read
from models.duties.kinds import KINDS, LEGAL
from models.tables.duty import Duty, DutyKind


def is_overdue(read: Read) -> ColumnElement[bool]:
    """Match the duties, open or done, whose due date is overdue today. A legal date has no grace."""
    return _due_before(read.calendar.on_or_before(read.today), read.calendar.overdue_before(read.today))


@lru_cache(maxsize=8)
def _due_before(legal: date, others: date) -> ColumnElement[bool]:
    return Duty.due_on < case((Duty.kind.in_(LEGAL), legal), else_=others)


def days_late(read: Read, kind: DutyKind, due_on: date, done_on: date | None = None) -> int:
    """Count the school days by which a duty is overdue, 0 until `is_overdue` matches it; or by which it ended late."""
    if done_on is not None:
        return read.calendar.school_days_between(due_on, done_on)
    if not KINDS[kind].is_legal and due_on >= read.calendar.overdue_before(read.today):
        return 0
    return read.calendar.school_days_between(due_on, read.today)
