"""What is owed, whatever it is: the daily reminder, putting off, handing over, assigning."""

from bot.requests.capability import Capability
from handlers.duties import assign, reminder

CAPABILITIES: tuple[Capability, ...] = (
    reminder.CAPABILITY,
    assign.CAPABILITY,
)
