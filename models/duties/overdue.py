"""When a duty is overdue: once a pupil day has gone by since it was due, with a day's grace after a holiday.

What was overdue when it passed to its present owner says so, and their own lateness counts from that day. So does what
fell due while they were away and nobody covered, from the day on which they are back.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, case

from models.change import Read
from models.duties.kinds import KINDS, LEGAL
from models.tables.duty import Duty, DutyKind

OF_PASSING = (Duty.kind, Duty.due_on, Duty.passed_on, Duty.is_uncovered.label("is_uncovered"))
# The day from which a duty is late with its present owner: when it was due or, if that was later, passed to them.
OWN_SINCE = case((Duty.passed_on > Duty.due_on, Duty.passed_on), else_=Duty.due_on)


def is_overdue(read: Read) -> ColumnElement[bool]:
    """Match the duties, open or done, whose due date is overdue today. A legal date has no grace."""
    return _is_before(Duty.due_on, read.calendar.on_or_before(read.today), read.calendar.overdue_before(read.today))


def is_overdue_with_owner(read: Read) -> ColumnElement[bool]:
    """Match the duties that are overdue today, counted from the day on which they passed to their present owner."""
    return _is_before(OWN_SINCE, read.calendar.on_or_before(read.today), read.calendar.overdue_before(read.today))


def urgent_first() -> tuple[SQLColumnExpression[Any], ...]:
    """Order duties: the dates of the law first, then by day, and on a day a pupil with nowhere to go to first."""
    return Duty.kind.not_in(LEGAL), Duty.due_on, Duty.kind != DutyKind.FIND_DESTINATION


@lru_cache(maxsize=8)
def _is_before(since: SQLColumnExpression[date], legal: date, others: date) -> ColumnElement[bool]:
    return since < case((Duty.kind.in_(LEGAL), legal), else_=others)


@dataclass(frozen=True)
class Passed:
    """The day on which what was overdue came to its present owner; if it is `uncovered`, on which they were back."""

    on: date
    uncovered: bool


def overdue_when_passed(read: Read, owed: Duty | Row[Any], done_on: date | None = None) -> Passed | None:
    """Return when a duty, or a row of OF_PASSING, came to its present owner, if it was open then and overdue.

    Until somebody who is away is back, nothing has: a colleague may still cover.
    """
    if owed.passed_on is None or owed.passed_on > (done_on or read.today):
        return None
    is_legal = KINDS[owed.kind].is_legal
    before = (read.calendar.on_or_before if is_legal else read.calendar.overdue_before)(owed.passed_on)
    return Passed(owed.passed_on, bool(owed.is_uncovered)) if owed.due_on < before else None


def days_late(read: Read, kind: DutyKind, due_on: date, done_on: date | None = None) -> int:
    """Count the school days by which a duty is overdue, 0 until `is_overdue` matches it; or by which it ended late."""
    if done_on is not None:
        return read.calendar.school_days_between(due_on, done_on)
    if not KINDS[kind].is_legal and due_on >= read.calendar.overdue_before(read.today):
        return 0
    return read.calendar.school_days_between(due_on, read.today)
