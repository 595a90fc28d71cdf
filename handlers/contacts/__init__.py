"""The people around a pupil, and the attempts to reach them."""

from bot.requests.capability import Capability
from handlers.contacts import attempts, log, none_involved, people

CAPABILITIES: tuple[Capability, ...] = (
    attempts.CAPABILITY,
    log.CAPABILITY,
    none_involved.CAPABILITY,
    people.CAPABILITY,
)
