"""On how many days the people whom a step is about were tried, so that a call without an answer shows as well."""

from sqlalchemy import ScalarSelect, and_, func, or_, select

from models.contact import Attempt, Side
from models.duty import Duty, DutyKind


def days_tried_for() -> ScalarSelect[int]:
    """A column beside a Duty's own; nought for whatever is not a contact step."""
    family = and_(Duty.kind == DutyKind.FAMILY, Attempt.side == Side.FAMILY)
    professionals = and_(Duty.kind == DutyKind.PROFESSIONALS, Attempt.side == Side.PROFESSIONAL)
    days = select(func.count(Attempt.on.distinct()))
    return (
        days.where(Attempt.placement_id == Duty.placement_id, or_(family, professionals))
        .correlate(Duty)
        .scalar_subquery()
    )
