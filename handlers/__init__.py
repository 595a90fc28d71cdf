"""What staff can do: the whole menu, by hand. Help, the manifest's test and the permission matrix read it."""

from bot.capability import Capability
from handlers import allocate, contact, digest, home, lookups, meeting, nudge, person, pupil, recap

CAPABILITIES: tuple[Capability, ...] = (
    allocate.CAPABILITY,
    contact.CAPABILITY,
    digest.CAPABILITY,
    home.CAPABILITY,
    lookups.CAPABILITY,
    meeting.CAPABILITY,
    nudge.CAPABILITY,
    person.CAPABILITY,
    pupil.CAPABILITY,
    recap.CAPABILITY,
)
