"""Referring a pupil: /refer, its shortcuts, and the messages that follow a referral."""

from bot.requests.capability import Capability
from handlers.referrals import refer

CAPABILITIES: tuple[Capability, ...] = (refer.CAPABILITY,)
