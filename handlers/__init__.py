"""What staff can do: the whole menu, by hand. Help, the manifest's test and the permission matrix read it."""

from bot.capability import Capability
from handlers import allocate, contact, digest, lookups, meeting, nudge, person, recap

CAPABILITIES: tuple[Capability, ...] = (
    allocate.CAPABILITY,
    contact.CAPABILITY,
    digest.CAPABILITY,
    lookups.CAPABILITY,
    meeting.CAPABILITY,
    nudge.CAPABILITY,
    person.CAPABILITY,
    recap.CAPABILITY,
)
