"""The people around a pupil, and the attempts to reach them."""

from bot.requests.capability import Capability
from handlers.contacts import attempts, people

CAPABILITIES: tuple[Capability, ...] = (
    attempts.CAPABILITY,
    people.CAPABILITY,
)
