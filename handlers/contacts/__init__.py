"""The people around a pupil, and the attempts to reach them."""

from bot.requests.capability import Capability
from handlers.contacts import attempts, log, people

CAPABILITIES: tuple[Capability, ...] = (
    attempts.CAPABILITY,
    log.CAPABILITY,
    people.CAPABILITY,
)
