"""The weekly allocations meeting: /allocations, its digest, allocating, the recap."""

from bot.requests.capability import Capability
from handlers.allocations import allocate, digest, recap

CAPABILITIES: tuple[Capability, ...] = (
    digest.CAPABILITY,
    allocate.CAPABILITY,
    recap.CAPABILITY,
)
