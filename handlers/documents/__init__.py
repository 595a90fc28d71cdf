"""Documents: made from today's record, sent to whoever asks for them, and to whom they were given."""

from bot.requests.capability import Capability
from handlers.documents import give, make, several, templates

CAPABILITIES: tuple[Capability, ...] = (make.CAPABILITY, give.CAPABILITY, several.CAPABILITY, templates.CAPABILITY)
