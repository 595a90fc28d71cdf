"""The learning profile: writing it part by part, reading it, agreeing it, and who has not read it."""

from bot.requests.capability import Capability
from handlers.profiles import agree, read, write

CAPABILITIES: tuple[Capability, ...] = (read.CAPABILITY, write.CAPABILITY, agree.CAPABILITY)
