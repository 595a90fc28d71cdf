"""The App Home: a person's own page, the page of a pupil, and the table of all pupils."""

from bot.requests.capability import Capability
from handlers.home import corrections, home

CAPABILITIES: tuple[Capability, ...] = (home.CAPABILITY, corrections.CAPABILITY)
