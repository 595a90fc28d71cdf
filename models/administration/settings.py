"""Changing the school's settings: channel, term dates, hours and step days, each checked and logged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import func, select

from models.administration.recount import recount
from models.change import Change, Read
from models.duties.due_dates import StepDays
from models.errors import Refused
from models.outbox.queue import resume_paused
from models.permission import Permission, Role
from models.rights import permissions_of
from models.school.calendar import Calendar
from models.school.settings import School, write_settings
from models.tables.setting import Setting
from models.tables.staff import Staff, active_staff

# Nobody is written to outside these hours, whatever a school sets.
EARLIEST, LATEST = time(7, 30), time(18, 0)

# The settings that each form changes together.
CHANNEL = ("channel",)
TERM_DATES = ("half_terms", "inset_days", "closed_days")
HOURS = ("digest_weekday", "digest_at", "nudge_at", "day_starts", "day_ends")
STEP_DAYS = ("step_days",)
HEADINGS = ("import_headings",)


@dataclass(frozen=True)
class Hours:
    """When the weekly digest and the daily reminders go out, and between which hours any message may."""

    digest_weekday: int
    digest_at: time
    nudge_at: time
    day_starts: time
    day_ends: time


@dataclass(frozen=True)
class Overview:
    """The service at a glance, for /halfterm: what is set, what is missing, who the Heads are, what the actor may."""

    school: School
    is_head: bool
    role: Role
    heads: tuple[str, ...]
    staff: int
    covers_today: bool
    may: frozenset[Permission]


@dataclass(frozen=True)
class SettingsPrefill:
    """The settings that a form opens with, and the version of those that it changes."""

    school: School
    version: int


def overview(read: Read) -> Overview:
    """Return what /halfterm answers with."""
    heads = tuple(head.name for head in active_staff(read.session, Role.HEAD))
    staff = read.session.scalar(select(func.count()).select_from(Staff).where(Staff.left_at.is_(None))) or 0
    role = read.staff.role
    covers_today, may = read.calendar.covers(read.today), permissions_of(read.relation())
    return Overview(read.school, role is Role.HEAD, role, heads, staff, covers_today, may)


def settings(read: Read) -> School:
    """Return the settings. Raises Refused for those who may not change them."""
    read.require(Permission.SETTING_CHANGE)
    return read.school


def settings_prefill(read: Read, names: Collection[str]) -> SettingsPrefill:
    """Return what a form that changes these settings opens with. Raises Refused for those who may not change them."""
    school = settings(read)
    return SettingsPrefill(school, sum(row.version for row in _rows(read, names)))


def refuse_overtaken(change: Change, names: Collection[str], version: int | None) -> None:
    """Raise Conflict if somebody has changed one of these settings since the form was opened on this version."""
    rows = _rows(change, names)
    if version is not None and version != sum(row.version for row in rows):
        raise change.edit_conflict(*(row.id for row in rows))


def choose_channel(change: Change, room: str, version: int | None = None) -> None:
    """Choose the staff channel, and send what has been waiting for one."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, CHANNEL, version)
    write_logged(change, {"channel": room})
    resume_paused(change)
    change.refresh()


def set_term_dates(change: Change, calendar: Calendar, version: int | None = None) -> int:
    """Save the term dates, recompute due dates, and return how many moved."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, TERM_DATES, version)
    before = change.school
    half_terms = [[period.starts_on.isoformat(), period.ends_on.isoformat()] for period in calendar.half_terms]
    inset_days, closed_days = (
        [day.isoformat() for day in sorted(days)] for days in (calendar.inset_days, calendar.closed_days)
    )
    after = write_logged(change, {"half_terms": half_terms, "inset_days": inset_days, "closed_days": closed_days})
    return recount(change, before, after)


def set_hours(change: Change, hours: Hours, version: int | None = None) -> int:
    """Save the hours, recompute when allocations are due if the meeting's weekday changed; return how many moved."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, HOURS, version)
    _check(hours, change.school.morning_ends)
    before = change.school
    after = write_logged(
        change,
        {
            "digest_weekday": hours.digest_weekday,
            "digest_at": hours.digest_at.isoformat(),
            "nudge_at": hours.nudge_at.isoformat(),
            "day_starts": hours.day_starts.isoformat(),
            "day_ends": hours.day_ends.isoformat(),
        },
    )
    return recount(change, before, after)


def set_step_days(change: Change, days: StepDays, version: int | None = None) -> int:
    """Save the school days of each step, recompute due dates of current pupils too, and return how many moved."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, STEP_DAYS, version)
    before = change.school
    return recount(change, before, write_logged(change, {"step_days": days.as_settings()}))


def set_headings(change: Change, headings: Mapping[str, str], version: int | None = None) -> None:
    """Save the service's own headings of imported files, in plain form, with the field that each means."""
    change.require(Permission.SETTING_CHANGE)
    refuse_overtaken(change, HEADINGS, version)
    if headings != change.school.import_headings:
        write_logged(change, {"import_headings": dict(headings)})


def _check(hours: Hours, morning_ends: time) -> None:
    if hours.day_starts < EARLIEST:
        raise Refused(f"Not before {EARLIEST:%H:%M}: staff are not messaged earlier.", field="day_starts")
    if hours.day_ends > LATEST:
        raise Refused(f"Not after {LATEST:%H:%M}: staff are not messaged later.", field="day_ends")
    if hours.day_ends <= hours.day_starts:
        raise Refused("The day must end after it starts.", field="day_ends")
    for name, at in (("digest_at", hours.digest_at), ("nudge_at", hours.nudge_at)):
        if not hours.day_starts <= at < hours.day_ends:
            raise Refused(f"Choose a time from {hours.day_starts:%H:%M} to {hours.day_ends:%H:%M}.", field=name)
    if hours.digest_at >= morning_ends:
        raise Refused(f"The digest is for the morning: choose a time before {morning_ends:%H:%M}.", field="digest_at")


def write_logged(change: Change, values: Mapping[str, Any]) -> School:
    school = write_settings(change.session, values)
    for setting in _rows(change, values):
        change.record("setting:change", setting)
    change.forget_school()
    return school


def _rows(read: Read, names: Collection[str]) -> Sequence[Setting]:
    return read.session.scalars(select(Setting).where(Setting.name.in_(names)).order_by(Setting.name)).all()
