"""What staff can do: the whole menu, by hand. Help, the manifest's test and the permission matrix read it."""

from bot.capability import Capability
from handlers import contact, person

CAPABILITIES: tuple[Capability, ...] = (contact.CAPABILITY, person.CAPABILITY)
