"""Look-ups on a thread of their own: all that wait go there together, since the way costs more than a small read."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from bot.runtime.unwell import UNWELL

R = TypeVar("R")
Waiting = tuple[Callable[[], Any], asyncio.Future[Any]]
Outcome = tuple[Any, Exception | None]


class LookUps:
    """The thread, and what waits for it. It goes on for as long as anything does, and wakes the loop once a batch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="looker")
        self._lock = Lock()
        self._waiting: list[Waiting] = []
        self._is_at_work = False

    async def run(self, look: Callable[[], R]) -> R:
        """Run `look` on the thread. Raises what it raises, or what the database did to another one of its batch."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        with self._lock:
            self._waiting.append((look, answer))
            if not self._is_at_work:
                self._is_at_work = True
                self._thread.submit(self._work_off, loop)
        return await answer

    def close(self) -> None:
        """Finish all that wait."""
        self._thread.shutdown()

    def _work_off(self, loop: asyncio.AbstractEventLoop) -> None:
        while batch := self._next_batch():
            outcomes = _outcomes([look for look, _ in batch])
            loop.call_soon_threadsafe(_answer, [answer for _, answer in batch], outcomes)

    def _next_batch(self) -> list[Waiting]:
        with self._lock:
            batch, self._waiting = self._waiting, []
            self._is_at_work = bool(batch)
            return batch


def _outcomes(looks: list[Callable[[], Any]]) -> list[Outcome]:
    """Return what each gives or raises. Where the database fails one, the others are not kept waiting for it."""
    outcomes: list[Outcome] = []
    for look in looks:
        outcomes.append(_outcome(look))
        if isinstance(failed := outcomes[-1][1], UNWELL):
            return outcomes + [(None, failed)] * (len(looks) - len(outcomes))
    return outcomes


def _outcome(look: Callable[[], Any]) -> Outcome:
    try:
        return look(), None
    except Exception as error:  # noqa: BLE001 - the edge of a thread: whoever waits on the loop is told
        return None, error


def _answer(answers: list[asyncio.Future[Any]], outcomes: list[Outcome]) -> None:
    for answer, (value, error) in zip(answers, outcomes, strict=True):
        if answer.done():  # whoever asked was cancelled
            continue
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)
