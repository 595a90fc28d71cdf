"""Weekly attendance, as the rows of a file give it: a pupil, a week, sessions offered and sessions attended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from models.attendance.rate import Week
from models.attendance.weeks import NotAWeek, check_sessions
from models.importing.cells import parse_count, parse_day
from models.importing.sheet import Columns, Finding, Row, Sheet, Wrong, rows_below
from models.importing.whom import Identity, whom

T = TypeVar("T")
MISSING = "This is missing. A week off has 0 sessions offered and 0 attended."


@dataclass(frozen=True)
class WeekLine:
    """One week of one pupil as a file gives it, with the headings that its findings name."""

    sheet: str
    number: int
    upn: str | None
    identity: Identity | None
    week: Week
    columns: Columns

    def finding(self, field: str, why: str) -> Finding:
        """Return a finding about a field of this row."""
        return Finding(self.sheet, self.number, self.columns.heading(field), why)


def read_attendance(sheet: Sheet, columns: Columns, today: date, findings: list[Finding]) -> Iterator[WeekLine | None]:
    """Yield the week of each row, or None for a row in which something is wrong."""

    def wrong(row: Row, field: str, why: str) -> None:
        findings.append(Finding(sheet.name, row.number, columns.heading(field), why))

    for row in rows_below(sheet, columns):
        before = len(findings)
        upn, identity = whom(row, today, wrong)
        week = _week(row, today, wrong)
        if week is None or len(findings) > before:
            yield None
        else:
            yield WeekLine(sheet.name, row.number, upn, identity, week, columns)


def _week(row: Row, today: date, wrong: Wrong) -> Week | None:
    day = _cell(row, "week", lambda text: parse_day(text, today), wrong)
    offered, attended = _cell(row, "offered", parse_count, wrong), _cell(row, "attended", parse_count, wrong)
    if day is None or offered is None or attended is None:
        return None
    try:
        return check_sessions(day, offered, attended, today)
    except NotAWeek as why:
        wrong(row, why.field, str(why))
        return None


def _cell(row: Row, field: str, parse: Callable[[str], T], wrong: Wrong) -> T | None:
    text = row.text(field)
    try:
        if not text:
            raise ValueError(MISSING)
        return parse(text)
    except ValueError as why:
        wrong(row, field, str(why))
        return None
