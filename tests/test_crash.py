"""The real bot, killed with SIGKILL at each named point and at random: what people were told is true afterwards.

`make crash` is the long campaign; what runs here is a few hundred kills on each database.
"""

import pytest

from tests.crash.campaign import a_campaign

SHARDS = range(4)
KILLS = 50


@pytest.mark.parametrize("seed", SHARDS)
async def test_nothing_is_lost_stored_twice_or_posted_twice_however_the_bot_dies(database_url: str, seed: int) -> None:
    async with a_campaign(database_url, seed=seed) as campaign:
        books = await campaign.run(KILLS)
    assert books.kills == KILLS
    assert len(books.told_saved) > KILLS // 2, "hardly anything was saved: the campaign proves little"
    assert books.targets > KILLS // 6, "hardly any target was among it"
    assert books.reviews > KILLS // 8, "hardly any review was among it"
    assert (books.lost, books.stored_twice) == (0, 0)
    assert (books.posted_twice, books.unposted) == (0, 0)


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
