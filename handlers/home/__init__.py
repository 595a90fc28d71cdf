"""The App Home: one's own page, a pupil's, the table of all."""

from bot.requests.capability import Capability
from handlers.home import home

CAPABILITIES: tuple[Capability, ...] = (home.CAPABILITY,)
