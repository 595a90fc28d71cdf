"""An upgrade of the database that dies at one of its statements."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from bot.runtime.database import prepare

AT_RANDOM, NEVER = 0, 1_000_000  # for the number of a statement
USUALLY_LASTS = 1.0  # seconds


def upgrade(url: str, statement: int, die: Callable[[], None]) -> None:
    """Bring a database up to date, and die before this statement of it, right after the last one, or at random."""
    if statement == AT_RANDOM:
        threading.Thread(target=die_soon, args=(die,), daemon=True).start()
    with counting(statement, die):
        prepare(url)
    if statement != NEVER:
        die()


def die_soon(die: Callable[[], None]) -> None:
    time.sleep(random.uniform(0, USUALLY_LASTS))  # noqa: S311 - a moment, no secret
    die()


@contextmanager
def counting(statement: int = NEVER, reached: Callable[[], None] = lambda: None) -> Iterator[list[str]]:
    """Yield the statements of every engine as they come, each commit among them; `reached` is called before the nth."""
    seen: list[str] = []

    def hear(_connection: object, _cursor: object = None, said: str = "COMMIT", *_more: object) -> None:
        seen.append(said)
        if len(seen) == statement:
            reached()

    points = ("before_cursor_execute", "commit")
    for point in points:
        event.listen(Engine, point, hear)
    try:
        yield seen
    finally:
        for point in points:
            event.remove(Engine, point, hear)
