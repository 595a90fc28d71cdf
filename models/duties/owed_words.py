"""What is owed in words, with what its day tells: a review before leaving, or what ends first, as the pupil leaves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row

from models.change import Read
from models.duties.kinds import KINDS, in_words
from models.school.calendar import Calendar, moved
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement

ENOUGH_DAYS = 10  # school days: after fewer, there is little to review


def owed_in_words(
    read: Read, owed: Duty | Row[Any], last_day: date | None, words: Callable[[DutyKind, str], str] = in_words
) -> str:
    """Return what is to be done, by its kind, subject and due date, for a pupil who leaves on this day, if any."""
    said = words(owed.kind, owed.about)
    if KINDS[owed.kind].is_review and is_before_leaving(read.calendar, owed.due_on, last_day):
        return f"{said} before leaving"
    is_open = getattr(owed, "done_on", None) is None  # rows of what is open alone do not have it
    if is_open and not KINDS[owed.kind].is_of_leaving and last_day is not None and last_day < owed.due_on:
        return f"{said} (ends with the last day)"
    return said


def last_day_of(read: Read, duty: Duty) -> date | None:
    """Return the last day, planned or past, of the pupil whom a duty is about; None if there is none."""
    placement = read.get(Placement, duty.placement_id) if duty.placement_id else None
    return placement.left_on if placement else None


def counts_from(calendar: Calendar, due_on: date) -> date:
    """Return the first day on which a review answers the one due on this day: the first of its last ten school days."""
    day = calendar.on_or_before(due_on)
    for _ in range(ENOUGH_DAYS - 1):
        day = calendar.on_or_before(moved(day, -1))
    return day


def is_before_leaving(calendar: Calendar, day: date, leaving_on: date | None) -> bool:
    """Return whether a review on this day is the one before leaving: within the last ten school days of a placement."""
    return leaving_on is not None and counts_from(calendar, leaving_on) <= day <= leaving_on
