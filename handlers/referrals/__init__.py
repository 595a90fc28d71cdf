"""Referring a pupil: /refer, its shortcuts, and what a referral sets going."""

from bot.requests.capability import Capability
from handlers.referrals import refer

CAPABILITIES: tuple[Capability, ...] = (refer.CAPABILITY,)
