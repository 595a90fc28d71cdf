"""`make fuzz`: many payloads through the forms alone, a tenth as many through the app with its database."""

import argparse
import asyncio
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from unittest.mock import patch

from tests.campaigns import cores, print_line, row, some_databases
from tests.databases import ENGINES
from tests.fuzz.app import go_through_app
from tests.fuzz.forms import Books, go_through
from tests.school import PATIENT, a_service

COLUMNS = ("payloads", "texts", "unhandled", "live", "over a limit")
PIECE = 2000  # payloads that one process takes at a time
SHOWN = 20


def main() -> int:
    """Run both halves, and return the exit code: 0 if nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Send what nobody would write")
    parser.add_argument("payloads", type=int, help="through the forms; through the app a tenth of them")
    asked, seed = parser.parse_args(), secrets.randbelow(1_000_000)
    print_line(f"{asked.payloads} payloads, seed {seed}")
    print_line(row("through", *COLUMNS, "minutes"))
    began = time.monotonic()
    shares = [min(PIECE, asked.payloads - done) for done in range(0, asked.payloads, PIECE)]
    with ProcessPoolExecutor(cores()) as pool:
        pieces = list(pool.map(go_through, shares, range(seed, seed + len(shares))))
    kept = [told("the forms", pieces, began)]
    for engine in ENGINES:
        began = time.monotonic()
        kept.append(told(engine, [asyncio.run(through_app(engine, asked.payloads // 20, seed))], began))
    return 0 if all(kept) else 1


async def through_app(engine: str, times: int, seed: int) -> Books:
    patient = patch("bot.requests.dispatch.ANSWER_WITHIN", 0.7 * PATIENT)
    with patient, some_databases() as databases, databases.copy(engine, databases.files) as url:
        async with a_service(url) as service:
            return await go_through_app(service, times, seed)


def told(through: str, pieces: list[Books], began: float) -> bool:
    """Print a line of figures, and the first faults; whether there were none."""
    faults = [fault for books in pieces for fault in books.faults]
    counts = [sum(len(getattr(books, kind)) for books in pieces) for kind in ("unhandled", "live", "over")]
    sums = [sum(getattr(books, kind) for books in pieces) for kind in ("payloads", "texts")]
    print_line(row(through, *sums, *counts, f"{(time.monotonic() - began) / 60:.1f}"))
    for fault in faults[:SHOWN]:
        print_line(f"  {fault}")
    return not faults


if __name__ == "__main__":
    sys.exit(main())
