"""Duties of every kind: the daily reminder, putting off, handing over and assigning."""

from bot.requests.capability import Capability
from handlers.duties import assign, cover, hand_over, not_needed, reminder

CAPABILITIES: tuple[Capability, ...] = (
    reminder.CAPABILITY,
    hand_over.CAPABILITY,
    assign.CAPABILITY,
    cover.CAPABILITY,
    not_needed.CAPABILITY,
)
