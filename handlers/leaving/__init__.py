"""How a placement ends: leaving and its checklist, check-ins, referrals that come to nothing, and coming back."""

from bot.requests.capability import Capability
from handlers.leaving import carry_on, check_in, checklist, leave, own_assessment, referral_end

CAPABILITIES: tuple[Capability, ...] = (
    leave.CAPABILITY,
    own_assessment.CAPABILITY,
    checklist.CAPABILITY,
    check_in.CAPABILITY,
    referral_end.CAPABILITY,
    carry_on.CAPABILITY,
)
