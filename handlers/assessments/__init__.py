"""Assessments: deciding on them, what becomes of them, and the list of what is still waited for."""

from bot.requests.capability import Capability
from handlers.assessments import decide, follow, screening, waiting

CAPABILITIES: tuple[Capability, ...] = (decide.CAPABILITY, follow.CAPABILITY, waiting.CAPABILITY, screening.CAPABILITY)
