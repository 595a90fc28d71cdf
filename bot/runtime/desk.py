"""The desk: the only door from what Slack says to the database - one writer with a deadline and a key, many readers."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

import orjson
from sqlalchemy import update
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.slack.words import Words
from models.actor import SYSTEM, Actor
from models.change import Change, Read
from models.requests.submissions import claim, first_answer
from models.tables.draft import Draft
from models.tables.submission import Submission

Args = TypeVarTuple("Args")
R = TypeVar("R")
Key = tuple[str, str]  # of a submission, with a digest of what it says

UNHURRIED = 20.0
PAUSE = 0.02
# How the database says that something is wrong with it, or with the way to it.
UNWELL = (OperationalError, InternalError, PoolTimeout)
READERS = 4


class NotSaved(Exception):
    """The deadline passed, or the database cannot be written: nothing of the change was kept."""


class Desk:
    """What requests and jobs are given: `words`, `clock`, and two verbs, `change` and `read`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        words: Words,
        *,
        on_message: Callable[[], None] = lambda: None,
        probe: Callable[[str], None] = lambda point: None,
    ) -> None:
        """`on_message` is called where a commit leaves something to post, `probe` wherever a crash must not hurt."""
        self.database = database
        self.clock = clock
        self.words = words
        self.probe = probe
        self._on_message = on_message
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._at_work = 0

    async def change(
        self,
        fn: Callable[[Change, *Args], R],
        *args: *Args,
        by: Actor = SYSTEM,
        key: str | None = None,
        deadline: float | None = None,
    ) -> R:
        """Run `fn` in one transaction and commit; with a `key` a repeat gets the first answer, which JSON must hold.

        `fn` touches only its session and may be run again. `deadline` is a moment of `monotonic()`. Raises what `fn`
        raises, with nothing kept, NotSaved where it could not be committed by then, and Refused where other `args`
        were saved under the key. Cancelling does not stop it.
        """
        deadline = deadline or monotonic() + UNHURRIED
        once = None if key is None else (key, _digest(args))

        def work() -> tuple[R, bool]:
            return self._write(lambda change: fn(change, *args), by, once, deadline)

        with self._working():
            answer, has_messages = await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writer, work))
            if has_messages:
                self._on_message()
            return answer

    async def read(
        self, fn: Callable[[Read, *Args], R], *args: *Args, by: Actor = SYSTEM, deadline: float | None = None
    ) -> R:
        """Run `fn` in a transaction that cannot write; what it returns must be detached or plain.

        A connection that is lost is tried again until `deadline`, a moment of `monotonic()`.
        """
        deadline = deadline or monotonic() + UNHURRIED

        def work() -> R:
            with self.database.reading() as session:
                return fn(Read(session, by, self.clock.now(), self.clock.zone), *args)

        with self._working():
            return await asyncio.get_running_loop().run_in_executor(self._readers, _patiently, work, deadline)

    @property
    def is_busy(self) -> bool:
        """Whether anybody waits for something to be read or written."""
        return self._at_work > 0

    async def close(self) -> None:
        """Finish what was begun, then let the database go."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self.database.close()

    @contextmanager
    def _working(self) -> Iterator[None]:
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def _write(self, fn: Callable[[Change], R], by: Actor, once: Key | None, deadline: float) -> tuple[R, bool]:
        def save() -> tuple[R, bool]:
            if (left := deadline - monotonic()) <= 0:
                raise NotSaved
            with self.database.writing(left) as session:
                change = Change(session, by, self.clock.now(), self.clock.zone)
                answer = _once(change, fn, once)
                self.probe("before commit")
                if monotonic() > deadline:
                    raise NotSaved
                session.commit()
                self.probe("after commit")
                return answer, change.has_messages

        try:
            return _patiently(save, deadline)
        except UNWELL as failed:
            if _cannot_be_written(failed) or _may_pass(failed):
                raise NotSaved from failed
            raise


def _patiently(work: Callable[[], R], deadline: float) -> R:
    """Again and again until the deadline, where the database is busy or a connection was lost."""
    while True:
        try:
            return work()
        except UNWELL as failed:
            if not _may_pass(failed) or monotonic() > deadline:
                raise
            time.sleep(PAUSE)


def _digest(args: tuple[Any, ...]) -> str:
    """The same for the same arguments, in whichever process; sets have no order of their own."""
    said = orjson.dumps(args, default=sorted, option=orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def _once(change: Change, fn: Callable[[Change], R], once: Key | None) -> R:
    if once is None:
        answer = fn(change)
    elif claim(change.session, *once, change.now):
        answer = fn(change)
        key, _ = once
        change.session.get_one(Submission, key).answer = _kept(answer)
        change.session.execute(update(Draft).where(Draft.id == key).values(saved_at=change.now))
    else:
        answer = first_answer(change.session, *once)
    change.session.flush()
    change.refresh_screens()
    return answer


def _kept(answer: Any) -> Any:
    if not isinstance(answer, str | int | list | dict | None):
        raise TypeError("the answer to a keyed change is kept as JSON: return text, a number, a list, a dict or None")
    return answer


# Only of the errors that are the database's own: others quote values, and a child may be called Fuller or Busy.
def _may_pass(failed: OperationalError | InternalError | PoolTimeout) -> bool:
    return isinstance(failed, PoolTimeout) or _says(failed, "locked", "busy", "lock timeout", "connection", "terminat")


def _cannot_be_written(failed: OperationalError | InternalError | PoolTimeout) -> bool:
    return not isinstance(failed, PoolTimeout) and _says(
        failed, "readonly", "read-only", "full", "no space", "i/o error"
    )


def _says(failed: OperationalError | InternalError, *signs: str) -> bool:
    words = str(failed.orig).lower()
    return any(sign in words for sign in signs)
