"""What staff can do: every capability, room by room. Help, the manifest's test and the permission matrix read it."""

from bot.requests.capability import Capability
from handlers import (
    administration,
    allocations,
    contacts,
    duplicates,
    duties,
    home,
    meetings,
    progress,
    pupils,
    referrals,
    reviews,
)

CAPABILITIES: tuple[Capability, ...] = (
    *referrals.CAPABILITIES,
    *contacts.CAPABILITIES,
    *meetings.CAPABILITIES,
    *allocations.CAPABILITIES,
    *progress.CAPABILITIES,
    *reviews.CAPABILITIES,
    *pupils.CAPABILITIES,
    *duplicates.CAPABILITIES,
    *home.CAPABILITIES,
    *duties.CAPABILITIES,
    *administration.CAPABILITIES,
)
