"""The desk: the only way to the database, through one writer, with a deadline and a key, and several readers."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Any, TypeVar, TypeVarTuple

import orjson
from sqlalchemy.orm import Session

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.runtime.staging import Rows, Staged
from bot.runtime.unwell import UNWELL, cannot_be_written, may_be_committed, may_pass
from bot.slack.words import Words
from models.actor import SYSTEM, Actor
from models.change import Change, Read
from models.requests.submissions import claim, conclude, first_answer

Args = TypeVarTuple("Args")
R = TypeVar("R")
SessionMaker = Callable[[], AbstractContextManager[Session]]
Key = tuple[str, str]  # the key of a submission, and a digest of its arguments

UNHURRIED = 20.0
PAUSE = 0.02
READERS = 4
# Seconds after the deadline in which a lost connection is still replaced to ask whether the change was saved: Slack
# waits for 3 s, and the deadline leaves 0.8 of them.
ASKED_WITHIN = 0.5


class NotSaved(Exception):
    """Nothing of a change was saved: the deadline passed, or the database cannot be written."""


class MaybeSaved(Exception):
    """The connection was lost while a change was committed: it is saved or not, and the database could not be asked."""


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
        self._at_work = 0
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
        deadline = deadline or monotonic() + UNHURRIED
        once = None if key is None else (key, _digest(args))

        def work(staged: Staged | None = None) -> tuple[R, bool]:
            return self._write(lambda change: fn(change, *args), by, once, deadline, staged)

        def stage_first() -> tuple[R, bool]:
            return self._stage(rows or {}, deadline, work)

        in_turn = (self._readers, stage_first) if rows else (self._writer, work)
        with self._working():
            answer, has_messages = await asyncio.shield(asyncio.get_running_loop().run_in_executor(*in_turn))
            if has_messages:
                self._on_message()
            return answer

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

        with self._working():
            return await asyncio.get_running_loop().run_in_executor(self._readers, _patiently, work, until)

    def _run(self, session_of: SessionMaker, fn: Callable[..., R], args: tuple[Any, ...], by: Actor) -> R:
        with session_of() as session:
            return fn(Read(session, by, self.clock.now(), self.clock.zone), *args)

    @property
    def is_busy(self) -> bool:
        """Whether a read or a change is under way."""
        return self._at_work > 0

    async def close(self) -> None:
        """Finish the reads and changes that have begun, then close the database."""
        self._is_closed = True
        await asyncio.to_thread(self._readers.shutdown)  # first, since what is staged there goes on to the writer
        await asyncio.to_thread(self._writer.shutdown)
        self.database.close()

    @contextmanager
    def _working(self) -> Iterator[None]:
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def _stage(self, rows: Rows, deadline: float, work: Callable[[Staged], R]) -> R:
        """Stage rows on this thread, then do the work with them on the writer's."""
        try:
            staged = _patiently(lambda: self.database.stage(rows), deadline)
        except UNWELL as failed:
            raise NotSaved from failed
        with closing(staged):
            return self._writer.submit(work, staged).result()

    def _write(
        self, fn: Callable[[Change], R], by: Actor, once: Key | None, deadline: float, staged: Staged | None
    ) -> tuple[R, bool]:
        def save(fn: Callable[[Change], R], deadline: float, staged: Staged | None) -> tuple[R, bool]:
            if (left := deadline - monotonic()) <= 0:
                raise NotSaved
            with self.database.writing(left, staged) as session:
                change = Change(session, by, self.clock.now(), self.clock.zone)
                answer, is_first = _once(change, fn, once)
                if not is_first:
                    return answer, False  # nothing is saved, not even what was staged
                self.probe("before commit")
                if monotonic() > deadline:
                    raise NotSaved
                self._commit(session)
                self.probe("after commit")
                return answer, change.has_messages

        try:
            return _patiently(lambda: save(fn, deadline, staged), deadline)
        except MaybeSaved:
            if once is None:
                raise
            until = max(deadline, monotonic() + ASKED_WITHIN)
            try:  # under the same key: what was saved gets its first answer, and is not saved again
                return _patiently(lambda: save(staged.refuse_again if staged else fn, until, None), until)
            except (*UNWELL, NotSaved) as unheard:
                raise MaybeSaved from unheard
        except UNWELL as failed:
            if cannot_be_written(failed) or may_pass(failed):
                raise NotSaved from failed
            raise

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


def _digest(args: tuple[Any, ...]) -> str:
    """Return a digest that is equal for equal arguments in every process; sets are sorted, as they have no order."""
    said = orjson.dumps(args, default=sorted, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def _once(change: Change, fn: Callable[[Change], R], once: Key | None) -> tuple[R, bool]:
    """Return the answer, and whether it is the first one: a repeat changes nothing."""
    if once is None:
        answer = fn(change)
    elif claim(change.session, *once, change.now):
        answer = fn(change)
        key, _ = once
        conclude(change.session, key, _kept(answer), change.now)
    else:
        return first_answer(change.session, *once), False
    change.session.flush()
    change.refresh_screens()
    return answer, True


def _kept(answer: Any) -> Any:
    if not isinstance(answer, str | int | list | dict | None):
        raise TypeError("the answer to a keyed change is kept as JSON: return text, a number, a list, a dict or None")
    return answer
