"""What every member of staff may know of a pupil's needs, with each look logged."""

from dataclasses import dataclass

from sqlalchemy import select

from models.change import Change
from models.permission import Permission
from models.profiles.answers import Answered, what_not_to_do
from models.pupils.summary import BarrierShown, PupilSummary, barriers, names_of_staff, pupil_summary
from models.rights import access_reason, permissions_of
from models.stays import visible
from models.tables.referral import Referral


@dataclass(frozen=True)
class Needs:
    """The summary that the Needs button shows; `reason` is why the pupil was referred, for those who may read it.

    `dont` is what staff are not to do, which stands beside what helps.
    """

    who: PupilSummary
    barriers: tuple[BarrierShown, ...]
    reason: str | None
    dont: Answered


def view_needs(change: Change, placement_id: str) -> Needs:
    """Return the summary of needs, as far as the actor may see it, and log the look with the reason for access."""
    placement = visible(change, placement_id)
    standing = change.relation(placement)
    may = permissions_of(standing)
    change.record("needs:view", placement, pupil_id=placement.pupil_id, why=access_reason(standing))
    reason = select(Referral.reason).where(Referral.placement_id == placement.id)
    return Needs(
        pupil_summary(change, placement, names_of_staff(change)),
        barriers(change, placement, may),
        change.session.scalar(reason) if Permission.STAY_SEE in may else None,
        what_not_to_do(change, placement),
    )
