"""The real bot, killed with SIGKILL at each named point and at random: what people were told is true afterwards.

`make crash` is the long campaign; what runs here is a few dozen kills on each database, on PostgreSQL of two bots.
"""

import pytest

from tests.crash.campaign import a_campaign
from tests.crash.upgrades import interrupt
from tests.databases import ENGINES, Databases

SEEDS = range(2)
KILLS = 20
UPGRADES = 4


def bots_on(database_url: str) -> int:
    """Return how many bots one database has: a file of SQLite refuses a second one."""
    return 1 if database_url.startswith("sqlite") else 2


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_is_lost_stored_twice_or_posted_twice_however_the_bot_dies(database_url: str, seed: int) -> None:
    async with a_campaign(database_url, seed=seed, bots=bots_on(database_url)) as campaign:
        books = await campaign.run(KILLS)
    assert books.kills == KILLS
    assert books.days > KILLS // 6, "hardly any digest or reminder fell due"
    assert len(books.told_saved) > KILLS // 4, "hardly anything was saved: the campaign proves little"
    assert books.targets > 0, "no target was among it"
    assert books.reviews > 0, "no review was among it"
    assert (books.lost, books.stored_twice) == (0, 0)
    assert (books.posted_twice, books.unposted, books.skipped) == (0, 0, 0)


async def test_the_books_catch_a_twin_that_acknowledges_before_it_commits(database_url: str) -> None:
    async with a_campaign(database_url, "ack first") as campaign:
        books = await campaign.run(6, ["before commit"])
    assert books.lost > 0


async def test_the_books_catch_a_twin_that_forgets_the_keys(database_url: str) -> None:
    async with a_campaign(database_url, "no keys") as campaign:
        books = await campaign.run(9, ["after commit"])
    assert books.stored_twice > 0


async def test_the_books_catch_a_twin_that_sends_again_without_looking(database_url: str) -> None:
    async with a_campaign(database_url, "naive re-send") as campaign:
        books = await campaign.run(6, ["posted"])
    assert books.posted_twice > 0


async def test_the_books_catch_a_twin_that_saves_a_file_in_pieces(database_url: str) -> None:
    async with a_campaign(database_url, "in pieces") as campaign:
        books = await campaign.run(1, ["never"])
    assert books.lost > 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_an_upgrade_that_is_killed_leaves_all_as_it_was_or_all_new(engine: str, databases: Databases) -> None:
    books = await interrupt(engine, databases, UPGRADES)
    assert books.kills >= UPGRADES
    assert books.finished > 0
    assert (books.torn, books.stuck) == (0, 0)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_upgrades_step_by_step(engine: str, databases: Databases) -> None:
    books = await interrupt(engine, databases, 4, twin="step by step")
    assert books.torn > 0
