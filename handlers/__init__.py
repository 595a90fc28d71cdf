"""Everything that staff can do: all capabilities, folder by folder, for the app, the help and the tests."""

from bot.requests.capability import Capability
from handlers import (
    administration,
    allocations,
    attendance,
    contacts,
    documents,
    duplicates,
    duties,
    home,
    importing,
    inspection,
    leaving,
    meetings,
    missing,
    profiles,
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
    *missing.CAPABILITIES,
    *duplicates.CAPABILITIES,
    *leaving.CAPABILITIES,
    *inspection.CAPABILITIES,
    *attendance.CAPABILITIES,
    *documents.CAPABILITIES,
    *profiles.CAPABILITIES,
    *home.CAPABILITIES,
    *duties.CAPABILITIES,
    *importing.CAPABILITIES,
    *administration.CAPABILITIES,
)
