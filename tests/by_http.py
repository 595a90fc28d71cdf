"""The invented school with a bot to which Slack comes by HTTP, where others join by a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.config import DOOR_PATH, LOOPBACK
from bot.runtime.door import Door
from tests.process import free_port
from tests.school import Service, a_service

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # the example of Slack's documentation


@asynccontextmanager
async def a_service_by_http(database_url: str, **more: Any) -> AsyncIterator[Service]:
    """Yield the school as `a_service` does; what people do is signed and sent to the bot's door."""
    door = Door(SIGNING_SECRET, LOOPBACK[0], free_port())
    async with a_service(database_url, door=door, **more) as service:
        service.slack.deliver_to(address(door), SIGNING_SECRET)
        yield service


def address(door: Door) -> str:
    """Return the address that Slack is given."""
    return f"http://{door.host}:{door.port}{DOOR_PATH}"
