"""Weeks of attendance of a file, compared with what is held: new, changed, the same, or of nobody who was here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from models.attendance.rate import Week
from models.attendance.weeks import NotAWeek, Span, check_span
from models.change import Read
from models.importing.attendance import WeekLine
from models.importing.known import STAYS, Known, put_right
from models.importing.sheet import Finding, Weight
from models.importing.whom import NOBODY_HERE
from models.school.calendar import Calendar
from models.tables.placement import AttendanceWeek, Placement

TWICE = "Row {number} gives the same week of the same pupil."


@dataclass(frozen=True)
class WeekChange:
    """A week that is not held yet, or with other numbers: `held` are the sessions offered and attended until now."""

    placement_id: str
    pupil_id: str
    week: Week
    held: tuple[int, int] | None


def match_attendance(
    read: Read, known: Known, lines: Sequence[WeekLine], findings: list[Finding]
) -> tuple[list[WeekChange], int]:
    """Return the weeks that are new or would change, and how many are held already."""
    if not lines:
        return [], 0
    stays, held, mended = _stays(read), _held(read, lines), _mended(read)
    changes: list[WeekChange] = []
    rows: dict[tuple[str, Any], int] = {}
    same = 0
    for line in lines:
        stay = _stay(known, stays, read.calendar, line, findings)
        if stay is None:
            continue
        placement_id, pupil_id = stay
        key = placement_id, line.week.starts_on
        if key in rows:
            findings.append(line.finding("week", TWICE.format(number=rows[key])))
            continue
        rows[key] = line.number
        before, now = held.get(key), (line.week.offered, line.week.attended)
        if before == now:
            same += 1
            continue
        if before and (*key, *now) in mended:
            findings.append(replace(line.finding("week", STAYS), weight=Weight.LEFT))
            continue
        changes.append(WeekChange(placement_id, pupil_id, line.week, before))
        findings += _would_change(line, before) if before else []
    return changes, same


def _would_change(line: WeekLine, before: tuple[int, int]) -> list[Finding]:
    pairs = zip(("offered", "attended"), before, (line.week.offered, line.week.attended), strict=True)
    return [
        Finding(line.sheet, line.number, line.columns.heading(field), "", Weight.CHANGE)
        for field, old, new in pairs
        if old != new
    ]


def _stay(
    known: Known, stays: dict[str, list[tuple[str, Span]]], calendar: Calendar, line: WeekLine, findings: list[Finding]
) -> tuple[str, str] | None:
    """Return the ids of the placement in the week of a line, also one that is over, and its pupil; note if none is."""
    pupils = {known.by_upn[line.upn]} if line.upn in known.by_upn else set()
    if not pupils and line.identity is not None:
        pupils = known.by_identity.get(line.identity, set())
    pupil_id = next(iter(pupils)) if len(pupils) == 1 else ""
    why = Finding(line.sheet, line.number, "UPN", NOBODY_HERE)
    for placement_id, span in stays.get(pupil_id, []):
        try:
            check_span(line.week, span, calendar)
        except NotAWeek as wrong:
            why = line.finding(wrong.field, str(wrong))
        else:
            return placement_id, pupil_id
    findings.append(why)
    return None


def _stays(read: Read) -> dict[str, list[tuple[str, Span]]]:
    """Return the placements of each pupil with their spans, the latest first."""
    columns = (Placement.id, Placement.pupil_id, Placement.in_school_on, Placement.first_day, Placement.left_on)
    found: dict[str, list[tuple[str, Span]]] = {}
    for row in read.session.execute(select(*columns).order_by(Placement.added_at.desc(), Placement.id)):
        found.setdefault(row.pupil_id, []).append((row.id, Span(row.in_school_on or row.first_day, row.left_on)))
    return found


def _held(read: Read, lines: Sequence[WeekLine]) -> dict[tuple[str, Any], tuple[int, int]]:
    """Return the sessions that are held, by placement and week, of the weeks of the file."""
    mondays = [line.week.starts_on for line in lines]
    table = AttendanceWeek
    columns = (table.placement_id, table.week, table.offered, table.attended)
    rows = select(*columns).where(table.week.between(min(mondays), max(mondays)))
    return {(row.placement_id, row.week): (row.offered, row.attended) for row in read.session.execute(rows)}


def _mended(read: Read) -> set[tuple[Any, ...]]:
    """Return what weeks said before people put them right: placement, week, sessions offered and attended."""
    before = [said for rows in put_right(read, AttendanceWeek).values() for said, _ in rows]
    return {(one["placement_id"], date.fromisoformat(one["week"]), one["offered"], one["attended"]) for one in before}
