"""What is promised holds by both ways in: on SQLite the bot joins by a socket, on PostgreSQL Slack comes by HTTP."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.by_http import a_service_by_http
from tests.promises.stage import Stage, a_stage
from tests.school import Service, a_service


@pytest.fixture
async def service(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """Yield the invented school with the bot joined to its Slack."""
    joined = a_service if database_url.startswith("sqlite") else a_service_by_http
    async with joined(database_url, nights=request.node.get_closest_marker("nights") is not None) as service:
        yield service


@pytest.fixture
def stage(service: Service) -> Iterator[Stage]:
    """Yield a stage in the invented school."""
    with a_stage(service) as stage:
        yield stage
