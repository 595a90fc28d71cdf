"""Legal dates of a pupil: what runs, and recording the facts that each hangs on."""

from bot.requests.capability import Capability
from handlers.statutory import correct, dates, facts, settings

CAPABILITIES: tuple[Capability, ...] = (dates.CAPABILITY, facts.CAPABILITY, correct.CAPABILITY, settings.CAPABILITY)
