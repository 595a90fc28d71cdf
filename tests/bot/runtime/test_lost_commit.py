"""PostgreSQL commits, and the connection dies before it says so: nobody is told "not saved" of what is saved."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import Database
from bot.runtime.desk import Desk, MaybeSaved
from bot.slack.words import Words
from models.change import Change
from models.tables.setting import Setting
from tests.school import LONDON

SETTING: Any = Setting.__table__
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Proxy:
    """Stands between psycopg and the server: once armed it lets one COMMIT through and swallows the answer.

    With `is_gone_for_good` nobody is let through after that.
    """

    def __init__(self, real: str, mine: Path) -> None:
        self.real, self.path = f"{real}/.s.PGSQL.5432", str(mine / ".s.PGSQL.5432")
        self.is_armed = self.is_cut = self.is_gone_for_good = False
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self.thread.start()
        self.ready.wait(5)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.stopped.set)
        self.thread.join(5)

    async def _run(self) -> None:
        self.loop, self.stopped = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_unix_server(self._serve, self.path):
            self.ready.set()
            await self.stopped.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut and self.is_gone_for_good:
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_unix_connection(self.real)
        swallows = asyncio.Event()

        async def answer() -> None:
            while data := await server_reader.read(65536):
                if swallows.is_set():
                    self.is_cut = True
                    break
                writer.write(data)
            writer.close()
            server_writer.close()

        answering = asyncio.ensure_future(answer())
        try:
            with contextlib.suppress(ConnectionError):
                while data := await reader.read(65536):
                    if self.is_armed and b"COMMIT" in data:
                        self.is_armed = False
                        swallows.set()
                    server_writer.write(data)
                server_writer.close()
            await answering
        finally:
            writer.close()
            server_writer.close()


@pytest.fixture
def proxy(database_url: str, tmp_path: Path) -> Iterator[Proxy]:
    proxy = Proxy(database_url.partition("host=")[2], tmp_path)
    yield proxy
    proxy.stop()


@pytest.fixture
async def desk(database_url: str, proxy: Proxy, tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield a desk that reaches its database through the proxy."""
    through = f"{database_url.partition('host=')[0]}host={Path(proxy.path).parent}"
    desk = Desk(Database(through), Clock(LONDON), Words(tmp_path, LONDON))
    await desk.change(lambda change: None)
    yield desk
    await desk.close()


def put(change: Change) -> str:
    change.session.add(Setting(name="proof", value="saved"))
    return "first answer"


def saved(database_url: str) -> int:
    """Count what stands in the database, asked past the proxy."""
    database = Database(database_url)
    with database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Setting).where(Setting.name == "proof"))
    database.close()
    return count or 0


async def test_what_was_committed_is_asked_for_by_its_key_on_a_new_connection(
    desk: Desk, proxy: Proxy, database_url: str
) -> None:
    proxy.is_armed = True
    assert await desk.change(put, key="form-1", deadline=monotonic() + 2.2) == "first answer"
    assert saved(database_url) == 1


async def test_a_change_with_staged_rows_is_asked_for_by_its_key_too(
    desk: Desk, proxy: Proxy, database_url: str
) -> None:
    rows = {SETTING: [{"name": "proof", "value": "saved"}]}
    proxy.is_armed = True
    assert await desk.change(lambda _: "first answer", key="form-1", rows=rows, deadline=monotonic() + 2.2)
    assert saved(database_url) == 1


async def test_where_the_database_cannot_be_asked_nobody_says_that_nothing_was_saved(
    desk: Desk, proxy: Proxy, database_url: str
) -> None:
    proxy.is_armed = proxy.is_gone_for_good = True
    with pytest.raises(MaybeSaved):
        await desk.change(put, key="form-1", deadline=monotonic() + 1.0)
    assert saved(database_url) == 1


async def test_a_change_without_a_key_is_not_made_twice(desk: Desk, proxy: Proxy, database_url: str) -> None:
    proxy.is_armed = True
    with pytest.raises(MaybeSaved):
        await desk.change(put)
    assert saved(database_url) == 1
