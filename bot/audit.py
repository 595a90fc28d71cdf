"""`python -m bot audit`: who saw or did what, as lines for a Head's question."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.app import TEMPLATES
from bot.config import Settings
from bot.runtime.clock import Clock
from bot.runtime.database import Database, is_up_to_date
from bot.runtime.desk import Desk
from bot.runtime.instance import CannotStart
from bot.slack.words import words_in
from models.administration.audit_trail import MOST, Question, TrailLine, audit_trail
from models.errors import Refused

HEADINGS = ("when", "who", "what", "pupil", "why")


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    days: int
    pupil: str | None = None
    colleague: str | None = None


def audit(settings: Settings, asked: Asked) -> Iterator[str]:
    """Yield a heading and a line for each thing that was done or looked at, with tabs between what it says.

    Raises CannotStart for a database that is not up to date, and for a pupil or colleague that cannot be found.
    """
    if not is_up_to_date(settings.database_url.get_secret_value()):
        raise CannotStart("The database is not up to date yet: run `python -m bot migrate`, or start the bot.")
    try:
        lines = asyncio.run(_asked(settings, asked))
    except Refused as refused:
        raise CannotStart(refused.message) from None
    yield from _written(lines, settings.zone)


async def _asked(settings: Settings, asked: Asked) -> Sequence[TrailLine]:
    clock = Clock(settings.zone)
    desk = Desk(Database(settings.database_url.get_secret_value()), clock, words_in(TEMPLATES, settings.zone))
    today = clock.today()
    question = Question(today - timedelta(days=asked.days - 1), today, asked.pupil, asked.colleague)
    try:
        return await desk.change(audit_trail, question)
    finally:
        await desk.close()


def _written(lines: Sequence[TrailLine], zone: ZoneInfo) -> Iterator[str]:
    if len(lines) == MOST:
        yield f"Only the newest {MOST:,} lines: ask for fewer days, a pupil or a colleague."
    yield "\t".join(HEADINGS)
    for line in lines:
        when = f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        yield "\t".join((when, line.who or "-", line.verb, line.reference or "-", line.why or "-"))
