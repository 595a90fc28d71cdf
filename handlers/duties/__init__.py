"""Duties of every kind: the daily reminder, putting off, handing over and assigning."""

from bot.requests.capability import Capability
from handlers.duties import assign, not_needed, reminder

CAPABILITIES: tuple[Capability, ...] = (
    reminder.CAPABILITY,
    assign.CAPABILITY,
    not_needed.CAPABILITY,
)
