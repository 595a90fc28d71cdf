"""The table of all pupils in the App Home, with targets and latest results: filters, pages and export as a file."""

import asyncio
import logging
from datetime import datetime, time
from enum import StrEnum
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.files.csv_file import csv_file
from bot.files.xlsx_file import xlsx_file
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.files import send_file
from bot.requests.limits import Counted
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.api_errors import FAILURES, reason
from bot.slack.upload import delete_file
from models.change import Change, Read
from models.outbox.queue import Post
from models.progress.attendance_file import attendance_rows, export_attendance
from models.progress.cohort import NO_SUBJECT_YET, TableFilter
from models.progress.ksm import export_results, result_rows
from models.progress.table import (
    TRACKS,
    TableLine,
    all_lines,
    export_table,
    filter_table,
    open_table,
    show_in_words,
    turn_page,
)
from models.requests.shared_files import (
    FILES_LEFT,
    files_left,
    forget_file,
    still_in_slack,
    tell_of_files_left,
)
from models.tables.message import Message

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """The files that can be sent, by the values of the menu."""

    CSV = "csv"
    WORKBOOK = "xlsx"
    KSM = "ksm"
    CHANGED = "changed"
    ATTENDANCE = "attendance"


NIGHT, LATEST = time(3, 0), time(23, 59)

HEADING = (
    "Reference",
    "Surname",
    "Forenames",
    "Year",
    "Key stage",
    "Subject",
    "Scale",
    "Baseline",
    "Latest result",
    "Latest result on",
    "Target",
    "Target by",
    "Track",
    "Track in numbers",
    "Other results",
)


async def show_all(request: Request) -> None:
    """Open the table of all pupils without any filter."""
    await request.change(open_table)


async def filter_by(request: Request) -> None:
    """Filter the table by a subject, key stage or track, or remove that filter."""
    name, value = request.action_id.removeprefix("cohort."), request.value
    await request.change(filter_table, name, value.removeprefix("=") or None)


async def turn_to_page(request: Request) -> None:
    """Turn to a page of the table, or bring the present page up to date."""
    await request.change(turn_page, parse_carried(int, request.value))


async def show_as_text(request: Request) -> None:
    """Show the lines as text, in which nothing is missing where Slack shows no tables, or as a table again."""
    await request.change(show_in_words, bool(parse_carried(int, request.value)))


async def export(request: Request) -> Answer:
    """Log the export of the filtered table, and send the file in the background, since Slack would not wait for it."""
    narrowed = await request.change(export_table)
    return Answer(afterwards=partial(send_table, request, narrowed))


async def export_as(request: Request) -> Answer:
    """Log another export: a workbook, every result for KSM, or attendance; send the file in the background."""
    kind = parse_carried(Kind, request.value)
    if kind is Kind.WORKBOOK:
        narrowed = await request.change(export_table)
        return Answer(afterwards=partial(send_table, request, narrowed, kind))
    if kind is Kind.ATTENDANCE:
        await request.change(export_attendance)
        return Answer(afterwards=partial(send_attendance, request))
    narrowed, since = await request.change(partial(exported_results, kind is Kind.CHANGED))
    return Answer(afterwards=partial(send_results, request, kind, narrowed, since))


def exported_results(only_changed: bool, change: Change) -> tuple[TableFilter, datetime | None]:
    """Log the export of results, and return what to export."""
    return export_results(change, only_changed=only_changed)


async def send_results(request: Request, kind: Kind, narrowed: TableFilter, since: datetime | None) -> None:
    """Send every result, or those that are new since then, as CSV and as a workbook."""
    await send_both(request, kind, "results-for-ksm", "Results", await request.read(result_rows, narrowed, since))


async def send_attendance(request: Request) -> None:
    """Send the weeks of attendance of every current pupil, as CSV and as a workbook."""
    await send_both(request, Kind.ATTENDANCE, "attendance", "Attendance", await request.read(attendance_rows))


async def send_both(request: Request, kind: Kind, name: str, sheet: str, rows: list[tuple[str, ...]]) -> None:
    """Send rows of text as CSV and as a workbook."""
    title = request.words("progress/table.file_title", kind=kind, count=len(rows) - 1)
    name = f"{name}-{request.today.isoformat()}"
    await send_file(request, f"{name}.csv", title, csv_file(rows))
    await send_file(request, f"{name}.xlsx", title, await asyncio.to_thread(xlsx_file, {sheet: rows}))


async def send_table(request: Request, narrowed: TableFilter, kind: Kind = Kind.CSV) -> None:
    """Send the table to the person who asked."""
    content, lines, day = await request.read(file_of, narrowed, kind)
    title = request.words("progress/table.file_title", kind=kind, count=lines)
    await send_file(request, f"targets-and-results-{day}.{kind}", title, content)


def file_of(read: Read, narrowed: TableFilter, kind: Kind = Kind.CSV) -> tuple[bytes, int, str]:
    """Return the file, its number of lines and its day. Built inside the read, so off the event loop."""
    lines = all_lines(read, narrowed)
    rows = [HEADING, *map(_row, lines)]
    content = csv_file(rows) if kind is Kind.CSV else xlsx_file({"Targets and results": rows})
    return content, len(lines), read.today.isoformat()


async def delete_files(desk: Desk, client: AsyncWebClient) -> None:
    """Delete exported files in Slack, each night. One that Slack does not delete is tried again, and the Heads told."""
    for file_id in await desk.read(still_in_slack):
        try:
            await delete_file(client, file_id)
        except FAILURES as failed:
            log.warning("a file could not be deleted in Slack: %s", reason(failed))
        else:
            await desk.change(forget_file, file_id)
    await desk.change(tell_of_files_left)


def files_left_message(screen: Screen, _message: Message) -> Post | None:
    """Tell a Head of files that Slack would not delete; None once they are gone."""
    left = files_left(screen.read)
    if not left:
        return None
    text = screen.words("progress/table.left_text")
    return Post(text, [blocks.section(screen.words("progress/table.left", whose=sorted(set(left)), count=len(left)))])


def _row(line: TableLine) -> tuple[str, ...]:
    one = line.progress
    latest_on = one.latest_on.isoformat() if one.latest_on else ""
    by_when = one.by_when.isoformat() if one.by_when else ""
    who = (line.reference, line.surname, line.forenames, str(line.year), line.stage)
    results = (one.subject or NO_SUBJECT_YET, one.scale or "", one.baseline or "", one.latest or "", latest_on)
    track = (TRACKS[line.track], one.track.numbers if one.track else "")
    others = "; ".join(f"{other.value}, {other.scale} ({other.on.isoformat()})" for other in one.others)
    return (*who, *results, one.target or "", by_when, *track, others)


CAPABILITY = Capability(
    "cohort",
    actions={
        "cohort.open": show_all,
        "cohort.subject": filter_by,
        "cohort.stage": filter_by,
        "cohort.track": filter_by,
        "cohort.turn": turn_to_page,
        "cohort.back": turn_to_page,
        "cohort.words": show_as_text,
        "cohort.export": export,
        "cohort.file": export_as,
    },
    counted={"cohort.export": Counted.EXPORT, "cohort.file": Counted.EXPORT},
    messages={FILES_LEFT: files_left_message},
    jobs=(
        Job("cohort.delete", lambda school, day: NIGHT, lambda school: LATEST, lambda change: None, then=delete_files),
    ),
)
