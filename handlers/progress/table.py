"""The table of all pupils in the App Home, with targets and latest results: filters, pages and export as a file."""

import logging
from datetime import time
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.files.csv_file import csv_file
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job
from bot.slack.api_errors import FAILURES, reason
from bot.slack.upload import delete_file, share_file
from models.change import Read
from models.progress.table import (
    TRACKS,
    TableFilter,
    TableLine,
    all_lines,
    export_table,
    filter_table,
    open_table,
    turn_page,
)
from models.requests.shared_files import forget_file, remember_file, still_in_slack

log = logging.getLogger(__name__)

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


async def export(request: Request) -> Answer:
    """Log the export of the filtered table, and send the file in the background, since Slack would not wait for it."""
    narrowed = await request.change(export_table)
    return Answer(afterwards=partial(send_file, request, narrowed))


async def send_file(request: Request, narrowed: TableFilter) -> None:
    """Send the file to the person who asked, as a direct message, and keep its id so that it can be deleted."""
    content, lines, day = await request.read(file_of, narrowed)
    title = request.words("progress/table.file_title", count=lines)
    name = f"targets-and-results-{day}.csv"

    async def keep(file_id: str) -> None:
        await request.change(remember_file, file_id)

    await share_file(request.client, str(request.actor.slack_id), name, title, content, known=keep)


def file_of(read: Read, narrowed: TableFilter) -> tuple[bytes, int, str]:
    """Return the file, its number of lines and its day. Built inside the read, so off the event loop."""
    lines = all_lines(read, narrowed)
    return csv_file([HEADING, *map(_row, lines)]), len(lines), read.today.isoformat()


async def delete_files(desk: Desk, client: AsyncWebClient) -> None:
    """Delete exported files in Slack, each night. A file that Slack does not delete is tried again the next night."""
    for file_id in await desk.read(still_in_slack):
        try:
            await delete_file(client, file_id)
        except FAILURES as failed:
            log.warning("a file could not be deleted in Slack: %s", reason(failed))
        else:
            await desk.change(forget_file, file_id)


def _row(line: TableLine) -> tuple[str, ...]:
    one = line.progress
    latest_on = one.latest_on.isoformat() if one.latest_on else ""
    by_when = one.by_when.isoformat() if one.by_when else ""
    who = (line.reference, line.surname, line.forenames, str(line.year), line.stage)
    results = (one.subject, one.scale or "", one.baseline or "", one.latest or "", latest_on)
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
        "cohort.export": export,
    },
    jobs=(
        Job("cohort.delete", lambda school, day: NIGHT, lambda school: LATEST, lambda change: None, then=delete_files),
    ),
)
