"""A run through everything that the bot can do, with a school of canaries, and a record of all that came out."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.runtime.logs import SafeFormatter
from bot.workspace.types import Call
from models.change import Read
from models.tables.base import Base
from tests.promises import matrix
from tests.promises.doors import ROWS, enter, share_of
from tests.promises.stage import Stage
from tests.raw import Answer
from tests.school import STAFF, Service

OURS = ("bot", "handlers", "models")
LIBRARIES = ("slack_sdk", "slack_bolt", "sqlalchemy", "aiohttp", "asyncio", "apscheduler")
POSTS = ("chat.postMessage", "chat.update", "chat.postEphemeral")
VIEWS = ("views.open", "views.push", "views.update", "views.publish")
# Tables of ids and codes, in which nothing that anybody typed may stand.
WITHOUT_WORDS = ("audit", "slot", "message", "message_pupil", "submission")


@dataclass
class Record:
    """All that went to Slack, to the logs and into the tables that may hold no name."""

    service: Service
    answers: list[Answer] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    formatted: io.StringIO = field(default_factory=io.StringIO)
    ours: list[str] = field(default_factory=list)

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API that says something."""
        return [call for call in self.service.slack.calls if call.method in (*POSTS, *VIEWS)]

    @property
    def posts(self) -> list[Call]:
        """Messages, new and changed."""
        return [call for call in self.calls if call.method in POSTS]

    @property
    def acks(self) -> list[dict[str, Any]]:
        """What was answered at once."""
        return [answer.ack for answer in self.answers if answer.ack]

    def in_channels(self) -> list[Call]:
        """Return the posts that everybody in a room can read."""
        rooms = self.service.slack.rooms
        return [call for call in self.posts if not rooms[str(call.args["channel"])].is_direct]


class _Ours(logging.Handler):
    """Our own records before any formatter has cut them, the local Slack's left out: it is not ours."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in OURS and not record.name.startswith("bot.workspace"):
            self._kept.append(f"{record.name} {record.levelname} {record.getMessage()}")


@contextmanager
def recording(service: Service, libraries: bool = False) -> Iterator[Record]:
    """Our loggers at DEBUG, as our formatter writes it and as it was said; with `libraries` theirs too."""
    record, root = Record(service), logging.getLogger()
    through_formatter = logging.StreamHandler(record.formatted)
    through_formatter.setFormatter(SafeFormatter())
    handlers, levels = (through_formatter, _Ours(record.ours)), {}
    for name in ("", *LIBRARIES, *OURS) if libraries else OURS:
        levels[name] = logging.getLogger(name).level
        logging.getLogger(name).setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield record
    finally:
        for handler in handlers:
            root.removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


async def go_round(record: Record, stage: Stage, spice: str = "", *, refused: bool = True) -> None:
    """Through each door once, as somebody who may, and with `refused` once as somebody who may not: see share_of."""
    await enter(record.service, matrix.STRANGER)
    for kind, name, case in share_of(record.service, ROWS):
        if await stage.set(min(case.who), case.scene, spice=spice, aloud=True):
            record.rows += await record.service.read(_rows)
        stopped = [STAFF[matrix.HANDLES[matrix.SUPPORT]][0]] if refused and matrix.SUPPORT not in case.who else []
        for user in (*stopped, stage.user):
            record.answers.append(await stage.gesture(kind, name, case, user=user))
        new = stage.rows()
        record.rows += [f"{table} {row}" for table in WITHOUT_WORDS for row in new.get(table, [])]
    await _weeks(record.service)
    record.rows += await record.service.read(_rows)


async def _weeks(service: Service) -> None:
    """Let two weeks pass, for what the bot says by itself: reminders, digests, recaps, and what did not go out."""
    await service.go_to(2026, 9, 8, 8, 20)
    await service.workspace.home(by="ann")
    await service.go_to(2026, 9, 14, 8, 5)
    service.slack.rooms["GALLOC"].is_ext_shared = True
    await service.go_to(2026, 9, 21, 8, 20)
    await service.workspace.home(by="helen")


def _rows(read: Read) -> list[str]:
    tables = Base.metadata.tables
    return [f"{name} {row}" for name in WITHOUT_WORDS for row in read.session.execute(select(tables[name]))]
