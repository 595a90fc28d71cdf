"""Reviews by subject and with the family: /review."""

from bot.requests.capability import Capability
from handlers.reviews import review

CAPABILITIES: tuple[Capability, ...] = (review.CAPABILITY,)
