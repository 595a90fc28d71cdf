"""Reviews by subject and with the family: /review."""

from bot.capability import Capability
from handlers.reviews import review

CAPABILITIES: tuple[Capability, ...] = (review.CAPABILITY,)
