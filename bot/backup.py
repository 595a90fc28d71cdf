"""`python -m bot backup`, and the same every night: a private copy, opened before it counts, encrypted if asked."""

import asyncio
import logging
from datetime import datetime, time, timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.requests.capability import Capability
from bot.runtime.copies import ending_of, make_copy
from bot.runtime.desk import Desk
from bot.runtime.instance import CannotStart, refuse_open
from bot.runtime.scheduler import Job, JobFailed
from bot.runtime.sealed import refuse_no_key, seal, sealed_name

log = logging.getLogger(__name__)

NIGHT, LATEST = time(2, 30), time(23, 59)
NAME, UNFINISHED = "halfterm-", ".part"


def back_up(settings: Settings, to: Path, now: datetime) -> Path:
    """Copy the database into a new file, or into a folder under a name of its own, and return where the copy is.

    Raises CannotStart for a folder that others can open, a file that exists, or a copy that does not open.
    """
    if to.is_dir():
        to = to / f"{NAME}{_stamp(now)}{ending_of(_url(settings))}"
    refuse_unfit(settings, to.parent)
    whole = unfinished = to.with_name(to.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)  # what an attempt left that was cut short
    try:
        make_copy(_url(settings), unfinished)
        if settings.backup_key:
            to, whole = sealed_name(to), seal(unfinished, settings.backup_key)
        to.hardlink_to(whole)  # unlike a rename, it never replaces what is there
    except FileExistsError:
        raise CannotStart(f"{to} exists already. Choose another name, or a folder.") from None
    finally:
        for left in (unfinished, whole):  # a folder of encrypted copies keeps no plain one, whatever failed
            left.unlink(missing_ok=True)
    return to


def nightly(settings: Settings, folder: Path) -> Capability:
    """Return the capability that backs up into a folder every night, and removes what is older than is kept.

    Raises CannotStart for a folder that is not there or that others can open, and for a key that is none.
    """
    refuse_unfit(settings, folder)

    async def back_up_tonight(desk: Desk, _client: AsyncWebClient) -> None:
        now = desk.clock.now()
        try:
            await asyncio.to_thread(remove_unfinished, folder)
            made = await asyncio.to_thread(back_up, settings, folder, now)
            removed = await asyncio.to_thread(prune, folder, now - timedelta(days=settings.halfterm_backups_kept))
        except CannotStart as failed:
            raise JobFailed(str(failed)) from None
        except OSError as failed:
            raise JobFailed(f"{folder}: {failed.strerror}") from None
        log.info("backed up into %s, and removed %d older", made.name, removed)

    job = Job("backup", lambda school, day: NIGHT, lambda school: LATEST, lambda change: None, then=back_up_tonight)
    return Capability("backup", jobs=(job,))


def refuse_unfit(settings: Settings, folder: Path) -> None:
    """Refuse a folder for backups that is not there or that others can open, and a key that is none."""
    if not folder.is_dir():
        raise CannotStart(f"The folder {folder} does not exist. Make it first: mkdir -m 700 {folder}")
    refuse_open(folder)
    if settings.backup_key:
        refuse_no_key(settings.backup_key)


def remove_unfinished(folder: Path) -> None:
    """Remove what backups left that were killed: it may be plain where all copies are believed to be encrypted."""
    for left in folder.glob(f"{NAME}*{UNFINISHED}*"):
        left.unlink(missing_ok=True)


def prune(folder: Path, before: datetime) -> int:
    """Remove the nightly copies that were made before this moment, by their names, and return how many they were."""
    oldest = NAME + _stamp(before)
    old = [copy for copy in folder.glob(f"{NAME}*") if copy.name < oldest]
    for copy in old:
        copy.unlink()
    return len(old)


def _url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
