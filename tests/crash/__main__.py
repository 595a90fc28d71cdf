"""`make crash`: a long campaign against the real bot; the figures as a table, and a failure where a promise broke."""

import argparse
import asyncio
import secrets
import sys
import time
from contextlib import closing

from tests.campaigns import cores, print_line, row, some_databases
from tests.crash.campaign import Books, a_campaign
from tests.crash.orders import Forker
from tests.crash.upgrades import Upgrades, interrupt
from tests.databases import ENGINES, Databases

# Kills of one campaign: more would fill the local Slack with messages that no kill can touch any more.
KILLS_EACH = 100
# Bots at a time, in one campaign after the other: a file of SQLite has one.
BOTS = {"sqlite": (1,), "postgresql": (2, 1)}
FOR_AN_UPGRADE = 20  # kills, to one of an upgrade
COLUMNS = ("kills", "school days", "told saved", "lost", "stored twice", "posted twice", "not posted", "skipped")
OF_UPGRADES = ("upgrades", "torn", "stuck")
PROMISES = (*COLUMNS[3:], *OF_UPGRADES[1:])


def main() -> int:
    """Run the campaigns, and return the exit code: 0 if every promise held."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Kill the bot, and compare the books")
    parser.add_argument("kills", type=int, help="on each database")
    parser.add_argument("databases", nargs="*", metavar="database", help=f"of {', '.join(ENGINES)}; all, if none")
    asked = parser.parse_args()
    if unknown := set(asked.databases) - set(ENGINES):
        parser.error(f"there is no database called {', '.join(sorted(unknown))}")
    seed = secrets.randbelow(1_000_000)
    print_line(f"{asked.kills} kills on each database, seed {seed}, {cores()} campaigns at a time")
    print_line(row("database", *COLUMNS, *OF_UPGRADES, "minutes"))
    kept = [told(engine, asked.kills, seed) for engine in asked.databases or ENGINES]
    return 0 if all(kept) else 1


def told(engine: str, kills: int, seed: int) -> bool:
    """Print a line about one database; whether the promises held."""
    began = time.monotonic()
    with some_databases() as databases, closing(Forker()) as forker:
        figures = figures_of(asyncio.run(all_campaigns(engine, databases, kills, seed)))
        figures |= of_upgrades(asyncio.run(interrupt(forker, engine, databases, kills // FOR_AN_UPGRADE, seed)))
    minutes = (time.monotonic() - began) / 60
    print_line(row(engine, *figures.values(), f"{minutes:.1f}"))
    return not any(figures[promise] for promise in PROMISES)


async def all_campaigns(engine: str, databases: Databases, kills: int, seed: int) -> list[Books]:
    """As many as the kills need, each with a database of its own."""
    gate = asyncio.Semaphore(cores())
    shares = [min(KILLS_EACH, kills - done) for done in range(0, kills, KILLS_EACH)]

    async def one(place: int, share: int) -> Books:
        bots = BOTS[engine][place % len(BOTS[engine])]
        async with gate:
            with closing(Forker()) as forker:
                async with a_campaign(forker, engine, databases, seed=seed + place, bots=bots) as campaign:
                    return await campaign.run(share)

    return await asyncio.gather(*(one(place, share) for place, share in enumerate(shares)))


def figures_of(every: list[Books]) -> dict[str, int]:
    """Add up the books of all campaigns, by column."""
    sums = (
        sum(books.kills for books in every),
        sum(books.days for books in every),
        sum(len(books.told_saved) for books in every),
        sum(books.lost for books in every),
        sum(books.stored_twice for books in every),
        sum(books.posted_twice for books in every),
        sum(books.unposted for books in every),
        sum(books.skipped for books in every),
    )
    return dict(zip(COLUMNS, sums, strict=True))


def of_upgrades(books: Upgrades) -> dict[str, int]:
    """Return what became of the upgrades, by column."""
    return dict(zip(OF_UPGRADES, (books.kills, books.torn, books.stuck), strict=True))


if __name__ == "__main__":
    sys.exit(main())
