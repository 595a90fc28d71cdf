"""Look-ups go to their thread together, and each gets its own answer."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from bot.runtime.look_ups import LookUps

LOST = OperationalError("SELECT", {}, Exception("the connection is closed"))


@pytest.fixture
def look_ups() -> Iterator[LookUps]:
    """Yield a thread for look-ups."""
    look_ups = LookUps()
    yield look_ups
    look_ups.close()


class Held:
    """A look that the thread is held up by, so that others wait meanwhile."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        self.let_go.wait(10)
        return "held"


def fail(error: Exception) -> str:
    raise error


async def test_what_waits_is_answered_together_each_with_its_own(
    look_ups: LookUps, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, loop = Held(), asyncio.get_running_loop()
    first = asyncio.create_task(look_ups.run(held))
    await asyncio.to_thread(held.begun.wait)
    others = [asyncio.create_task(look_ups.run(look)) for look in (lambda: "one", lambda: fail(LookupError()))]
    await asyncio.sleep(0)
    wake, woken = loop.call_soon_threadsafe, []
    monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *what: (woken.append(what), wake(*what))[1])
    held.let_go.set()
    assert await first == "held"
    one, failed = await asyncio.gather(*others, return_exceptions=True)
    assert one == "one"
    assert isinstance(failed, LookupError)
    assert len(woken) == 2


async def test_none_waits_for_a_database_that_has_failed_another(look_ups: LookUps) -> None:
    held, looked = Held(), []
    first = asyncio.create_task(look_ups.run(held))
    await asyncio.to_thread(held.begun.wait)
    others = [asyncio.create_task(look_ups.run(look)) for look in (lambda: fail(LOST), lambda: looked.append(1))]
    await asyncio.sleep(0)
    held.let_go.set()
    assert await asyncio.gather(first, *others, return_exceptions=True) == ["held", LOST, LOST]
    assert looked == []
    assert await look_ups.run(lambda: "again") == "again"


async def test_one_who_no_longer_waits_holds_up_nobody(look_ups: LookUps) -> None:
    held = Held()
    gone = asyncio.create_task(look_ups.run(held))
    await asyncio.to_thread(held.begun.wait)
    other = asyncio.create_task(look_ups.run(lambda: "one"))
    await asyncio.sleep(0)
    gone.cancel()
    held.let_go.set()
    assert await other == "one"


async def test_what_waits_is_answered_before_the_thread_ends(look_ups: LookUps) -> None:
    held = Held()
    tasks = [asyncio.create_task(look_ups.run(look)) for look in (held, lambda: "one")]
    await asyncio.to_thread(held.begun.wait)
    held.let_go.set()
    await asyncio.to_thread(look_ups.close)
    assert await asyncio.gather(*tasks) == ["held", "one"]
