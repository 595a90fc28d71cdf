"""Two records of one child: compared and merged."""

from bot.capability import Capability
from handlers.duplicates import merge

CAPABILITIES: tuple[Capability, ...] = (merge.CAPABILITY,)
