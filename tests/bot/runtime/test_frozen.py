"""Two copies of the bot, and one is frozen inside a transaction: the other works within five seconds."""

import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot.runtime.clock import Clock, monotonic
from bot.runtime.database import TIMEOUTS, Database
from bot.runtime.desk import Desk, NotSaved
from bot.slack.words import Words
from models.change import Change
from models.tables.setting import Setting
from tests.school import LONDON

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def test_the_other_copy_works_within_five_seconds(database_url: str, tmp_path: Path) -> None:
    frozen, other = Database(database_url), Desk(Database(database_url), Clock(LONDON), Words(tmp_path, LONDON))
    began, is_saved = monotonic(), False
    with frozen.writing(1.0) as session:  # and it does nothing more, as if it were stopped
        while not is_saved and monotonic() - began < 10:
            try:
                await other.change(lambda change: None, deadline=monotonic() + 2.2)
                is_saved = True
            except NotSaved:
                continue
        assert is_saved
        assert monotonic() - began < 5
        with pytest.raises(DBAPIError):  # when it wakes, it finds that its session was ended
            session.execute(text("SELECT 1"))
    await other.close()
    frozen.close()


@pytest.mark.parametrize("point", ["within", "before commit"])
async def test_what_was_frozen_in_a_transaction_is_done_again_since_it_certainly_was_not_saved(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setitem(TIMEOUTS, "idle_in_transaction_session_timeout", 100)
    freezes = [point]

    def freeze(at: str) -> None:
        if at in freezes:
            freezes.remove(at)
            time.sleep(0.5)

    def put(change: Change) -> None:
        change.session.flush()
        freeze("within")
        change.session.add(Setting(name="proof", value="saved"))

    desk = Desk(Database(database_url), Clock(LONDON), Words(tmp_path, LONDON), probe=freeze)
    await desk.change(put)
    assert await desk.read(lambda read: read.session.scalar(select(func.count()).select_from(Setting))) == 1
    await desk.close()


def test_readers_and_writers_are_told_when_to_give_up(database_url: str) -> None:
    database = Database(database_url)
    for engine in database.engines:
        with engine.connect() as connection:
            for name, milliseconds in TIMEOUTS.items():
                found = connection.execute(text("SELECT setting FROM pg_settings WHERE name = :name"), {"name": name})
                assert int(found.scalar_one()) == milliseconds
    database.close()
