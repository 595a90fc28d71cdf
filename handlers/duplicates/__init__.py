"""Duplicate records of one child: comparing and merging them."""

from bot.requests.capability import Capability
from handlers.duplicates import merge

CAPABILITIES: tuple[Capability, ...] = (merge.CAPABILITY,)
