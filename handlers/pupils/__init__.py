"""Finding a pupil, and keeping the record: /pupil."""

from bot.requests.capability import Capability
from handlers.pupils import pupil, search

CAPABILITIES: tuple[Capability, ...] = (
    pupil.CAPABILITY,
    search.CAPABILITY,
)
