"""The planning meeting, and agreed actions."""

from bot.requests.capability import Capability
from handlers.meetings import actions, book, record

CAPABILITIES: tuple[Capability, ...] = (
    book.CAPABILITY,
    record.CAPABILITY,
    actions.CAPABILITY,
)
