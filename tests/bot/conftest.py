"""Messages whose words a test decides, for whatever is about delivery."""

from datetime import timedelta

import pytest

from bot.requests.capability import Screen
from bot.slack import blocks
from models.outbox.queue import Post
from models.tables.message import Message
from tests.school import Service


@pytest.fixture
def said() -> dict[str, str]:
    """Return the words of each message, by what it is about, for the test to fill in."""
    return {}


@pytest.fixture
def builders(service: Service, said: dict[str, str]) -> None:
    """Two kinds of message whose words the test decides."""

    def build(_screen: Screen, message: Message) -> Post | None:
        words = said.get(message.about)
        return Post(words, [blocks.section(words)]) if words else None

    service.bot.delivery._renderer.builders["test"] = build
    service.bot.delivery._lost._grace = timedelta(seconds=0.3)
