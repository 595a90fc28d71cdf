"""What staff can do: the whole menu, by hand. Help, the manifest's test and the permission matrix read it."""

from bot.capability import Capability

CAPABILITIES: tuple[Capability, ...] = ()
