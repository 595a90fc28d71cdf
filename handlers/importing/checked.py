"""Uploaded files, fetched from Slack, read and compared with what is held."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.files.sheets import Unreadable, read_sheets
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.slack.api_errors import FAILURES
from bot.slack.fetch import fetch_file
from bot.slack.users import staff_directory
from models.errors import Refused
from models.importing.headings import UnknownSheet
from models.importing.may import may_import
from models.importing.parse import Reading, holds_staff, parse
from models.importing.plan import Plan, plan_import
from models.importing.sheet import Sheet
from models.importing.staff import Directory
from models.tables.placement import Registration

MOST_ROWS = 5_000  # of which those that change something are saved one by one, while everybody else waits


@dataclass(frozen=True)
class Wanted:
    """Which files to import, by Slack's ids, and what counts where they are silent."""

    files: tuple[str, ...]
    registration: Registration | None

    def carrying(self, promised: str) -> str:
        """Return the value of a button that carries this, and what the button promises."""
        return "|".join([",".join(self.files), self.registration or "", promised])

    @classmethod
    def carried(cls, value: str) -> "tuple[Wanted, str]":
        """Return what a button carries. Raises Absent if the value is not one that we wrote."""
        files, _, rest = value.partition("|")
        registration, _, promised = rest.partition("|")
        known = parse_carried(Registration, registration) if registration else None
        return cls(tuple(filter(None, files.split(","))), known), promised


async def check(request: Request, wanted: Wanted, progress: Callable[[int], None]) -> Plan:
    """Fetch, read and compare the files. Raises Refused, in words for the screen, if they cannot be read."""
    headings = await request.read(may_import)
    try:
        fetched = [await fetch_file(request.client, file_id) for file_id in wanted.files]
    except FAILURES:
        raise Refused(request.words("importing/files.not_fetched")) from None
    try:
        sheets = [sheet for name, content in fetched for sheet in await asyncio.to_thread(_sheets, name, content)]
        if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
            raise Refused(request.words("importing/files.too_many", most=MOST_ROWS))
        directory = await _directory(request) if holds_staff(sheets, headings) else Directory()
        how = Reading(request.today, headings, directory, wanted.registration, progress)
        parsed = await asyncio.to_thread(partial(parse, sheets, how))
    except UnknownSheet as wrong:
        raise Refused(request.words("importing/files.unknown", why=str(wrong))) from None
    return await request.read(plan_import, parsed)


def _sheets(name: str, content: bytes) -> list[Sheet]:
    try:
        return read_sheets(name, content)
    except Unreadable as wrong:
        raise Refused(f"{name}: {wrong}") from None


async def _directory(request: Request) -> Directory:
    try:
        return await staff_directory(request.client, request.team_id)
    except FAILURES:
        raise Refused(request.words("importing/files.nobody_known")) from None
