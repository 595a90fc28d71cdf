"""Messages whose words a test decides, for whatever is about delivery."""

from datetime import timedelta

import pytest

from bot.slack import blocks
from bot.slack.words import Words
from models.change import Look
from models.outbox.queue import Post
from models.tables.message import Message
from tests.school import Service


@pytest.fixture
def said() -> dict[str, str]:
    """What each message says now, by what it is about."""
    return {}


@pytest.fixture
def builders(service: Service, said: dict[str, str]) -> None:
    """Two kinds of message whose words the test decides."""

    def build(_look: Look, _words: Words, message: Message) -> Post | None:
        words = said.get(message.about)
        return Post(words, [blocks.section(words)]) if words else None

    service.bot.delivery._builders = {**service.bot.delivery._builders, "test": build}  # type: ignore[assignment]  # the map of a running bot is read-only by type
    service.bot.delivery._lost._grace = timedelta(seconds=0.3)
