"""The command line: the edge of the process, which turns errors into one clear line."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.config import Misconfigured, Settings, oversights, read_settings
from bot.runtime.instance import CannotStart, open_folder
from bot.runtime.logs import set_up_logs
from bot.runtime.memory import collect_seldom
from bot.runtime.unwell import database_trouble
from bot.slack.api_errors import in_words
from models.tables.placement import Registration

FINE, FAILED, WRONG_SETTING = 0, 1, 2
MOST_DAYS = 36_500


def main(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code: 0 if all is well, 1 for a failure, 2 for a wrong setting."""
    asked = vars(_parser().parse_args(arguments))
    work: Callable[..., int] = asked.pop("work")
    try:
        settings = read_settings()
        set_up_logs(logging.getLevelName(settings.halfterm_log), as_json=settings.halfterm_log_format == "json")
        for oversight in oversights():
            complain(oversight)
        open_folder(settings.halfterm_var)
        return work(settings, **asked)
    except Misconfigured as wrong:
        complain(str(wrong))
        return WRONG_SETTING
    except CannotStart as wrong:
        complain(str(wrong))
    except (SlackApiError, ClientError, TimeoutError) as failed:
        complain(in_words(failed))
    except OSError as wrong:
        complain(f"{wrong.filename or 'This machine'}: {wrong.strerror}.")
    except DBAPIError as wrong:
        complain(database_trouble(wrong, settings.database_url.get_secret_value()))
    return FAILED


def run(settings: Settings) -> int:
    """Run the bot until a signal stops it."""
    collect_seldom()
    from bot.serve import serve_locally, serve_slack  # the whole bot: not needed to refuse a wrong setting

    asyncio.run(serve_slack(settings, say, complain) if settings.joins_slack else serve_locally(settings, say))
    return FINE


def migrate_database(settings: Settings) -> int:
    """Bring the database up to date."""
    from bot.runtime.database import prepare  # alembic takes long to import

    did = prepare(settings.database_url.get_secret_value())
    say("The database has been updated." if did else "The database is already up to date.")
    return FINE


def check_installation(settings: Settings) -> int:
    """Print what is missing, which makes the exit code 1."""
    from bot.check import check  # the whole bot: not needed to refuse a wrong setting

    findings = asyncio.run(check(settings))
    for finding in findings:
        say(finding.line)
    return FINE if all(finding.is_fine for finding in findings) else FAILED


def import_from_files(
    settings: Settings, files: Sequence[Path], dry_run: bool, registration: str | None, sure: bool
) -> int:
    """Import files of a school, all or nothing. Rows that are wrong make the exit code 1."""
    collect_seldom()
    from bot.import_files import Asked, CannotImport, import_files  # the whole bot: not needed for the other commands

    asked = Asked(files, dry_run, Registration(registration) if registration else None, sure)
    try:
        is_fine = import_files(settings, asked, say)
    except CannotImport as wrong:
        complain(str(wrong))
        return FAILED
    return FINE if is_fine else FAILED


def back_up_database(settings: Settings, to: Path) -> int:
    """Copy the database into a file, while the bot may be running."""
    from bot.backup import back_up  # the whole bot: not needed for the other commands
    from bot.runtime.clock import real_now

    say(f"Backed up into {back_up(settings, to, real_now())}")
    return FINE


def make_backup_key(settings: Settings) -> int:  # noqa: ARG001 - every command takes the settings
    """Print a new key for backups, both halves of it."""
    from bot.runtime.sealed import new_key  # seldom needed

    public, secret = new_key()
    say(f"Public, for HALFTERM_BACKUP_KEY on this machine: {public}")
    say(f"Secret, to restore; keep it somewhere else, as nobody can open a backup without it: {secret}")
    return FINE


def restore_database(settings: Settings, backup: Path, overwrite: bool) -> int:
    """Put a backup in the place of the database."""
    from bot.restore import restore  # seldom needed
    from bot.runtime.clock import real_now

    kept = restore(settings, backup, real_now(), overwrite=overwrite)
    say(f"Restored from {backup}. At its start, the bot looks in Slack for what was posted since the backup.")
    if kept is not None:
        say(f"What was there before is in {kept}: remove it once all is well.")
    return FINE


def show_audit(settings: Settings, days: int, pupil: str | None, colleague: str | None) -> int:
    """Print who saw or did what."""
    from bot.audit import Asked, audit  # the whole bot: not needed for the other commands

    for line in audit(settings, Asked(days, pupil, colleague)):
        say(line)
    return FINE


def print_manifest(settings: Settings, http: str | None) -> int:  # noqa: ARG001 - every command takes the settings
    """Print the app's manifest, to be pasted at api.slack.com/apps."""
    from bot.manifest import in_yaml  # seldom needed

    try:
        sys.stdout.write(in_yaml(http))
    except ValueError as wrong:
        raise Misconfigured(f"--http {wrong}") from None
    return FINE


def say(line: str) -> None:
    """Print a line for the person who started the bot."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Print a line about a failure for the person who started the bot."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Halfterm, for the staff of a short-stay school")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, work, does in (
        ("run", run, "start the bot: in Slack if tokens are set, otherwise on a page on this machine"),
        ("migrate", migrate_database, "update the database"),
        ("check", check_installation, "say in plain English what is missing"),
        ("import", import_from_files, "import pupils, staff, results, attendance and term dates from files"),
        ("backup", back_up_database, "copy the database into a private file, while the bot may be running"),
        ("backup-key", make_backup_key, "make a key with which backups are encrypted"),
        ("audit", show_audit, "say who saw or did what, in references and codes: for a Head's question"),
        ("manifest", print_manifest, "print the app's manifest, to be pasted at api.slack.com/apps"),
        ("restore", restore_database, "put a backup in the place of the database, while the bot is stopped"),
    ):
        commands.add_parser(name, help=does).set_defaults(work=work)
    _describe(commands.choices)
    return parser


def _describe(commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Add what each command is given."""
    files = commands["import"]
    files.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a .csv or .xlsx file of your school system")
    files.add_argument("--dry-run", action="store_true", help="say what would be saved, and save nothing")
    files.add_argument(
        "--registration", choices=[each.value for each in Registration], help="where the files do not say it"
    )
    files.add_argument("--sure", action="store_true", help="term dates that looked unusual are right")
    copy = commands["backup"]
    copy.add_argument("to", type=Path, metavar="PATH", help="a new file, or a folder for a file with a name of its own")
    back = commands["restore"]
    back.add_argument("backup", type=Path, metavar="PATH", help="a file that `backup` made")
    back.add_argument("--overwrite", action="store_true", help="replace the database that is there, and keep it aside")
    paste = commands["manifest"]
    paste.add_argument("--http", metavar="URL", help="without Socket Mode: the https:// address at which Slack comes")
    log = commands["audit"]
    log.add_argument("--days", type=_days, default=7, help="of how many days, today included (7)")
    log.add_argument("--pupil", metavar="REFERENCE", help="about this pupil alone")
    log.add_argument("--colleague", metavar="NAME", help="by this colleague alone: a name or a Slack ID")


def _days(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(f"takes a number of days from 1 to {MOST_DAYS}, not {text!r}")
