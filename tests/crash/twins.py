"""Deliberately broken twins of the bot: the harness must catch each of them, or it would catch nothing."""

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event, insert
from sqlalchemy.orm import Session

from bot.delivery.recover import Recovery
from bot.requests.answer import Answer
from bot.requests.capability import Listener
from bot.requests.request import Request
from bot.runtime.desk import Desk
from handlers.importing import files
from handlers.referrals import refer
from models.importing.additions import Additions
from models.outbox import settle
from models.outbox.lost import Stale
from models.referrals import returning


def be_honest() -> None:
    """Leave the bot as it is."""


def ack_first() -> None:
    """Tell Slack that it is saved, then save it."""
    for form, save in list(refer.CAPABILITY.forms.items()):

        async def twin(request: Request, save: Listener = save) -> Answer:
            async def later() -> None:
                await save(request)

            return Answer(afterwards=later)

        refer.CAPABILITY.forms[form] = twin  # type: ignore[index]  # a twin may do what the bot may not


def forget_keys() -> None:
    """Save whatever comes, as often as it comes."""
    honest = Desk.change

    async def twin(self: Desk, fn: Any, *args: Any, key: str | None = None, **more: Any) -> Any:
        del key
        return await honest(self, fn, *args, **more)

    # A referral that is sent again would be taken for a pupil who is back: luck, and no guard for other forms.
    returning.find_possible_matches = lambda *_given: []
    Desk.change = twin  # type: ignore[method-assign,assignment]  # a twin may do what the bot may not


def send_again_unasked() -> None:
    """Post anew whatever was not settled, without looking whether it stands."""

    async def twin(self: Recovery, lost: Stale) -> None:
        await self._desk.change(settle.later, lost.id)

    Recovery._find = twin  # type: ignore[method-assign]  # a twin may do what the bot may not


def save_in_pieces() -> None:
    """Save a file piece by piece, and die after the first one."""

    def twin(self: Additions, session: Session) -> None:
        for table, rows in self.rows.items():
            session.execute(insert(table), rows[: len(rows) // 2])
        session.commit()
        os.kill(os.getpid(), signal.SIGKILL)

    files.work_out = lambda *_given: None  # type: ignore[assignment]  # nothing is staged
    Additions.write = twin  # type: ignore[method-assign]  # a twin may do what the bot may not


def upgrade_step_by_step() -> None:
    """Commit each step of an upgrade by itself."""

    def commit(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("UPDATE alembic_version"):
            connection.connection.dbapi_connection.commit()  # type: ignore[union-attr]  # it is open: it is in use

    event.listen(Engine, "after_cursor_execute", commit)


TWINS: dict[str, Callable[[], None]] = {
    "honest": be_honest,
    "ack first": ack_first,
    "no keys": forget_keys,
    "naive re-send": send_again_unasked,
    "in pieces": save_in_pieces,
    "step by step": upgrade_step_by_step,
}
