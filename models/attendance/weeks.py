"""Entering the sessions of a week by hand or from a file; what a week said before is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.attendance.rate import MOST_SESSIONS, Week, monday_of
from models.change import Change, Read
from models.errors import Refused
from models.kept import Before, Written, keep_lost, require_reason
from models.permission import Permission
from models.school.calendar import Calendar, in_full, moved
from models.stays import visible
from models.tables.placement import AttendanceWeek, Placement

TITLE = "Attendance, week of {monday}"
MOST_SHOWN = 6


class NotAWeek(ValueError):
    """Sessions that cannot be those of a week of a placement: `field` is what is wrong, the text says why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True)
class Span:
    """From when until when a pupil is here; until None, nobody knows."""

    begins: date | None
    ends: date | None

    @classmethod
    def of(cls, placement: Placement) -> "Span":
        """Return the span of a placement."""
        return cls(placement.in_school_on or placement.first_day, placement.left_on)


@dataclass(frozen=True)
class WeekPrefill:
    """A placement for the form that enters a week; `weeks` are the latest ones that are known."""

    placement_id: str
    first_name: str
    reference: str
    weeks: tuple[Week, ...]


def check_sessions(day: date, offered: int, attended: int, today: date) -> Week:
    """Return the week of a day with its sessions. Raises NotAWeek for numbers or days that cannot be right."""
    week = monday_of(day)
    if day > moved(week, 4):
        raise NotAWeek("week", "That is a weekend. Give the Monday, or another school day of the week.")
    if week > today:
        raise NotAWeek("week", "That week has not begun.")
    if not 0 <= offered <= MOST_SESSIONS:
        raise NotAWeek("offered", f"A week has at most {MOST_SESSIONS} sessions, a morning and an afternoon each day.")
    days = min((today - week).days + 1, MOST_SESSIONS // 2)
    if offered > 2 * days:
        raise NotAWeek("offered", f"Only {2 * days} sessions can have been offered so far that week.")
    if not 0 <= attended <= offered:
        raise NotAWeek("attended", "More sessions attended than were offered. Check both.")
    return Week(week, offered, attended)


def check_span(week: Week, span: Span, calendar: Calendar) -> None:
    """Refuse a week in which a pupil was not here, or more sessions than its pupil days have. Raises NotAWeek."""
    if span.begins is None:
        raise NotAWeek("week", "No first day is set yet, so no sessions can have been offered.")
    if moved(week.starts_on, 6) < span.begins:
        raise NotAWeek("week", f"They came later, on {in_full(span.begins)}. Check the week.")
    if span.ends is not None and week.starts_on > span.ends:
        raise NotAWeek("week", f"Their last day was {in_full(span.ends)}. Check the week.")
    most = 2 * sum(calendar.is_pupil_day(moved(week.starts_on, day)) for day in range(7))
    if week.offered > most:
        said = f"only {most} sessions can have been offered that week" if most else "there was no school that week"
        raise NotAWeek("offered", f"By the term dates, {said}. If that is wrong, a Head can open the day.")


def week_prefill(change: Change, placement_id: str) -> WeekPrefill:
    """Prepare the form for a week, and log the look. Raises Refused without the right."""
    placement = _placement(change, placement_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="attendance")
    pupil, known = placement.pupil, weeks_of(change, placement.id)
    return WeekPrefill(placement.id, pupil.first_name, pupil.reference, tuple(reversed(known[-MOST_SHOWN:])))


def set_week(change: Change, placement_id: str, day: date, offered: int, attended: int, why: str | None) -> None:
    """Enter the sessions of the week of a day. Raises Refused for what cannot be, and if other numbers need a reason.

    A colleague's numbers, and one's own after ten minutes, are changed with a reason.
    """
    placement = _placement(change, placement_id)
    try:
        week = check_sessions(day, offered, attended, change.today)
        check_span(week, Span.of(placement), change.calendar)
    except NotAWeek as wrong:
        raise Refused(str(wrong), field=wrong.field) from None
    keep_week(change, placement, week, why)
    change.record("attendance:set", placement, pupil_id=placement.pupil_id)
    change.refresh()


def keep_week(change: Change, placement: Placement, week: Week, why: str | None) -> None:
    """Keep a week; if it said something else before, that too. Raises Refused if that needs a reason."""
    row = _row(change, placement.id, week.starts_on)
    if row is None:
        row = AttendanceWeek(placement_id=placement.id, week=week.starts_on)
        _fill(change, row, week)
        change.add(row)
    else:
        change_week(change, placement, row, week, why)


def change_week(change: Change, placement: Placement, row: AttendanceWeek, week: Week, why: str | None) -> None:
    """Have the row of a week say this, and keep what it said before. Raises Refused if that needs a reason."""
    if (row.offered, row.attended) != (week.offered, week.attended):
        last, before = Written(row.by_id, row.added_at), Before.of(row, "offered", "attended")
        require_reason(change, last, why)
        _fill(change, row, week)
        keep_lost(change, placement, before, TITLE.format(monday=_in_short(week.starts_on)), last, why)


def weeks_of(read: Read, placement_id: str) -> list[Week]:
    """Return the weeks of a placement that are known, the oldest first."""
    return weeks_by_placement(read, [placement_id]).get(placement_id, [])


def weeks_by_placement(read: Read, placement_ids: Collection[str]) -> dict[str, list[Week]]:
    """Return the same for several placements, by their ids, in one statement."""
    rows = select(AttendanceWeek.week, AttendanceWeek.offered, AttendanceWeek.attended, AttendanceWeek.placement_id)
    rows = rows.where(AttendanceWeek.placement_id.in_(placement_ids)).order_by(AttendanceWeek.week)
    found: dict[str, list[Week]] = {}
    for row in read.session.execute(rows):
        found.setdefault(row.placement_id, []).append(Week(row.week, row.offered, row.attended))
    return found


def _row(read: Read, placement_id: str, monday: date) -> AttendanceWeek | None:
    rows = select(AttendanceWeek).where(AttendanceWeek.placement_id == placement_id, AttendanceWeek.week == monday)
    return read.session.scalar(rows)


def _fill(change: Change, row: AttendanceWeek, week: Week) -> None:
    row.offered, row.attended = week.offered, week.attended
    row.by_id, row.added_at = change.actor.staff_id, change.now


def _in_short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _placement(read: Read, placement_id: str) -> Placement:
    placement = visible(read, placement_id)
    read.require(Permission.ATTENDANCE_SET, placement)
    return placement
