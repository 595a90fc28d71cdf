"""`python -m bot import FILE...`: files of a school system checked, compared and saved, from the command line."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import TEMPLATES, identify, new_session
from bot.config import Settings
from bot.files.csv_file import csv_file
from bot.files.sheets import Unreadable, read_sheets
from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database, migrate
from bot.runtime.desk import Desk, MaybeSaved, NotSaved
from bot.slack.users import staff_directory
from bot.slack.words import words_in
from models.change import Change
from models.errors import Outdated, Refused
from models.importing.additions import Additions
from models.importing.headings import UnknownSheet
from models.importing.parse import Parsed, Reading, holds_staff, parse
from models.importing.plan import Plan, plan_import
from models.importing.report import bad_rows, counts, finding_rows, shown
from models.importing.save import save_import, work_out
from models.importing.sheet import Sheet
from models.importing.staff import Directory
from models.school.written_dates import written
from models.tables.placement import Registration

PATIENCE = 600.0  # seconds for what nobody waits for in Slack
TRIES = 3
BAR = 30
DRY = "Nothing was saved: this was a dry run."
ASK = "Nothing was saved: check the term dates. If they are right, import again with --sure."
MOVED = "Others were changing the same records meanwhile. Nothing was saved. Try again."
MAYBE_SAVED = "The database was lost meanwhile: all is saved, or nothing. Import again: what is here stays as it is."
NOT_SAVED = "The database cannot be written just now. Nothing was saved."


class CannotImport(Exception):
    """The files cannot be imported at all; the text is one line that says why, without a value of theirs."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    files: Sequence[Path]
    dry_run: bool = False
    registration: Registration | None = None
    sure: bool = False


def import_files(settings: Settings, asked: Asked, say: Callable[[str], None]) -> bool:
    """Import the files, all or nothing, and say what came of it. Returns whether nothing was wrong.

    Raises CannotImport for files that cannot be read at all.
    """
    sheets = [sheet for path in asked.files for sheet in _sheets(path)]
    migrate(settings.database_url.get_secret_value())
    try:
        plan = asyncio.run(_import(settings, sheets, asked))
    except UnknownSheet as wrong:
        raise CannotImport(f"In one of the files {wrong}") from None
    except Refused as wrong:
        raise CannotImport(wrong.message) from None
    except Outdated:
        raise CannotImport(MOVED) from None
    except NotSaved:
        raise CannotImport(NOT_SAVED) from None
    except MaybeSaved:
        raise CannotImport(MAYBE_SAVED) from None
    for line in _told(plan, asked):
        say(line)
    return not plan.wrong and (asked.dry_run or not must_ask(plan, asked))


async def _import(settings: Settings, sheets: Sequence[Sheet], asked: Asked) -> Plan:
    clock = Clock(settings.zone)
    desk = Desk(Database(settings.database_url.get_secret_value()), clock, words_in(TEMPLATES, settings.zone))
    try:
        own = await desk.read(lambda read: read.school.import_headings)
        directory = await _directory(settings) if holds_staff(sheets, own) else Directory()
        parsed = parse(sheets, Reading(clock.today(), own, directory, asked.registration, Bar(sheets)))
        return await _save(desk, parsed, asked)
    finally:
        await desk.close()


async def _save(desk: Desk, parsed: Parsed, asked: Asked) -> Plan:
    """Save what the files say unless something is wrong, comparing anew if somebody else saved in between."""
    for tries_left in reversed(range(TRIES)):
        plan = await desk.read(plan_import, parsed, deadline=monotonic() + PATIENCE)
        if plan.wrong or plan.is_empty or asked.dry_run or must_ask(plan, asked):
            break
        try:
            added = await desk.read(work_out, plan, deadline=monotonic() + PATIENCE)
            rows = added.rows if added else None
            await desk.change(partial(_written, plan, added), deadline=monotonic() + PATIENCE, rows=rows)
        except Outdated:
            if not tries_left:
                raise
        else:
            break
    return plan


def must_ask(plan: Plan, asked: Asked) -> bool:
    """Return whether something about the term dates must be confirmed first."""
    return plan.term_dates is not None and bool(plan.term_dates.proposal.questions) and not asked.sure


def _written(plan: Plan, added: Additions | None, change: Change) -> None:
    save_import(change, plan, added)


async def _directory(settings: Settings) -> Directory:
    """Ask Slack who can be on the staff; without tokens nobody is asked."""
    if not settings.joins_slack:
        return Directory()
    async with new_session() as session:
        client = AsyncWebClient(settings.bot_token, base_url=settings.slack_api_url, session=session, retry_handlers=[])
        return await staff_directory(client, (await identify(client))["team_id"])


def _sheets(path: Path) -> list[Sheet]:
    try:
        return read_sheets(path.name, path.read_bytes())
    except OSError as wrong:
        raise CannotImport(f"{path}: {wrong.strerror}.") from None
    except Unreadable as wrong:
        raise CannotImport(f"{path}: {wrong}") from None


class Bar:
    """A bar in the terminal that fills as rows are read; a file or a pipe gets none."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._all = sum(len(sheet.rows) for sheet in sheets) or 1
        self._shows = sys.stderr.isatty()

    def __call__(self, rows: int) -> None:
        """Show how many rows have been read."""
        if self._shows:
            filled = min(BAR, BAR * rows // self._all)
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {rows:,} rows read ")
            sys.stderr.flush()


def _told(plan: Plan, asked: Asked) -> Iterator[str]:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if plan.findings:
        beside = asked.files[0].with_suffix(".findings.csv")
        beside.write_bytes(csv_file(finding_rows(plan)))
    if plan.wrong:
        yield f"{bad_rows(plan)} of {plan.rows} rows cannot be imported. Nothing was saved."
        yield from shown(plan.wrong)
    else:
        yield from _term_dates(plan)
        yield from counts(plan)
        yield _outcome(plan, asked)
    if plan.unread:
        yield f"Columns that were not read: {', '.join(plan.unread)}"
    if plan.findings:
        yield f"Each row with what was found: {beside}"


def _outcome(plan: Plan, asked: Asked) -> str:
    if plan.is_empty:
        return "Nothing was changed."
    if asked.dry_run:
        return DRY
    return ASK if must_ask(plan, asked) else "Saved."


def _term_dates(plan: Plan) -> Iterator[str]:
    """Yield the term dates as they were understood, and what is asked about them."""
    if plan.term_dates is None:
        return
    for year in plan.term_dates.proposal.years:
        for one in year.half_terms:
            days = f"{written(one.period.starts_on)} to {written(one.period.ends_on)}"
            yield f"{year.name} {one.name}: {days}, {one.pupil_days} pupil days"
    for question in plan.term_dates.proposal.questions:
        yield f"Check row {question.line}: {question.why}" if question.line else f"Check: {question.why}"
