"""What every test may ask for."""

import gc
import os
from collections.abc import AsyncIterator
from itertools import groupby

import pytest
from hypothesis import settings

from bot.workspace import Client
from tests.school import PATIENT, Service, a_service

pytest_plugins = ("tests.required", "tests.databases")  # in the order in which they import each other

# A busy machine is slow, and fails nothing. The same examples are tried in every run, so that what fails has been
# broken by the change at hand; new ones are looked for with `HYPOTHESIS_PROFILE=seeking`.
settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.register_profile("seeking", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unhurried"))

LONGEST = ("promises/", "_browser.py", "test_school_year.py", "test_bounds.py")
TOGETHER = "test_crash.py"  # long too; its tests share what is dear to start


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the bot, too, more time than Slack's three seconds."""
    monkeypatch.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.7 * PATIENT)


@pytest.fixture
async def service(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """Yield the invented school with the bot joined to its Slack, on a Monday morning in September."""
    async with a_service(database_url, nights=request.node.get_closest_marker("nights") is not None) as service:
        yield service


@pytest.fixture
def workspace(service: Service) -> Client:
    """Return the client that acts in the school's Slack as a person would."""
    return service.workspace


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process begins with its share of what takes longest: at the end the others would wait for it."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    together = [item for item in items if item.path.name == TOGETHER]
    long = [list(few) for _, few in groupby(filter(is_long, items), key=not_to_be_parted)]
    short = [item for item in items if not is_long(item) and item.path.name != TOGETHER]
    size = -(-(len(items) - len(together)) // processes)
    items[:] = together
    for n in range(processes):
        share = [item for few in long[n::processes] for item in few]
        more = max(0, size - len(share))
        items += [*share, *short[:more]]
        del short[:more]


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays: it would go through a hundred thousand objects for every few it frees."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def is_long(item: pytest.Item) -> bool:
    return any(part in item.path.as_posix() for part in LONGEST)


def not_to_be_parted(item: pytest.Item) -> str:
    """Return what tests of one file have in common that share a browser: to start it takes longer than most of them."""
    return item.path.name if item.path.name.endswith("_browser.py") else item.nodeid
