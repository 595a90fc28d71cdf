"""Rendering a message as it is today, with the words and buttons of the capability that declares it."""

from collections.abc import Sequence

from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButtons
from bot.slack.words import Words
from models.change import Read
from models.outbox.queue import Post
from models.tables.message import Message


class Renderer:
    """The renderer of every kind of message."""

    def __init__(self, capabilities: Sequence[Capability], words: Words) -> None:
        self.builders = {kind: builder for each in capabilities for kind, builder in each.messages.items()}
        self._duty_button = DutyButtons(each.duties for each in capabilities)
        self._words = words

    def __call__(self, read: Read, message: Message) -> Post | None:
        """Render a message as it is today; return None if there is nothing left to say."""
        return self.builders[message.kind](self.screen(read), message)

    def screen(self, read: Read) -> Screen:
        """Return what messages and pages are made from in this transaction."""
        return Screen(read, self._words, self._duty_button)
