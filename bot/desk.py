"""The desk: the only door from what Slack says to the database - one writer with a deadline and a key, many readers."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from bot.clock import Clock, monotonic
from bot.database import Database
from bot.words import Words
from models.change import SYSTEM, Actor, Change, Look
from models.draft import Draft
from models.submission import Submission, claim

P = ParamSpec("P")
R = TypeVar("R")

# Slack waits 3 s for the answer; what is left carries it there.
ANSWER_WITHIN = 2.2
UNHURRIED = 20.0
PAUSE = 0.02
READERS = 4

deadline_of_request: ContextVar[float | None] = ContextVar("deadline_of_request", default=None)


class NotSaved(Exception):
    """The deadline passed, or the database would not take it: nothing of the change was kept."""


class Desk:
    """What handlers and jobs are given: `words`, `clock`, and two verbs, `change` and `read`."""

    def __init__(
        self, database: Database, clock: Clock, words: Words, probe: Callable[[str], None] = lambda point: None
    ) -> None:
        self.database = database
        self.clock = clock
        self.words = words
        self.probe = probe
        self.on_commit: list[Callable[[], None]] = []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def change(
        self,
        fn: Callable[Concatenate[Change, P], R],
        *args: P.args,
        by: Actor = SYSTEM,
        key: str | None = None,
        **kwargs: P.kwargs,
    ) -> R:
        """Run `fn` in one transaction and commit; with a `key` a repeat gets the first answer, which JSON must hold.

        `fn` touches only its session and may be run again. Raises what `fn` raises, with nothing kept, and
        NotSaved where it could not be committed before the request's deadline. Cancelling does not stop it.
        """
        deadline = deadline_of_request.get() or monotonic() + UNHURRIED

        def work() -> R:
            return self._write(lambda change: fn(change, *args, **kwargs), by, key, deadline)

        answer = await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writer, work))
        for listener in self.on_commit:
            listener()
        return answer

    async def read(
        self, fn: Callable[Concatenate[Look, P], R], *args: P.args, by: Actor = SYSTEM, **kwargs: P.kwargs
    ) -> R:
        """Run `fn` in a transaction that cannot write; what it returns must be detached or plain."""

        def work() -> R:
            with self.database.reading() as session:
                return fn(Look(session, by, self.clock.now(), self.clock.zone), *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def close(self) -> None:
        """Finish what was begun, then let the database go."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self.database.close()

    def _write(self, fn: Callable[[Change], R], by: Actor, key: str | None, deadline: float) -> R:
        while (left := deadline - monotonic()) > 0:
            try:
                with self.database.writing(left) as session:
                    answer = self._once(session, fn, by, key)
                    self.probe("before commit")
                    if monotonic() > deadline:
                        break
                    session.commit()
                    self.probe("after commit")
                    return answer
            except (OperationalError, TimeoutError) as busy:
                if not _may_pass(busy):
                    raise NotSaved from busy
                time.sleep(PAUSE)
        raise NotSaved

    def _once(self, session: Session, fn: Callable[[Change], R], by: Actor, key: str | None) -> R:
        now = self.clock.now()
        if key is not None and not claim(session, key, now):
            return cast(R, session.get_one(Submission, key).answer)
        answer = fn(Change(session, by, now, self.clock.zone))
        session.flush()
        if key is not None:
            session.get_one(Submission, key).answer = _kept(answer)
            session.execute(delete(Draft).where(Draft.id == key))
        session.flush()
        return answer


def _kept(answer: Any) -> Any:
    if not isinstance(answer, str | int | list | dict | None):
        raise TypeError("the answer to a keyed change is kept as JSON: return text, a number, a list, a dict or None")
    return answer


def _may_pass(busy: DBAPIError | TimeoutError) -> bool:
    if isinstance(busy, TimeoutError):
        return True
    words = str(busy.orig)
    return any(sign in words for sign in ("locked", "busy", "lock timeout", "connection", "terminat"))
