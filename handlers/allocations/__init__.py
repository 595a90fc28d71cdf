"""The weekly allocations meeting: /allocations, the digest, allocating, and the recap."""

from bot.requests.capability import Capability
from handlers.allocations import allocate, digest, first_day, recap

CAPABILITIES: tuple[Capability, ...] = (
    digest.CAPABILITY,
    allocate.CAPABILITY,
    first_day.CAPABILITY,
    recap.CAPABILITY,
)
