"""Duties of every kind: the daily reminder, putting off, handing over and assigning."""

from bot.requests.capability import Capability
from handlers.duties import assign, cover, not_needed, reminder

CAPABILITIES: tuple[Capability, ...] = (
    reminder.CAPABILITY,
    assign.CAPABILITY,
    cover.CAPABILITY,
    not_needed.CAPABILITY,
)
