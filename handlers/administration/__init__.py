"""Administration by Heads: /halfterm with the staff list, the settings, scales and messages that did not arrive."""

from bot.requests.capability import Capability
from handlers.administration import (
    add_scale,
    day,
    help_page,
    joined,
    leavers,
    removal,
    settings,
    staff_list,
    term_dates,
    undelivered,
)

CAPABILITIES: tuple[Capability, ...] = (
    help_page.CAPABILITY,
    staff_list.CAPABILITY,
    removal.CAPABILITY,
    leavers.CAPABILITY,
    settings.CAPABILITY,
    term_dates.CAPABILITY,
    day.CAPABILITY,
    add_scale.CAPABILITY,
    joined.CAPABILITY,
    undelivered.CAPABILITY,
)
