"""When a duty counts as overdue: once a pupil day has gone by since it was due."""

from datetime import date

from sqlalchemy import ColumnElement

from models.change import Read
from models.tables.duty import Duty, DutyKind


def is_overdue(read: Read) -> ColumnElement[bool]:
    """Match the duties, open or done, whose due date is overdue today."""
    return Duty.due_on < read.calendar.on_or_before(read.today)


def days_overdue(read: Read, kind: DutyKind, due_on: date) -> int:  # noqa: ARG001 - a grace follows
    """Count the school days by which a duty is overdue; 0 until `is_overdue` matches it."""
    return read.calendar.school_days_between(due_on, read.today)
