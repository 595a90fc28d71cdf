"""The record of a half-term, as an inspector is shown it: on the screen and as a file."""

from bot.requests.capability import Capability
from handlers.inspection import record

CAPABILITIES: tuple[Capability, ...] = (record.CAPABILITY,)
