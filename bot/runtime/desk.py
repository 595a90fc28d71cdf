"""The desk: the only way to the database, through one writer, with a deadline and a key, and several readers."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy.orm import Session

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.runtime.once import Key, digest, run_once
from bot.runtime.staging import Rows, Staged
from bot.runtime.unwell import UNWELL, cannot_be_written, may_be_committed, may_pass
from bot.slack.words import Words
from models.actor import SYSTEM, Actor
from models.change import Change, Read

Args = TypeVarTuple("Args")
R = TypeVar("R")
SessionMaker = Callable[[], AbstractContextManager[Session]]

UNHURRIED = 20.0
# For so long a change waits on the writer's thread for a locked database; then whoever else waits has their turn.
TURN = 0.2
PAUSE = 0.02
READERS = 4
# Seconds after the deadline in which a lost connection is still replaced to ask whether the change was saved: Slack
# waits for 3 s, and the deadline leaves 0.8 of them.
ASKED_WITHIN = 0.5


class NotSaved(Exception):
    """Nothing of a change was saved: the deadline passed, or the database cannot be written."""


class MaybeSaved(Exception):
    """The connection was lost while a change was committed: it is saved or not, and the database could not be asked."""


class _Later(Exception):
    """The database is busy: a change is to be tried again."""


class Desk:
    """The desk that requests and jobs work with: it holds the words and the clock, and runs changes and reads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        words: Words,
        *,
        on_message: Callable[[], None] = lambda: None,
        probe: Callable[[str], None] = lambda point: None,
    ) -> None:
        """Start the threads of the desk.

        `on_message` is called after a commit that leaves something to post, `probe` where a test may simulate a crash.
        """
        self.database = database
        self.clock = clock
        self.words = words
        self.probe = probe
        self._on_message = on_message
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._changing: set[asyncio.Task[Any]] = set()
        self._reading = 0
        self._is_closed = False

    async def change(
        self,
        fn: Callable[[Change, *Args], R],
        *args: *Args,
        by: Actor = SYSTEM,
        key: str | None = None,
        deadline: float | None = None,
        rows: Rows | None = None,
    ) -> R:
        """Run `fn` in one transaction and commit. With a `key`, a repeat gets the first answer, which must fit JSON.

        `fn` touches only its session and may be run again. It finds `rows` in their tables, staged while others save;
        raises Outdated if they do not fit there. `deadline` is a moment of `monotonic()`. Raises NotSaved if
        the change was not committed by then, Refused if other `args` were saved under the key, and whatever `fn`
        raises; nothing is saved then. Raises MaybeSaved if nobody can tell: under its key it can be sent again.
        Cancelling the caller does not stop the change.
        """
        until = deadline or monotonic() + UNHURRIED
        once = None if key is None else (key, digest(args))
        changing = asyncio.create_task(self._change(lambda change: fn(change, *args), by, once, until, rows or {}))
        self._changing.add(changing)
        changing.add_done_callback(self._changing.discard)
        return await asyncio.shield(changing)

    async def read(
        self, fn: Callable[[Read, *Args], R], *args: *Args, by: Actor = SYSTEM, deadline: float | None = None
    ) -> R:
        """Run `fn` on a thread, in a transaction that cannot write; what it returns must be detached or plain.

        Where the database is busy or the connection is lost, try again until `deadline`, a moment of `monotonic()`.
        """
        return await self._in_thread(self.database.reading, fn, args, by, deadline)

    async def look_up(
        self, fn: Callable[[Read, *Args], R], *args: *Args, by: Actor = SYSTEM, deadline: float | None = None
    ) -> R:
        """Run `fn`, which reads a few indexed rows, in the cheapest way; otherwise as `read`, but in no transaction.

        On SQLite it runs at once, since the way to a thread and back costs more than the rows, and holds up everything
        else meanwhile: a test bounds the work of those that forms open with.
        """
        if self._is_closed:
            raise RuntimeError("The desk is closed.")  # as its threads say it
        if self.database.is_sqlite:
            with suppress(*UNWELL):
                return self._run(self.database.looking_up, fn, args, by)
        session_of = self.database.reading if self.database.is_sqlite else self.database.looking_up
        return await self._in_thread(session_of, fn, args, by, deadline)

    async def _in_thread(
        self,
        session_of: SessionMaker,
        fn: Callable[..., R],
        args: tuple[Any, ...],
        by: Actor,
        deadline: float | None,
    ) -> R:
        until = deadline or monotonic() + UNHURRIED

        def work() -> R:
            return self._run(session_of, fn, args, by)

        self._reading += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, _patiently, work, until)
        finally:
            self._reading -= 1

    def _run(self, session_of: SessionMaker, fn: Callable[..., R], args: tuple[Any, ...], by: Actor) -> R:
        with session_of() as session:
            return fn(Read(session, by, self.clock.now(), self.clock.zone), *args)

    @property
    def is_busy(self) -> bool:
        """Whether a read or a change is under way."""
        return self._reading > 0 or bool(self._changing)

    async def close(self) -> None:
        """Finish the reads and changes that have begun, then close the database."""
        self._is_closed = True
        while self._changing:  # one may begin meanwhile
            await asyncio.gather(*self._changing, return_exceptions=True)
        await asyncio.to_thread(self._readers.shutdown)
        await asyncio.to_thread(self._writer.shutdown)
        self.database.close()

    async def _change(self, fn: Callable[[Change], R], by: Actor, once: Key | None, deadline: float, rows: Rows) -> R:
        run = asyncio.get_running_loop().run_in_executor
        staged = await run(self._readers, self._stage, rows, deadline) if rows else None
        try:
            answer, has_messages = await self._in_turn(lambda: self._write(fn, by, once, deadline, staged))
        finally:
            if staged:
                await run(self._readers, staged.close)
        if has_messages:
            self._on_message()
        return answer

    async def _in_turn(self, work: Callable[[], R]) -> R:
        """Do the work on the writer's thread, which nobody holds while the database is busy."""
        while True:
            with suppress(_Later):
                return await asyncio.get_running_loop().run_in_executor(self._writer, work)
            await asyncio.sleep(PAUSE)

    def _stage(self, rows: Rows, deadline: float) -> Staged:
        try:
            return _patiently(lambda: self.database.stage(rows), deadline)
        except UNWELL as failed:
            raise NotSaved from failed

    def _write(
        self, fn: Callable[[Change], R], by: Actor, once: Key | None, deadline: float, staged: Staged | None
    ) -> tuple[R, bool]:
        """Make a change, once it is its turn. Raises _Later if the database is busy, and the deadline still to come."""
        try:
            return self._save(fn, by, once, deadline, staged)
        except MaybeSaved:
            if once is None:
                raise
            fn, until = staged.refuse_again if staged else fn, max(deadline, monotonic() + ASKED_WITHIN)
            try:  # under the same key: what was saved gets its first answer, and is not saved again
                return _patiently(lambda: self._save(fn, by, once, until, None), until)
            except (*UNWELL, NotSaved) as unheard:
                raise MaybeSaved from unheard
        except UNWELL as failed:
            if may_pass(failed) and monotonic() <= deadline:
                raise _Later from failed
            if cannot_be_written(failed) or may_pass(failed):
                raise NotSaved from failed
            raise

    def _save(
        self, fn: Callable[[Change], R], by: Actor, once: Key | None, deadline: float, staged: Staged | None
    ) -> tuple[R, bool]:
        """Make a change and commit it. Returns its answer, and whether it leaves something to post."""
        if (left := deadline - monotonic()) <= 0:
            raise NotSaved
        # PostgreSQL gives up staged rows with the transaction that waits, and lets nobody hold its lock for long.
        wait = left if staged and not self.database.is_sqlite else min(left, TURN)
        with self.database.writing(wait, staged) as session:
            change = Change(session, by, self.clock.now(), self.clock.zone)
            answer, is_first = run_once(change, fn, once)
            if not is_first:
                return answer, False  # nothing is saved, not even what was staged
            self.probe("before commit")
            if monotonic() > deadline:
                raise NotSaved
            self._commit(session)
            self.probe("after commit")
            return answer, change.has_messages

    def _commit(self, session: Session) -> None:
        """Commit. Raises MaybeSaved if the connection was lost meanwhile; a file that could not be written is not."""
        try:
            session.commit()
        except UNWELL as failed:
            if self.database.is_sqlite or not may_be_committed(failed):
                raise
            raise MaybeSaved from failed


def _patiently(work: Callable[[], R], deadline: float) -> R:
    """Run `work`, and repeat it until the deadline while the database is busy or a connection is lost."""
    while True:
        try:
            return work()
        except UNWELL as failed:
            if not may_pass(failed) or monotonic() > deadline:
                raise
            time.sleep(PAUSE)
