"""The real bot, killed with SIGKILL at each named point and at random: what people were told is true afterwards.

`make crash` is the long campaign; what runs here is a few dozen kills on each database, on PostgreSQL of two bots.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.crash.campaign import Books, Campaign, a_campaign
from tests.crash.orders import Forker
from tests.crash.upgrades import interrupt
from tests.databases import ENGINES, Databases

SEEDS = range(2)
KILLS = 14  # of each bot one at each point, or of one bot two
UPGRADES = 4


# How many bots one database has: a file of SQLite refuses a second one.
BOTS = {"sqlite": 1, "postgresql": 2}


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    """Yield the process that forks bots for every test here."""
    with closing(Forker()) as forker:
        yield forker


async def errs(campaign: Campaign, point: str, mistakes: Callable[[Books], int]) -> bool:
    """Return whether a twin makes a mistake. One that was lucky is killed again, as what is under way is by chance."""
    for kills in range(6, 60, 6):
        if mistakes(await campaign.run(kills, [point])):
            return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", ENGINES)
async def test_nothing_is_lost_stored_twice_or_posted_twice_however_the_bot_dies(
    forker: Forker, engine: str, databases: Databases, seed: int
) -> None:
    async with a_campaign(forker, engine, databases, seed=seed, bots=BOTS[engine]) as campaign:
        books = await campaign.run(KILLS)
    assert books.kills == KILLS
    assert books.days > 0, "no digest or reminder fell due"
    assert len(books.told_saved) > KILLS // 4, "hardly anything was saved: the campaign proves little"
    assert books.targets > 0, "no target was among it"
    assert books.reviews > 0, "no review was among it"
    assert books.rooms > 2, "hardly anything was recorded of a pupil"
    assert (books.lost, books.stored_twice) == (0, 0)
    assert (books.posted_twice, books.unposted, books.skipped) == (0, 0, 0)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_acknowledges_before_it_commits(
    forker: Forker, engine: str, databases: Databases
) -> None:
    async with a_campaign(forker, engine, databases, "ack first") as campaign:
        assert await errs(campaign, "before commit", lambda books: books.lost)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_forgets_the_keys(forker: Forker, engine: str, databases: Databases) -> None:
    async with a_campaign(forker, engine, databases, "no keys") as campaign:
        assert await errs(campaign, "after commit", lambda books: books.stored_twice)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_sends_again_without_looking(
    forker: Forker, engine: str, databases: Databases
) -> None:
    async with a_campaign(forker, engine, databases, "naive re-send") as campaign:
        assert await errs(campaign, "posted", lambda books: books.posted_twice)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_saves_a_file_in_pieces(
    forker: Forker, engine: str, databases: Databases
) -> None:
    async with a_campaign(forker, engine, databases, "in pieces") as campaign:
        books = await campaign.run(1, ["never"])
    assert books.lost > 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_an_upgrade_that_is_killed_leaves_all_as_it_was_or_all_new(
    forker: Forker, engine: str, databases: Databases
) -> None:
    books = await interrupt(forker, engine, databases, UPGRADES)
    assert books.kills >= UPGRADES
    assert books.finished > 0
    assert (books.torn, books.stuck) == (0, 0)


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_books_catch_a_twin_that_upgrades_step_by_step(
    forker: Forker, engine: str, databases: Databases
) -> None:
    for seed in range(5):  # as above
        if (await interrupt(forker, engine, databases, 4, seed, twin="step by step")).torn:
            return
    pytest.fail("no upgrade was torn")
