"""How a placement ends: leaving and its checklist, check-ins, referrals that come to nothing, and coming back."""

from bot.requests.capability import Capability
from handlers.leaving import carry_on, check_in, checklist, leave, referral_end

CAPABILITIES: tuple[Capability, ...] = (
    leave.CAPABILITY,
    checklist.CAPABILITY,
    check_in.CAPABILITY,
    referral_end.CAPABILITY,
    carry_on.CAPABILITY,
)
