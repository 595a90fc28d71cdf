"""The Education Support Plan: its page, what is written in it, its objectives and provision, and its signature."""

from bot.requests.capability import Capability
from handlers.plans import aim, correct, objectives, page, provision, sign, write

CAPABILITIES: tuple[Capability, ...] = (
    page.CAPABILITY,
    write.CAPABILITY,
    aim.CAPABILITY,
    objectives.CAPABILITY,
    provision.CAPABILITY,
    sign.CAPABILITY,
    correct.CAPABILITY,
)
