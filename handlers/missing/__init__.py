"""Missing data, asked of the one person who can supply it."""

from bot.requests.capability import Capability
from handlers.missing import supply

CAPABILITIES: tuple[Capability, ...] = (supply.CAPABILITY,)
