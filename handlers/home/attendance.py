"""Attendance on a pupil's page: now, before the pupil came and in all weeks known, and the button to enter a week."""

from collections.abc import Iterator

from bot.slack import blocks
from bot.slack.words import Words
from models.home.pupil_page import PupilPage
from models.permission import Permission


def attendance(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the attendance, as far as any is known and the reader may see it."""
    if page.attendance is not None:
        yield blocks.section(words("attendance/shown.page", shown=page.attendance))


def attendance_button(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield the button that enters a week, once a first day is set."""
    if Permission.ATTENDANCE_SET in page.may and page.placement.first_day is not None:
        yield blocks.button("Attendance", "attendance.open", value=page.who.placement_id)
