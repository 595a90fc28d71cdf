"""Two records of one child: compared and merged."""

from bot.requests.capability import Capability
from handlers.duplicates import merge

CAPABILITIES: tuple[Capability, ...] = (merge.CAPABILITY,)
