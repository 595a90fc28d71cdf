"""The table of all pupils - targets beside latest results in the App Home: narrowed, turned, taken out as a file."""

import logging
from datetime import time
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.files.csv_file import csv_file
from bot.requests.payload import carried, picked
from bot.runtime.desk import Desk, nobody_waits
from bot.runtime.scheduler import Job
from bot.slack.api_errors import FAILURES, reason
from bot.slack.upload import delete_file, hand_file
from models.change import Actor, Look
from models.progress.table import TRACKS, Line, Narrowed, every_line, export_table, narrow_table, open_table, turn_table
from models.requests.shared_files import keep_deleted, keep_handed, still_in_slack

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


async def open_all(ack: AsyncAck, desk: Desk, actor: Actor) -> None:
    """The button on one's own page, and the one that takes every filter away."""
    await desk.change(open_table, by=actor)
    await ack()


async def narrow(ack: AsyncAck, action: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """A subject, key stage or track was chosen, or all of them."""
    name, value = action["action_id"].removeprefix("cohort."), picked(action)
    await desk.change(narrow_table, name, value.removeprefix("=") or None, by=actor)
    await ack()


async def turn(ack: AsyncAck, action: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Another page, or the same one as it stands now."""
    await desk.change(turn_table, carried(int, str(action["value"])), by=actor)
    await ack()


async def hand_out(ack: AsyncAck, client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """All that the filters leave, as a file, into the direct message of whoever asked.

    Acknowledged once it is logged: of a large school the file takes longer than Slack waits for an answer.
    """
    narrowed = await desk.change(export_table, by=actor)
    await ack()
    nobody_waits()
    content, lines, day = await desk.read(file_of, narrowed, by=actor)
    title = desk.words("progress/table.file_title", count=lines)
    name = f"targets-and-results-{day}.csv"

    async def keep(file_id: str) -> None:
        await desk.change(keep_handed, file_id, by=actor)

    await hand_file(client, str(actor.slack_id), name, title, content, known=keep)


def file_of(look: Look, narrowed: Narrowed) -> tuple[bytes, int, str]:
    """The file, how many lines it has, and the day; made where it is read, off the event loop."""
    lines = every_line(look, narrowed)
    return csv_file([HEADING, *map(_row, lines)]), len(lines), look.today.isoformat()


async def delete_files(desk: Desk, client: AsyncWebClient) -> None:
    """Each night; what Slack does not delete now is tried again the next."""
    for file_id in await desk.read(still_in_slack):
        try:
            await delete_file(client, file_id)
        except FAILURES as failed:
            log.warning("a file could not be deleted in Slack: %s", reason(failed))
        else:
            await desk.change(keep_deleted, file_id)


def _row(line: Line) -> tuple[str, ...]:
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
        "cohort.open": open_all,
        "cohort.subject": narrow,
        "cohort.stage": narrow,
        "cohort.track": narrow,
        "cohort.turn": turn,
        "cohort.back": turn,
        "cohort.export": hand_out,
    },
    jobs=(
        Job("cohort.delete", lambda school, day: NIGHT, lambda school: LATEST, lambda change: None, then=delete_files),
    ),
)
