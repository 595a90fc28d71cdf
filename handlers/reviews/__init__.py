"""Subject reviews and family reviews: /review."""

from bot.requests.capability import Capability
from handlers.reviews import history, review

CAPABILITIES: tuple[Capability, ...] = (review.CAPABILITY, history.CAPABILITY)
